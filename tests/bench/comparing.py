"""How long it takes to find what differs between two deliveries of a city."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Row, python
from tests.bench.metropolis import metropolis

BUILDINGS = 100_000
LIMIT = 10.0  # seconds: the goal's own figure

# The city, and the same a year later: a thousand raised, a thousand gone, a thousand with another
# id, and a thousand of which another number of storeys is said. Both are kept on the disk first.
YEARS = """
from dataclasses import replace
from pathlib import Path
import numpy as np
from city import store
from city.column import Column
from city.compare import between_cities
from city.lineage import below
from city.strings import Strings
from city.subset import subset
first = store.read(Path(sys.argv[1]))
objects, shapes = first.objects, first.shapes["2"]
count, random = len(objects), np.random.default_rng(1)
rows = np.arange(count, dtype=np.int32)
uses = random.integers(0, 3, count).astype(np.int32)
columns = {
    "storeys": Column("integer", rows, random.integers(1, 9, count)),
    "use": Column("text", rows, uses, Strings.of(["homes", "shop", "office"])),
    "height": Column("number", rows, random.gamma(3, 4, count)),
}
first = replace(first, objects=replace(objects, columns=columns))
roots = random.permutation(np.flatnonzero(objects.parent < 0))
raised, gone, named, said = roots[:4000].reshape(4, 1000)
own = shapes.ring_points[shapes.polygon_rings[shapes.object_polygons()]]
points = shapes.points.copy()
for row in raised.tolist():
    part = next(k for k in range(row, count) if own[k] < own[k + 1])
    points[own[part] : own[part + 1], 2] *= 1.5
storeys = columns["storeys"].values.copy()
storeys[said] += 1
ids = list(objects.ids)
for row in named.tolist():
    ids[row] = f"new {ids[row]}"
told = columns | {"storeys": replace(columns["storeys"], values=storeys)}
second = replace(
    first,
    shapes={"2": replace(shapes, points=points)},
    objects=replace(objects, ids=Strings.of(ids), columns=told),
)
left = np.ones(count, bool)
left[gone] = False
left = ~below(objects.parent, ~left)
second = subset(second, np.flatnonzero(left), alone=True)
folder = Path(sys.argv[1]).parent
for name, one in (("first", first), ("second", second)):
    store.write(folder / f"{name}.city", one)
"""

COMPARED = """
from pathlib import Path
from city import store
from city.compare import between_cities
start = time.perf_counter()
first, second = (store.read(Path(sys.argv[1]).parent / f"{n}.city") for n in ("first", "second"))
opened = time.perf_counter()
found = between_cities(first, second)
figures["compare"] = time.perf_counter() - opened
figures["both"] = time.perf_counter() - start
kinds = found.counts()
wanted = {"added": 0, "removed": 1000, "attributes": 1000, "both": 0, "renamed": 1000}
assert {name: kinds[name] for name in wanted} == wanted and kinds["shape"] == 1000, kinds
"""


def rows(folder: Path) -> Iterator[Row]:
    path = metropolis(folder, BUILDINGS)
    python(YEARS, path)
    found = python(COMPARED, path)
    name = f"{BUILDINGS:,} buildings"
    yield _limit(f"{name}, two deliveries compared", found["compare"])
    yield _limit(f"{name}, opened again and compared", found["both"])


def _limit(name: str, seconds: float) -> Row:
    words = f"at most {LIMIT:g} s"
    return Row(name, seconds, LIMIT, "the goal", words, seconds / LIMIT, 1, "lower", "s")
