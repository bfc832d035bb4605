"""Results of models in the whole window: how soon the first picture is there, and what it costs to
draw the time bar over a large grid."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.fields import FIRST, MEMORY, written
from tests.bench.live import WINDOW
from tests.bench.measure import Row, python
from tests.bench.metropolis import metropolis
from tests.shared import ROOT

# A million cells at 200 moments, drawn from one end to the other while the city stands still, and
# the same city while the eye moves.
SCRUB = (
    WINDOW
    + """
from tests.bench.fields import written
over = window.studio.simulated
x, y, _ = city.frame.origin
path = written(Path(sys.argv[2]) / "grid.nc", 200, x + middle[0] - 1000, y + middle[1] - 1000)
over.take_in(path)
drawn = lambda: not over.picture.busy and bool(over.picture._drawn)
pump(drawn, 120.0)
times = document.results["result/1"].times
before = me.memory_info().rss
for at in times:
    document.show_at(at)
    pump(lambda: not over.picture._soon.isActive() and over.picture._job is None)
figures["memory"] = (me.memory_info().rss - before) / 1e6
pictures = 0
paint = viewport.paint_sheet
def counted(*given):
    global pictures
    pictures += 1
    paint(*given)
viewport.paint_sheet = counted
flying, scrubbing = [], []
def scrub(seconds):
    # Draw the time bar on as fast as pictures come; pictures a second.
    pump(lambda: not viewport.busy)
    before, step, begin = pictures, 0, time.perf_counter()
    while (took := time.perf_counter() - begin) < seconds:
        if not over.picture.busy:
            document.show_at(times[step * 37 % len(times)])
            step += 1
        app.processEvents()
        time.sleep(0.0002)
    return min(pictures - before, step) / took
fly(3.0)
for _ in range(5):
    flying.append(fly(3.0))
    scrubbing.append(scrub(3.0))
compare(scrubbing, flying)
window.close()
"""
)

# From the wish to see a file until it is painted, in a window that is there.
FIRST_PICTURE = (
    WINDOW
    + """
begin = time.perf_counter()
over = window.studio.simulated
over.take_in(Path(sys.argv[2]))
pump(lambda: bool(over.picture._drawn) and not viewport._frame.isActive(), 120.0)
app.processEvents()
figures["seconds"] = time.perf_counter() - begin
window.close()
"""
)


def rows(folder: Path) -> Iterator[Row]:
    """The window's part of the figures that `fields` has without one."""
    city = metropolis(folder, 100_000)
    os.environ["PYTHONPATH"] = str(ROOT)
    large = written(folder / "two_gigabytes.nc", 500)
    seconds = python(FIRST_PICTURE, city, large)["seconds"]
    large.unlink()
    yield Row(
        "The window, first picture of a 2 GB NetCDF", seconds, FIRST, "the limit",
        "at most 3 s", seconds, FIRST, "lower", "s", "ours",
    )  # fmt: skip
    with TemporaryDirectory(dir=folder) as scratch:
        found = python(SCRUB, city, scratch)
    yield Row(
        "The window, scrubbing 1,000 x 1,000 cells", found["live"], found["bare"],
        "the eye that moves", "1 times", found["share"], 1.0, "higher", "fps",
    )  # fmt: skip
    raw = 200 * 1_000_000 * 4 / 1e6
    yield Row(
        "The window, 1,000 x 1,000 cells, memory", found["memory"], raw, "the raw values",
        "at most 1.2 times", found["memory"] / raw, MEMORY, "lower", "MB",
    )  # fmt: skip


if __name__ == "__main__":
    with TemporaryDirectory() as scratch:
        for row in rows(Path(scratch)):
            print(row.line(), flush=True)
