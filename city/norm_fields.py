"""Reads the fields of a norm's file one by one and says of each what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

T = TypeVar("T")
MonthDay = tuple[int, int]
MISSING: Any = object()
COMMON_YEAR = 2001


class Fields:
    """Named values as somebody wrote them; what is wrong with them is added to `wrong`.

    path: where they lie in the file, "source." for those of the source. A value that is wrong is
    read as None, so that the others can be looked at too.
    """

    def __init__(self, said: Mapping[str, Any], path: str, wrong: list[str]) -> None:
        self.said = said
        self.path = path
        self.wrong = wrong
        self.known: list[str] = []

    def take(self, name: str, check: Callable[[Any], T], default: Any = MISSING) -> Any:
        """The value of a field: what `check` makes of it, or the default where nothing is said."""
        self.known.append(name)
        said = self.said.get(name, MISSING)
        if said is MISSING and default is MISSING:
            self.wrong.append(f"{self.path}{name}: nothing is said; {_wanted(check)}.")
            return None
        if said is MISSING or (said is None and default is None):
            return default
        try:
            return check(said)
        except ValueError as fault:
            self.wrong.append(f"{self.path}{name}: {_told(said)} won't do; {fault}.")
        return None

    def within(self, name: str, make: Callable[[Fields], T], default: Any = MISSING) -> Any:
        """The value that is made of fields within a field."""
        said = self.take(name, _braces, default)
        return self._made(said, f"{name}.", make) if isinstance(said, dict) else said

    def many(self, name: str, make: Callable[[Fields], T]) -> tuple[T, ...]:
        """The values that are made of a list of fields within a field."""
        said = self.take(name, listed(_braces, 1, 9)) or ()
        return tuple(self._made(one, f"{name}[{i}].", make) for i, one in enumerate(said))

    def close(self) -> None:
        """Tell of fields that nobody has taken: they are misspelt, and would do nothing."""
        for name in self.said:
            if name not in self.known:
                known = ", ".join(self.known)
                self.wrong.append(f"{self.path}{name[:40]}: no such field; there are {known}.")

    def _made(self, said: Mapping[str, Any], path: str, make: Callable[[Fields], T]) -> T:
        inner = Fields(said, self.path + path, self.wrong)
        made = make(inner)
        inner.close()
        return made


def text(longest: int, empty: bool = False) -> Callable[[Any], str]:
    """A text, of at least one letter unless it may be empty."""

    def check(said: Any) -> str:
        if not isinstance(said, str) or len(said) > longest or not (empty or said.strip()):
            raise ValueError(f"give a text of up to {longest} letters")
        return said

    return check


def number(low: float, high: float) -> Callable[[Any], float]:
    """A number within limits."""

    def check(said: Any) -> float:
        if not _is_number(said) or not low <= said <= high:
            raise ValueError(f"give a number from {low:g} to {high:g}")
        return float(said)

    return check


def year(said: Any) -> int | None:
    """A year, or null where nobody knows it."""
    if said is None or (isinstance(said, int) and 1800 <= said <= 2200):
        return None if said is None else int(said)
    raise ValueError("give a year as 2022, or null where the source tells none")


def one_of(*names: str) -> Callable[[Any], str]:
    """One of some words."""

    def check(said: Any) -> str:
        if not isinstance(said, str) or said not in names:
            raise ValueError(f"give one of {', '.join(names)}")
        return said

    return check


def listed(check: Callable[[Any], T], least: int, most: int) -> Callable[[Any], tuple[T, ...]]:
    """A list of so many."""
    count = f"{least}" if least == most else f"{least} to {most}"

    def check_all(said: Any) -> tuple[T, ...]:
        if not isinstance(said, list) or not least <= len(said) <= most:
            raise ValueError(f"give a list of {count} in brackets")
        return tuple(check(one) for one in said)

    return check_all


def day(said: Any) -> MonthDay:
    """A day of any year, "02-19": month and day."""
    try:
        if not isinstance(said, str) or len(said) != 5 or said[2] != "-":
            raise ValueError
        found = date(COMMON_YEAR, int(said[:2]), int(said[3:]))
    except ValueError:
        raise ValueError('give a day of every year, month first, as "02-19"') from None
    return found.month, found.day


def days(said: Any) -> str | tuple[MonthDay, ...]:
    """Which days decide."""
    if said in ("each", "ends"):
        return str(said)
    try:
        return listed(day, 1, 366)(said)
    except ValueError:
        raise ValueError('give "each", "ends" or a list of days as ["03-21"]') from None


def period(said: Any) -> tuple[MonthDay, MonthDay]:
    """A first and a last day."""
    try:
        first, last = listed(day, 2, 2)(said)
    except ValueError:
        raise ValueError('give the first and the last day, as ["02-19", "10-21"]') from None
    return first, last


def rule(said: Any) -> str | float:
    """How many must pass: any, all or a share of them."""
    if said in ("any", "all"):
        return str(said)
    if not _is_number(said) or not 0 < said <= 1:
        raise ValueError('give "any", "all" or a share above 0 and up to 1')
    return float(said)


def _braces(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise ValueError("give named values in braces")
    return said


def _is_number(said: Any) -> bool:
    if isinstance(said, bool) or not isinstance(said, (int, float)):
        return False
    return isinstance(said, int) or math.isfinite(said)


def _wanted(check: Callable[[Any], object]) -> str:
    """What a check asks for: it says so of what can never do."""
    try:
        check(MISSING)
    except ValueError as fault:
        return str(fault)
    return "give a value"


def _told(said: Any) -> str:
    words = repr(said)
    return words if len(words) <= 40 else words[:37] + "..."
