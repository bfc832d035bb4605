"""A traffic model's vehicles, second by second: beside a parser that only counts them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Row, python
from tests.shared import DATA

SIZE = 100_000_000
LIMIT = 1.5

CODE = """
from statistics import median
from xml.etree.ElementTree import iterparse
import numpy as np
from importers.simulated import Options, read
path = sys.argv[1]
def count():
    vehicles = 0
    for _, element in iterparse(path):
        vehicles += element.tag == "vehicle"
        element.clear()
    return vehicles
options = Options(start=np.datetime64("2026-11-22T07:00"))
def seconds(job):
    took = []
    for _ in range(3):
        begin = time.process_time()
        told = job()
        took.append(time.process_time() - begin)
    return median(took), told
figures["reading"], results = seconds(lambda: read(path, options))
figures["counting"], figures["counted"] = seconds(count)
moving = results.moving[0]
figures["read"] = len(moving)
columns = (moving.thing, moving.time, moving.east, moving.north, moving.heading)
figures["bytes"] = sum(c.nbytes for c in (*columns, *moving.values.values()))
"""


def rows(folder: Path) -> Iterator[Row]:
    """Reading 100 MB of FCD into columns."""
    told = python(CODE, made(folder / "fcd.xml"))
    assert told["read"] == told["counted"]
    ratio = told["reading"] / told["counting"]
    figures = told["reading"], told["counting"], "iterparse that counts", "CPU"
    yield Row("100 MB of SUMO's FCD into columns", *figures, ratio, LIMIT, "lower", "s")


def made(path: Path) -> Path:
    """A file of SIZE: the same two minutes of a real run, again and again."""
    whole = gzip.decompress((DATA / "live/sim/sumo_fcd_geo_120s.xml.gz").read_bytes())
    steps = whole[whole.index(b"<timestep") : whole.rindex(b"</fcd-export>")]
    with path.open("wb") as file:
        file.write(b"<fcd-export>\n")
        for turn in range(SIZE // len(steps) + 1):

            def later(found: re.Match[bytes], turn: int = turn) -> bytes:
                return b'time="%d.00"' % (int(found[1]) + 121 * turn)

            file.write(re.sub(rb'time="(\d+)\.00"', later, steps))
        file.write(b"</fcd-export>\n")
    return path
