"""How fast cities come in, and what they cost in memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench import inputs
from tests.bench.measure import Row, peak_memory, python, wall

READ = """
from importers import read
start = time.perf_counter()
reading = read(sys.argv[1])
figures["seconds"] = time.perf_counter() - start
"""

EXPAT = """
from xml.parsers import expat
start = time.perf_counter()
with open(sys.argv[1], "rb") as file:
    expat.ParserCreate().ParseFile(file)
figures["seconds"] = time.perf_counter() - start
"""

JSON = """
import gc, orjson
data = open(sys.argv[1], "rb").read()
gc.disable()
start = time.perf_counter()
orjson.loads(data)
figures["seconds"] = time.perf_counter() - start
"""

CJIO = """
start = time.perf_counter()
from cjio import cityjson
with open(sys.argv[1]) as file:
    cityjson.reader(file)
figures["seconds"] = time.perf_counter() - start
"""

LASPY = """
start = time.perf_counter()
import laspy  # ours imports it within its time too
with laspy.open(sys.argv[1]) as file:
    for chunk in file.chunk_iterator(1_000_000):
        pass
figures["seconds"] = time.perf_counter() - start
"""

SIZE = """
from importers import read
from dataclasses import fields, is_dataclass
from collections.abc import Mapping
import numpy as np
def size(value):
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, Mapping):
        return sum(map(size, value.values()))
    if is_dataclass(value):
        return sum(size(getattr(value, f.name)) for f in fields(value))
    return 0
figures["city"] = size(read(sys.argv[1]).city)
"""


def rows(folder: Path) -> Iterator[Row]:
    gml = inputs.city_gml(folder)
    # Ours and the peer take turns, so that the machine's moods fall on both.
    ours, expat = [], []
    for _ in range(3):
        ours.append(python(READ, gml)["seconds"])
        expat.append(python(EXPAT, gml)["seconds"])
    mine = median(ours)
    if shutil.which("citygmltest"):
        peer = wall(["citygmltest", str(gml)])
        yield Row(
            "CityGML 90 MB, complete",
            mine,
            peer,
            "citygmltest",
            "at least 4 times its throughput, aim 8",
            peer / mine,
            4,
            "higher",
            "s",
        )
    yield _lower("CityGML 90 MB, complete", mine, median(expat), "bare expat", 4, "aim 2")

    json = inputs.city_json(folder)
    ours, bare, cjio = [], [], []
    for _ in range(3):
        ours.append(python(READ, json)["seconds"])
        bare.append(python(JSON, json)["seconds"])
        cjio.append(python(CJIO, json)["seconds"])
    yield _lower("CityJSON 60 MB, complete", median(ours), median(bare), "orjson, bare", 3)
    yield _lower("CityJSON 60 MB, complete", median(ours), median(cjio), "cjio load", 1)

    laz = inputs.survey(folder)
    ours, bare = [], []
    for _ in range(3):
        ours.append(python(READ, laz)["seconds"])
        bare.append(python(LASPY, laz)["seconds"])
    yield _lower("LAZ 5.1 million points", median(ours), median(bare), "laspy, bare", 1.3)

    home = folder / "home"
    first = python(READ, gml, home=home)["seconds"]
    again = median(python(READ, gml, home=home)["seconds"] for _ in range(3))
    yield Row(
        "Second opening of the CityGML",
        again,
        first,
        "first opening",
        "at least 20 times faster",
        first / again,
        20,
        "higher",
        "s",
    )

    for name, path in (("CityGML", gml), ("CityJSON", json)):
        figures, peak = peak_memory(SIZE, path)
        allowed = 3 * figures["city"] + 300e6
        yield Row(
            f"Peak memory of the {name} import",
            peak / 1e6,
            allowed / 1e6,
            "3 x the City + 300 MB",
            "at most 3 times the finished City plus 300 MB",
            peak / allowed,
            1,
            "lower",
            "MB",
        )


def _lower(
    name: str, ours: float, peer: float, peer_name: str, target: float, aim: str = ""
) -> Row:
    limit = f"at most {target:g} times" + (f", {aim}" if aim else "")
    return Row(name, ours, peer, peer_name, limit, ours / peer, target, "lower", "s")
