"""Targets: what an indicator is to come to, who says so, and whether a plan does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any, Literal

from city.indicators.definitions import BY_KEY

Verdict = Literal["met", "nearly", "missed", "unknown"]
KEPT = "targets"  # their name in the project
MARGIN = 5.0  # percent of a bound by which a plan may miss it and still nearly meet it
LONGEST = 300  # letters of a source
LARGEST = 1e15


@dataclass(frozen=True, slots=True)
class Target:
    """What an indicator is to be: at least, at most, or between; in the indicator's own unit.

    source: who says so, in free words. margin: percent of a bound by which it is nearly met.
    """

    key: str
    least: float | None = None
    most: float | None = None
    source: str = ""
    margin: float = MARGIN

    def beyond(self, value: float) -> float:
        """By how much a value misses it, in the indicator's unit; 0 where it is met."""
        low = self.least if self.least is not None else -inf
        high = self.most if self.most is not None else inf
        return max(low - value, value - high, 0.0)

    def verdict(self, value: float | None, at_least: bool = False) -> Verdict:
        """Whether a value meets it; what nobody knows is neither met nor missed.

        at_least: it is this much, but may be more.
        """
        if value is None:
            return "unknown"
        beyond = self.beyond(value)
        over = self.most is not None and value > self.most
        if at_least and not over and (beyond or self.most is not None):
            return "unknown"  # more may meet it, or be too much
        if not beyond:
            return "met"
        bound = self.least if self.least is not None and value < self.least else self.most
        return "nearly" if beyond <= self.margin / 100 * abs(bound or 0.0) else "missed"


def wrong(target: Target) -> str:
    """What makes a target none, in words; "" for nothing."""
    bounds = [bound for bound in (target.least, target.most) if bound is not None]
    if target.key not in BY_KEY:
        return f"there is no indicator called {target.key[:40]!r}"
    if not bounds:
        return "it says neither a least nor a most"
    if not all(isfinite(bound) and abs(bound) <= LARGEST for bound in bounds):
        return "its bounds are no numbers that can be reached"
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        return "its least is more than its most"
    return "" if 0 <= target.margin <= 100 else "its margin is not from 0 to 100 percent"


def said(targets: Mapping[str, Target]) -> dict[str, Any]:
    """Targets as JSON, by the indicator's key."""
    return {
        key: {"least": t.least, "most": t.most, "source": t.source, "margin": t.margin}
        for key, t in targets.items()
    }


def read(value: Any) -> tuple[dict[str, Target], list[str]]:
    """The targets that a project holds, and what is wrong with those that cannot be read."""
    if value is None:
        return {}, []
    if not isinstance(value, Mapping):
        return {}, ["the targets of the project cannot be read: they are no list of indicators"]
    found, faults = {}, []
    for key, told in value.items():
        target = _target(str(key), told)
        fault = wrong(target) if target is not None else "it is no target"
        if target is None or fault:
            faults.append(f"the target for {str(key)[:40]} is left out: {fault}")
        else:
            found[target.key] = target
    return found, faults


def _target(key: str, told: Any) -> Target | None:
    if not isinstance(told, Mapping):
        return None
    least, most, margin = (told.get(name) for name in ("least", "most", "margin"))
    numbers = [one for one in (least, most, margin) if one is not None]
    if any(isinstance(one, bool) or not isinstance(one, (int, float)) for one in numbers):
        return None
    source = told.get("source")
    return Target(
        key,
        None if least is None else float(least),
        None if most is None else float(most),
        source[:LONGEST] if isinstance(source, str) else "",
        MARGIN if margin is None else float(margin),
    )
