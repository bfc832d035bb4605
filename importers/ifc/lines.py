"""The lines of a STEP file, any of which may hold something else than its schema says."""

from __future__ import annotations

import math
from typing import Any


def part(one: Any, name: str, *kinds: str) -> Any:
    """The line that an attribute points at, one of these classes; None for anything else."""
    value = getattr(one, name, None)
    return value if is_line(value, *kinds) else None


def parts(one: Any, name: str, *kinds: str) -> list[Any]:
    """The lines of these classes that an attribute lists."""
    value = getattr(one, name, None)
    return [v for v in value if is_line(v, *kinds)] if isinstance(value, tuple) else []


def is_line(value: Any, *kinds: str) -> bool:
    return hasattr(value, "is_a") and (not kinds or any(map(value.is_a, kinds)))


def text(one: Any, name: str) -> str:
    """An attribute's text, "" for none."""
    value = getattr(one, name, None)
    return value if isinstance(value, str) else ""


def number(one: Any, name: str, otherwise: float = math.nan) -> float:
    """An attribute's number, also one with a type: IFCLENGTHMEASURE(2.5)."""
    return plain_number(getattr(one, name, None), otherwise)


def plain_number(value: Any, otherwise: float = math.nan) -> float:
    value = getattr(value, "wrappedValue", value)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    return otherwise


def numbers(one: Any, name: str, least: int) -> list[float]:
    """An attribute's list of numbers; empty where they are fewer than `least`, or none."""
    value = getattr(one, name, None)
    found = [plain_number(v) for v in value] if isinstance(value, tuple) else []
    return found if len(found) >= least and all(map(math.isfinite, found)) else []
