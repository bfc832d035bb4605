"""Units as people write them, what codes and spellings stand for them, and how they convert."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

# UN/CEFACT Recommendation 20, those that platforms of cities use
CODES = {
    "GQ": "µg/m³",
    "GP": "mg/m³",
    "M1": "mg/l",
    "H29": "µg/l",
    "59": "ppm",
    "61": "ppb",
    "2N": "dB",
    "DBM": "dBm",
    "CEL": "°C",
    "FAH": "°F",
    "KEL": "K",
    "P1": "%",
    "C62": "1",
    "MTS": "m/s",
    "KMH": "km/h",
    "HM": "mph",
    "KNT": "kn",
    "MSK": "m/s²",
    "DD": "°",
    "C81": "rad",
    "LUX": "lx",
    "WHR": "Wh",
    "KWH": "kWh",
    "MWH": "MWh",
    "JOU": "J",
    "3B": "MJ",
    "WTT": "W",
    "KWT": "kW",
    "MAW": "MW",
    "D46": "VA",
    "KVA": "kVA",
    "D44": "var",
    "KVR": "kvar",
    "K3": "kvarh",
    "VLT": "V",
    "2Z": "mV",
    "KVT": "kV",
    "AMP": "A",
    "4K": "mA",
    "HTZ": "Hz",
    "D50": "V/m",
    "D54": "W/m²",
    "MTR": "m",
    "KMT": "km",
    "CMT": "cm",
    "MMT": "mm",
    "FOT": "ft",
    "INH": "in",
    "SMI": "mi",
    "MTK": "m²",
    "H67": "mm/h",
    "PAL": "Pa",
    "A97": "hPa",
    "KPA": "kPa",
    "BAR": "bar",
    "MBR": "mbar",
    "C26": "ms",
    "SEC": "s",
    "MIN": "min",
    "HUR": "h",
    "DAY": "d",
    "H10": "1/h",
    "C94": "1/min",
    "C97": "1/s",
    "LTR": "l",
    "MTQ": "m³",
    "G51": "l/s",
    "MQS": "m³/s",
    "MQH": "m³/h",
    "GRM": "g",
    "KGM": "kg",
    "TNE": "t",
    "D10": "S/m",
}

# Units that convert into each other: the number that stands for none, and how much one is.
KINDS: tuple[dict[str, tuple[float, float]], ...] = (
    {
        "µg/m³": (0, 1),
        "ng/m³": (0, 1e-3),
        "mg/m³": (0, 1e3),
        "g/m³": (0, 1e6),
        "µg/l": (0, 1e3),
        "mg/l": (0, 1e6),
        "g/l": (0, 1e9),
    },
    {"ppm": (0, 1e3), "ppb": (0, 1)},
    {"%": (0, 1), "1": (0, 100)},
    {"dB": (0, 1), "dB(A)": (0, 1)},
    {"dBm": (0, 1)},
    {"°C": (0, 1), "K": (273.15, 1), "°F": (32, 5 / 9)},
    {"m/s": (0, 3.6), "km/h": (0, 1), "mph": (0, 1.609344), "kn": (0, 1.852), "ft/s": (0, 1.09728)},
    {"m/s²": (0, 1)},
    {"°": (0, 1), "rad": (0, 180 / np.pi)},
    {"lx": (0, 1), "klx": (0, 1e3)},
    {"Wh": (0, 1), "kWh": (0, 1e3), "MWh": (0, 1e6), "J": (0, 1 / 3600), "MJ": (0, 1e6 / 3600)},
    {"W": (0, 1), "kW": (0, 1e3), "MW": (0, 1e6)},
    {"VA": (0, 1), "kVA": (0, 1e3)},
    {"var": (0, 1), "kvar": (0, 1e3)},
    {"varh": (0, 1), "kvarh": (0, 1e3)},
    {"V": (0, 1e3), "mV": (0, 1), "kV": (0, 1e6)},
    {"A": (0, 1e3), "mA": (0, 1)},
    {"Hz": (0, 1)},
    {"V/m": (0, 1)},
    {"W/m²": (0, 1)},
    {
        "mm": (0, 1),
        "cm": (0, 10),
        "m": (0, 1e3),
        "km": (0, 1e6),
        "in": (0, 25.4),
        "ft": (0, 304.8),
        "mi": (0, 1_609_344),
    },
    {"m²": (0, 1)},
    {"mm/h": (0, 1), "in/h": (0, 25.4), "mm/d": (0, 1 / 24), "in/d": (0, 25.4 / 24)},
    {
        "Pa": (0, 1),
        "hPa": (0, 100),
        "mbar": (0, 100),
        "kPa": (0, 1e3),
        "bar": (0, 1e5),
        "psi": (0, 6894.757293168),
    },
    {"ms": (0, 1), "s": (0, 1e3), "min": (0, 6e4), "h": (0, 3.6e6), "d": (0, 8.64e7)},
    {"1/h": (0, 1), "1/min": (0, 60), "1/s": (0, 3600)},
    {"1/km": (0, 1)},
    {"l": (0, 1), "m³": (0, 1e3), "ft³": (0, 28.316846592)},
    {
        "l/s": (0, 1),
        "l/min": (0, 1 / 60),
        "m³/s": (0, 1e3),
        "m³/h": (0, 1 / 3.6),
        "m³/d": (0, 1 / 86.4),
        "Ml/d": (0, 1e6 / 86_400),
        "ft³/s": (0, 28.316846592),
        "gal/min": (0, 3.785411784 / 60),
        "Mgal/d": (0, 3.785411784e6 / 86_400),
    },
    {"g": (0, 1), "kg": (0, 1e3), "t": (0, 1e6)},
    {"µS/cm": (0, 1), "mS/cm": (0, 1e3), "S/m": (0, 1e4)},
    {"NTU": (0, 1)},
    {"‰": (0, 1), "g/kg": (0, 1), "psu": (0, 1)},
)

# What else people write, small and without gaps; that of a unit itself need not stand here.
SPELLINGS = {
    "°C": "c cel degc celsius degreecelsius degreescelsius centigrade",
    "°F": "f degf fahrenheit degreefahrenheit degreesfahrenheit",
    "K": "kelvin degk",
    "µg/m³": "ug/m3 ugm-3 ug.m-3 ugm3 µgm-3 microgrampercubicmeter microgramspercubicmeter "
    "microgrampercubicmetre microgramspercubicmetre",
    "mg/m³": "mgm-3 mg.m-3 mgm3 milligrampercubicmeter milligramspercubicmeter",
    "µg/l": "ug/l",
    "%": "percent pct percentage %rh %r.h.",
    "1": "one ratio share fraction dimensionless count counts number index ph phunits - vehicles "
    "vehicle veh cars bikes bicycles docks spaces spots places persons people pedestrians units",
    "dB": "decibel decibels dbspl",
    "dB(A)": "dba a-weighteddecibel a-weighteddecibels",
    "m/s": "ms-1 m.s-1 mps meterpersecond meterspersecond metrepersecond metrespersecond",
    "km/h": "kmh kph kmh-1 km/hr kilometerperhour kilometersperhour",
    "mph": "mi/h mileperhour milesperhour",
    "kn": "kt knot knots",
    "°": "deg degree degrees",
    "lx": "lux",
    "m/s²": "ms-2 m/s^2",
    "W/m²": "wm-2 w/m^2 wattpersquaremeter",
    "h": "hr hour hours",
    "min": "minute minutes",
    "s": "sec second seconds",
    "d": "day days",
    "m": "meter metre meters metres",
    "l": "liter litre liters litres",
    "m³/s": "cumec m3s-1",
    "1/h": "veh/h vehicles/h vehicle/h vehiclesperhour persons/h perhour h-1",
    "1/km": "veh/km vehicles/km vehicle/km km-1",
    "1/min": "perminute min-1 veh/min vehicles/min",
    "mm/h": "mmh-1 mm/hr",
    "NTU": "fnu ftu",
    "ppm": "partspermillion",
    "ppb": "partsperbillion",
    "hPa": "hectopascal",
    "µS/cm": "us/cm",
}

_KIND = {unit: kind for kind in KINDS for unit in kind}


def _plain(unit: str) -> str:
    """A spelling without what people disagree on: signs above the line, gaps, letters for micro."""
    return re.sub(r"[\s^⋅·]", "", unicodedata.normalize("NFKC", unit))


_EXACT = {_plain(unit): unit for unit in _KIND}
_LOOSE = {_plain(unit).lower(): unit for unit in reversed(_KIND)}
_LOOSE |= {_plain(word): unit for unit, words in SPELLINGS.items() for word in words.split()}


@lru_cache(maxsize=4096)
def spelt(unit: str) -> str:
    """A unit as Maquette writes it: "GQ", "ug/m3" and "μg/m^3" are µg/m³; unknown ones stay as
    they are, "" is none.

    Source: UN/CEFACT Recommendation 20 for the codes.
    """
    plain = _plain(unit)
    found = CODES.get(plain) or _EXACT.get(plain) or _LOOSE.get(plain.lower())
    return unit if found is None else found


def convert(values: F64, unit: str, to: str) -> F64:
    """Numbers of one unit in another, both as `spelt` writes them.

    Raises ValueError with the reason where that cannot be.
    """
    if unit == to:
        return values
    kind = _KIND.get(to, {})
    if unit not in kind:
        known = unit in _KIND
        raise ValueError(f"that cannot become {to or 'a number'}" if known else "an unknown unit")
    (from_zero, one), (to_zero, other) = kind[unit], kind[to]
    converted: F64 = (values - from_zero) * (one / other) + to_zero
    return converted
