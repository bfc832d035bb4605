"""What papers, formulas and pvlib say beside what is found here, with the deviation.

Needs no data and takes some seconds: python -m tests.bench.known_answers
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Row
from tests.city.simulate.known import answers
from tests.city.simulate.known.answer import Known


def rows(_: Path) -> Iterator[Row]:
    """Every known answer."""
    return (_row(one) for one in answers())


def _row(one: Known) -> Row:
    within = f"within {one.bound:g} {one.unit}".rstrip()
    return Row(
        one.name,
        one.found,
        one.wanted,
        one.by,
        within,
        one.deviation,
        one.bound,
        "lower",
        one.unit,
        told="off by",
    )


if __name__ == "__main__":
    met = True
    for row in rows(Path()):
        print(row.line(), flush=True)
        met &= row.reached
    sys.exit(0 if met else 1)
