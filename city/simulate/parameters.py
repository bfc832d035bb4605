"""What a simulation may be asked with: one declaration for the form, the command line and the
check before it starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from city.simulate.coordinates import read_points

Kind = Literal[
    "number",
    "whole",
    "switch",
    "choice",
    "several",
    "date",
    "text",
    "area",
    "place",
    "places",
    "thing",
    "aim",
]
LONGEST = 10_000  # letters of a text
PLACE = "x,y or x,y,z in the project's coordinates"
THING = "the id of a building or a planned thing"
AREAS = "plan, all, or west,south,east,north in the project's coordinates"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that can be set.

    kind: "choice" takes one of `choices`, "several" some of them; "date" is 2026-03-21, or 03-21 of
    this year, or "" where that is the default; "area" is "plan", "all" or four numbers; "place" is
    a text "x,y" or "x,y,z" and "places" several of them with ; in between, "thing" an id, "aim" a
    place or an id; all four may be left empty. choices: each with its name for people. low, high:
    what a number may be. about: what it means, with its source where it has one.
    """

    key: str
    title: str
    kind: Kind
    default: Any
    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    choices: tuple[tuple[str, str], ...] = ()
    about: str = ""
    rare: bool = False  # whether most people never touch it: a form folds it away

    def taken(self, value: Any) -> Any:
        """A value, or a text that says it, as the simulation takes it: plain, fit for JSON.

        Raises ValueError, with what is allowed, where it is none.
        """
        words = value.strip() if isinstance(value, str) else value
        return getattr(self, f"_{self.kind}")(words)

    def allowed(self) -> str:
        """What can be put in, in words."""
        if self.kind in ("number", "whole"):
            return f"from {self.low:g} to {self.high:g} {self.unit}".rstrip()
        if self.kind in ("choice", "several"):
            names = ", ".join(key for key, _ in self.choices)
            return f"one of {names}" if self.kind == "choice" else f"some of {names}"
        return {
            "switch": "yes or no",
            "date": "a day such as 2026-03-21 or 03-21",
            "area": AREAS,
            "place": f"one place, {PLACE}",
            "places": f"{PLACE}, several with ; between them",
            "thing": THING,
            "aim": f"{PLACE}, or {THING}",
        }.get(self.kind, "a text")

    def _refuse(self, value: Any) -> ValueError:
        return ValueError(f"{self.key}={_short(value)}: {self.title} must be {self.allowed()}")

    def _number(self, value: Any) -> float:
        try:
            if isinstance(value, bool):
                raise ValueError
            number = float(value)
        except (TypeError, ValueError):
            raise self._refuse(value) from None
        if not self.low <= number <= self.high:
            raise self._refuse(value)
        return number

    def _whole(self, value: Any) -> int:
        number = self._number(value)
        if number != int(number):
            raise self._refuse(value)
        return int(number)

    def _switch(self, value: Any) -> bool:
        words = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
        known = words.get(str(value).lower())
        if known is None:
            raise self._refuse(value)
        return known

    def _choice(self, value: Any) -> str:
        if value not in [key for key, _ in self.choices]:
            raise self._refuse(value)
        return str(value)

    def _several(self, value: Any) -> list[str]:
        parts = value.replace("+", ",").split(",") if isinstance(value, str) else value
        if not isinstance(parts, Sequence):
            raise self._refuse(value)
        chosen = [str(part).strip() for part in parts]
        known = [key for key, _ in self.choices]
        if not chosen or any(part not in known for part in chosen):
            raise self._refuse(value)
        return [key for key in known if key in chosen]

    def _date(self, value: Any) -> str:
        if value == "" and self.default == "":
            return ""
        try:
            text = str(value)
            day = date.fromisoformat(f"{date.today().year}-{text}" if len(text) == 5 else text)
        except ValueError:
            raise self._refuse(value) from None
        return day.isoformat()

    def _text(self, value: Any) -> str:
        if not isinstance(value, str) or len(value) > LONGEST:
            raise self._refuse(value)
        return value

    _thing = _aim = _text

    def _places(self, value: Any) -> str:
        text = self._text(value)
        if text:
            try:
                found = read_points(text)
            except ValueError:
                raise self._refuse(value) from None
            if self.kind == "place" and len(found) > 1:
                raise self._refuse(value)
        return text

    _place = _places

    def _area(self, value: Any) -> str | list[float]:
        if value in ("plan", "all"):
            return str(value)
        try:
            parts = value.split(",") if isinstance(value, str) else value
            west, south, east, north = (float(part) for part in parts)
        except (TypeError, ValueError, AttributeError):
            raise self._refuse(value) from None
        if not (west < east and south < north and max(map(abs, (west, south, east, north))) < 1e12):
            raise self._refuse(value)
        return [west, south, east, north]


def settled(parameters: Sequence[Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that a simulation is asked with: what is given, and the rest as usual.

    Raises ValueError for what is not known or not allowed, with what would be.
    """
    known = {one.key: one for one in parameters}
    for key in given:
        if key not in known:
            raise ValueError(f"there is no setting {_short(key)}; there are: {', '.join(known)}")
    return {key: one.taken(given.get(key, one.default)) for key, one in known.items()}


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
