"""Known answers: what a paper, a formula or another program says, beside what is found here.

The tests keep each deviation within its bound; `make bench`, or `python -m
tests.bench.known_answers` alone, prints them.
"""

from collections.abc import Iterator

from tests.city.simulate.known.answer import Known
from tests.city.simulate.known.radiation import planes, roofs, unchanged
from tests.city.simulate.known.skies import daylight, skies, walls
from tests.city.simulate.known.suns import shadows, sun_of_a_year, sun_of_the_paper

GROUPS = (
    sun_of_the_paper,
    sun_of_a_year,
    shadows,
    skies,
    walls,
    daylight,
    planes,
    roofs,
    unchanged,
)


def answers() -> Iterator[Known]:
    """All of them."""
    for group in GROUPS:
        yield from group()
