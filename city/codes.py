"""What the codes of attributes mean, as the code lists beside a model or the standards have it."""

from __future__ import annotations

from collections.abc import Mapping

from city.model import City

# Roof forms: CityGML 2.0 annex C.1 and, from 2100 on, the German cadastre's (AdV) list of 2016.
ROOF_FORMS = {
    "1000": "Flat",
    "1010": "Monopitch",
    "1020": "Skip pent",
    "1030": "Gabled",
    "1040": "Hipped",
    "1050": "Half-hipped",
    "1060": "Mansard",
    "1070": "Pavilion",
    "1080": "Cone",
    "1090": "Copula",
    "1100": "Sawtooth",
    "1110": "Arch",
    "1120": "Pyramidal broach",
    "1130": "Combination",
    "2100": "Monopitch",
    "2200": "Offset monopitch",
    "3100": "Gabled",
    "3200": "Hipped",
    "3300": "Half-hipped",
    "3400": "Mansard",
    "3500": "Pyramid",
    "3600": "Cone",
    "3700": "Dome",
    "3800": "Sawtooth",
    "3900": "Barrel",
    "4000": "Tower",
    "5000": "Mixed",
    "9999": "Other form",
}


def meanings_of(city: City, name: str) -> Mapping[str, str]:
    """The meanings of an attribute's codes, by code; none where it has no code list.

    name: of the attribute; of one within another, that of the innermost. Forms of roofs have the
    list of the standards where the model brings none.
    """
    own = name.rsplit(".", 1)[-1]
    lists = city.metadata.get("codes")
    found = lists.get(own) if isinstance(lists, Mapping) else None
    if isinstance(found, Mapping):
        return found
    return ROOF_FORMS if own.lower().endswith(("rooftype", "dachform")) else {}
