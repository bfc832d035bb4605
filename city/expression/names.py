"""What a name in a question means: an attribute, a class, a measure, or a word everybody uses."""

from __future__ import annotations

import difflib
import re

import numpy as np
from numpy.typing import NDArray

from city.expression.words import KEYWORDS
from city.kinds import THEMES, theme
from city.measured import MEASURES
from city.model import City

# Words everybody uses, with the attributes they stand for in files, the best first: CityGML,
# 3DBAG, the Dutch, German, French and Spanish cadastres, INSPIRE, OpenStreetMap.
ALIASES = {
    "year": (
        "yearOfConstruction",
        "dateOfConstruction",
        "oorspronkelijk_bouwjaar",
        "oorspronkelijkbouwjaar",
        "bouwjaar",
        "baujahr",
        "annee_construction",
        "date_d_apparition",
        "year_built",
        "construction_year",
        "start_date",
    ),
    "storeys": (
        "storeysAboveGround",
        "storeys",
        "b3_bouwlagen",
        "aantal_bouwlagen",
        "numberOfFloorsAboveGround",
        "nombre_d_etages",
        "building:levels",
        "floors",
        "levels",
    ),
    "height": ("measuredHeight", "height"),
    "name": ("gml:name", "naam", "bezeichnung", "nom"),
    "use": ("function", "usage", "gebruiksdoel", "currentUse"),
    "roof": ("roofType", "b3_dak_type", "dak_type", "roof:shape"),
}
ALIASES["floors"] = ALIASES["storeys"]
SAME_MEASURE = {"floors": "storeys"}
OWN = ("id", "kind")  # what every object has
PLACES = ("within", "intersects")


def attribute_named(city: City, name: str) -> list[str]:
    """The attributes that a name may mean: the one of exactly that name, or else those alike.

    Alike are names that differ in small and capital letters, in spaces and dashes ("year of
    construction"), or by what stands before a colon ("name" for "gml:name").
    """
    columns = city.objects.columns
    if name in columns:
        return [name]
    wanted = _plain(name)
    if not wanted:
        return []
    whole = [c for c in columns if _plain(c) == wanted]
    return whole or [c for c in columns if _plain(c.rsplit(":", 1)[-1]) == wanted]


def alias(city: City, name: str) -> str:
    """The attribute that a word everybody uses stands for in this city, "" for none."""
    for candidate in ALIASES.get(name.lower(), ()):
        found = attribute_named(city, candidate)
        if found:
            return found[0]
    return ""


def class_mask(city: City, name: str) -> NDArray[np.bool_] | None:
    """Which of City.objects.kinds a class or a theme means; None for a name that is neither.

    A class that this city does not have is a class all the same: then nothing is true.
    """
    wanted = name.casefold()
    kinds = city.objects.kinds
    exact = [k.casefold() == wanted for k in kinds]
    if not any(exact):
        exact = [k.rsplit(":", 1)[-1].lstrip("+").casefold() == wanted for k in kinds]
    if not any(exact):
        exact = [theme(k).casefold() == wanted for k in kinds]
    known = any(wanted == k.casefold() for t, ks in THEMES.items() for k in (t, *ks))
    return np.array(exact, bool) if any(exact) or known else None


def like(name: str, city: City) -> list[str]:
    """Names that somebody may have meant, the likeliest first."""
    known = {
        word.casefold(): word
        for word in (
            *city.objects.kinds,
            *KEYWORDS,
            *PLACES,
            *OWN,
            *(word for word in ALIASES if alias(city, word)),
            *MEASURES,
            *city.objects.columns,
        )
    }
    close = difflib.get_close_matches(name.casefold(), known, 3, 0.7)
    return [written(known[word]) for word in close]


def written(name: str) -> str:
    """A name as one writes it in a question: in quotes where it needs them."""
    plain = re.fullmatch(r"[^\W\d]\w*(:\w+)*", name) and name.lower() not in KEYWORDS
    return name if plain else '"' + name.replace('"', '""') + '"'


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
