"""What a new delivery of the city means for a plan, in lines: of the window and the terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from city.compare import Delivery
from city.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that somebody should know. sign: of its sort. ident: the object, "" for none."""

    sign: str
    words: str
    ident: str = ""


def meanings(found: Delivery, plan: Scenario) -> Iterator[Meaning]:
    """What cannot be done any more, what is called otherwise, what has changed, what is there."""
    for one in found.lost:
        touched: Collection[str] = plan.edits[one.number].touches()
        ident = next(iter(touched), "")
        yield Meaning("✕", f"edit {one.number + 1} is lost: {one.words}", ident)
    for was, now in found.renamed.items():
        yield Meaning("→", f"{was} is called {now} in the delivery", was)
    meanwhile = found.meanwhile
    for row in range(len(meanwhile)):
        ident = meanwhile.ident(row)
        how = meanwhile.words(row) or meanwhile.sort_of(row)
        yield Meaning("≠", f"{ident} has changed in the delivery: {how}", ident)
    for ident, words in found.there.items():
        yield Meaning("✓", f"{ident} {words}", ident)
