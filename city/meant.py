"""What a statement of a platform means for an object of the city: another value of something."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from city.expression.names import ALIASES
from city.statements import Statement, about, plain
from city.units import convert
from city.uses import use_of

SAME_HEIGHT = 0.1  # metres, which nobody would call another height
HIGHEST = 1000.0  # metres; the highest building on Earth has 828
STOREYS = 200
FIRST_YEAR = 1000
# That something is no more: in English, Dutch (BAG), German and French.
GONE = frozenset(
    {
        "demolished",
        "demolition",
        "razed",
        "torndown",
        "gesloopt",
        "pandgesloopt",
        "sloop",
        "abgerissen",
        "abgebrochen",
        "abriss",
        "démoli",
        "démolie",
        "demoli",
        "demolie",
        "démolition",
    }
)
TITLES = {"height": "Height", "storeys": "Storeys", "use": "Use", "year": "Year of construction"}
KEEPING = frozenset(  # names that say nothing of the building itself
    {
        "id",
        "type",
        "gmlid",
        "source",
        "dataprovider",
        "description",
        "datecreated",
        "datemodified",
        "modifiedat",
        "createdat",
        "observedat",
        "dateobserved",
        "creationdate",
        "terminationdate",
        "validfrom",
        "validto",
        "seealso",
    }
)


@dataclass(frozen=True, slots=True)
class Meant:
    """Another value of something. about: "height", "use" ..., or the name of an attribute.

    name: of the attribute that keeps it in the city. was: its value there, None for none. same:
    whether the city says so already. before, now: in words. tolerance: within which numbers of the
    same thing may differ.
    """

    about: str
    name: str
    was: Any
    value: Any
    same: bool
    now: str
    tolerance: float = 0.0

    @property
    def title(self) -> str:
        return TITLES.get(self.about, self.name)

    @property
    def before(self) -> str:
        return "–" if self.was is None else words(self.was)


def meant(one: Statement, said: Mapping[str, Any], now: np.datetime64) -> Meant | None:
    """What a statement means for an object of which the city says this; None for nothing.

    Raises ValueError, in plain words, where it makes no sense.
    """
    of = about(one.attribute)
    if of == "demolished":
        return Meant(of, "", None, True, False, "") if _is_gone(one, now) else None
    if of == "height":
        return _height(one, said)
    if of == "storeys":
        number = _whole(one, "storeys", 1, STOREYS)
        name, was = _kept("storeys", said)
        same = isinstance(was, (int, float)) and was == number
        return Meant(of, name, was, number, same, words(number))
    if of == "year":
        return _year(one, said, now)
    return _use(one, said) if of == "use" else _other(one, said)


def _is_gone(one: Statement, now: np.datetime64) -> bool:
    """Whether a statement says that something is no more."""
    if isinstance(one.value, bool):
        return one.value and "demolish" in plain(one.attribute)
    text = str(one.value)
    if plain(text.rpartition("/")[2]) in GONE:
        return True
    if "date" not in plain(one.attribute):
        return False
    try:
        when = np.datetime64(text.strip()[:10], "D")
    except ValueError:
        raise ValueError(f"“{text[:40]}” is no date") from None
    if when > now:
        raise ValueError(f"it is to be demolished on {when}; until then it stands")
    return True


def _height(one: Statement, said: Mapping[str, Any]) -> Meant:
    metres = _number(one, "height")
    if one.unit:
        try:
            metres = float(convert(np.array([metres]), one.unit, "m")[0])
        except ValueError as why:
            raise ValueError(f"its unit is {one.unit}: {why}") from None
    if not 0 < metres <= HIGHEST:
        raise ValueError(f"no building is {metres:,.6g} m high; see to its unit")
    name, was = _kept("height", said)
    same = isinstance(was, (int, float)) and abs(was - metres) <= SAME_HEIGHT
    return Meant("height", name, was, metres, same, f"{metres:.1f} m", SAME_HEIGHT)


def _year(one: Statement, said: Mapping[str, Any], now: np.datetime64) -> Meant:
    dated = re.fullmatch(r"(\d{4})(?:-.*)?", str(one.value).strip())
    number = float(dated[1]) if dated else _number(one, "year")
    if not (FIRST_YEAR <= number <= int(str(now)[:4]) and number == int(number)):
        raise ValueError(f"{words(one.value)} is no year until now")
    name, was = _kept("year", said)
    year: int | str = str(int(number)) if isinstance(was, str) else int(number)
    same = was is not None and str(was)[:4] == str(int(number))
    return Meant("year", name, was, year, same, str(year))


def _use(one: Statement, said: Mapping[str, Any]) -> Meant:
    value = words(one.value)
    found = use_of(value.split(", "))
    if not found:
        raise ValueError(f"“{value}” is no use that plans know")
    name, was = _kept("use", said)
    same = was is not None and (use_of(was) == found or plain(str(was)) == plain(value))
    return Meant("use", name, was, value, same, value)


def _other(one: Statement, said: Mapping[str, Any]) -> Meant | None:
    """An attribute that the city has of this object, under the same name."""
    wanted = plain(one.attribute)
    names = [n for n in said if wanted in (plain(n), plain(n.rpartition(":")[2]))]
    if wanted in KEEPING or not names:
        return None
    name, was, value = names[0], said[names[0]], one.value
    if isinstance(was, (list, dict)):
        return None
    if isinstance(was, (int, float)) and not isinstance(was, bool):
        number = _number(one, one.attribute)
        value = int(number) if isinstance(was, int) and number == int(number) else number
        same = math.isclose(was, number, rel_tol=1e-6)
    else:
        same = plain(str(was)) == plain(str(value))
    return Meant(name, name, was, value, same, words(value))


def _kept(of: str, said: Mapping[str, Any]) -> tuple[str, Any]:
    """The attribute of an object that something is kept in, and its value; of none the usual."""
    for name in ALIASES[of]:
        for given, value in said.items():
            if plain(given) == plain(name) and value not in (None, ""):
                return given, value
    return ALIASES[of][0], None


def _number(one: Statement, what: str) -> float:
    value = one.value
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"“{words(value)}” is no number, as a {what} is")
    return number


def _whole(one: Statement, what: str, low: int, high: int) -> int:
    number = _number(one, f"number of {what}")
    if not (low <= number <= high and number == int(number)):
        raise ValueError(f"no building has {words(one.value)} {what}")
    return int(number)


def words(value: Any) -> str:
    """A value in a line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)[:80]
