"""How long it takes until every one of a million buildings has the colour of its value."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Row, python

LIMIT = 0.1  # seconds, of the 0.3 within which the picture must be there
LIMIT_OF_FACES = 0.5  # of about a second

RECOLOUR = """
import numpy as np
from city.column import Column
from city.faces import Faces
from city.frame import Frame
from city.legend import legend_of
from city.measured import Measured
from city.model import City, Table
from city.strings import Strings
from city.style import Style, Trait
from render.style import legend_colours
count = 1_000_000
rng = np.random.default_rng(1)
half = np.arange(0, count, 2, dtype=np.int32)  # every other one is a part of the one before it
parent = np.full(count, -1, np.int32)
parent[1::2] = half
known = half[rng.random(len(half)) < 0.97]
uses = Strings.of([f"use {k}" for k in range(300)])
columns = {
    "height": Column("number", known, rng.lognormal(2, 0.8, len(known))),
    "use": Column("text", known, rng.integers(0, 300, len(known)).astype(np.int32), uses),
}
nobody = Strings.of([""] * count)
objects = Table(nobody, np.zeros(count, np.uint16), ("Building",), parent, columns)
city = City(Frame("EPSG:28992", "", (0.0, 0.0, 0.0)), objects, objects, parent, {})
measured = Measured(city)
styles = {
    "quantile": Style("graduated", Trait("attribute", "height"), "quantile", 7),
    "natural": Style("graduated", Trait("attribute", "height"), "natural", 7),
    "categorised": Style("categorised", Trait("attribute", "use"), classes=8),
}
for name, style in styles.items():
    best = 9.0
    for _ in range(5):
        start = time.process_time()
        colours, _ = legend_colours(legend_of(style, measured))
        best = min(best, time.process_time() - start)
    assert colours.shape == (count, 4)
    figures[name] = best
each = np.repeat(np.arange(count, dtype=np.int32), 6)
walls = rng.random((len(each), 3), np.float32)
some = np.ones(len(each), bool)
faces = Faces({"2": slice(0, len(each))}, each, 0 * each - 1, some, walls[:, 0], walls)
measured.kept("faces", lambda: faces)
slope = Style("graduated", Trait("surface", "slope(surface)"), "equal", 7)
best = 9.0
for _ in range(5):
    start = time.process_time()
    _, colours = legend_colours(legend_of(slope, measured))
    best = min(best, time.process_time() - start)
assert len(colours.number) == len(each)
figures["slope"] = best
"""


def rows(folder: Path) -> Iterator[Row]:
    """The values, the classes and the colours of 1,000,000 objects, by three kinds of styles, and
    of their faces.
    """
    for name, seconds in python(RECOLOUR).items():
        faces = name == "slope"
        limit = LIMIT_OF_FACES if faces else LIMIT
        yield Row(
            f"Colours of {'6,000,000 faces' if faces else '1,000,000 objects'}, {name}",
            seconds,
            limit,
            "our share of 1 s" if faces else "our share of 300 ms",
            f"under {limit * 1000:.0f} ms",
            seconds / limit,
            1,
            "lower",
            "s",
        )
