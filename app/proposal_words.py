"""What is said of proposed changes, in a planner's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from app.cli_feed_words import age
from city.edits.edit import count
from city.proposals import Proposal

NOBODY: Mapping[str, str] = {}  # has another name


def says(one: Proposal, now: np.datetime64, names: Mapping[str, str] = NOBODY) -> str:
    """What would change, and who says so, since when: "Height 12.0 → 15.5 m, says ...".

    names: what people call sources.
    """
    moment, source = one.statement.moment, one.statement.source
    told = age(float((now - moment) / np.timedelta64(1, "s"))) if moment is not None else ""
    return ", ".join(filter(None, (one.words, f"says {names.get(source, source)}", told)))


def reasons(told: Iterable[tuple[str, str]]) -> list[str]:
    """Why things are not proposed, a line for each reason: the first of it, and how many more."""
    first: dict[str, str] = {}
    many = Counter[str]()
    for thing, why in told:
        first.setdefault(why, thing)
        many[why] += 1
    return [
        f"{thing}: {why}" + (f" (and {many[why] - 1:,} more like this)" if many[why] > 1 else "")
        for why, thing in first.items()
    ]


def sources(found: Iterable[Proposal], names: Mapping[str, str] = NOBODY) -> str:
    """Who proposes, in a few words."""
    said = dict.fromkeys(one.statement.source for one in found)
    called = list(dict.fromkeys(names.get(one, one) for one in said))
    return called[0] if len(called) == 1 else count(len(called), "source")
