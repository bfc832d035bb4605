"""How long the sky and the sun of a square kilometre take, and how near they are to what rays find.

The sample city, 1,000,000 cells of 1 m, 72 directions; rays from some of its streets.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Row, python

# Nothing is compiled yet: numba keeps what it compiles in a folder of this run.
MAPS = """
import os
os.environ["NUMBA_CACHE_DIR"] = sys.argv[1] + "/compiled"
import numpy as np
import assets
from city.grid import Grid
from city.simulate.horizon import eyes, horizons, sky_view, sun_hours
from city.simulate.relief import relief
from importers import read
from city.rays import Rays
rng = np.random.default_rng(1)
sample = read([assets.path("sample")])
meshes = [(shapes.points, shapes.triangles) for shapes in sample.city.shapes.values()]
grid = Grid.over((0.0, -100.0, 1000.0, 900.0), 1.0)
ground = sample.terrains[0].height_at(grid.places()).reshape(grid.shape)
azimuths = np.tile(np.linspace(75.5, 284.5, 72), 3)
altitudes = np.concatenate([top * np.sin(np.linspace(0.05, 3.09, 72)) for top in (15, 38, 61)])
weights = np.full(216, 1 / 216)

start = time.perf_counter()
few = relief(Grid(0.0, 0.0, 1.0, 8, 8), np.zeros((8, 8)), meshes)
sun_hours(horizons(few, few, 1.0), azimuths, altitudes, weights)
figures["compile"] = time.perf_counter() - start

corners = rng.uniform(0, 1000, (1_000_000, 1, 3)) + rng.normal(0, 1.5, (1_000_000, 3, 3))
many = corners.reshape(-1, 3), np.arange(3_000_000, dtype=np.int32).reshape(-1, 3)
start = time.perf_counter()
relief(Grid.over((0.0, 0.0, 1000.0, 1000.0), 1.0), np.zeros(grid.shape), [many])
figures["relief"] = time.perf_counter() - start

start = time.perf_counter()
stands = relief(grid, ground, meshes)
eye = eyes(stands, ground, 1.5)
found = horizons(stands, eye, grid.step)
sky = sky_view(found).reshape(-1)
share = sun_hours(found, azimuths, altitudes, weights).reshape(-1)
figures["maps"] = time.perf_counter() - start

middle = (np.abs(grid.places() - [500.0, 400.0]) < 250).all(1)
streets = np.flatnonzero((stands - ground < 0.3).reshape(-1) & middle)
some = rng.choice(streets, 1500, replace=False)
origins = np.c_[grid.places()[some], eye.reshape(-1)[some]].astype(np.float32)
rays = Rays(meshes)
rays.blocked(origins[:1], origins[:1])
def seen(turn, level):
    flat = np.cos(level)
    towards = np.c_[np.sin(turn) * flat, np.cos(turn) * flat, np.sin(level)].astype(np.float32)
    each = np.repeat(origins, len(towards), axis=0)
    return 1 - rays.blocked(each, np.tile(towards, (len(origins), 1))).reshape(1500, -1).mean(1)
start = time.perf_counter()
around, up = (np.arange(72) + 0.5) / 36 * np.pi, np.arccos(np.sqrt((np.arange(30) + 0.5) / 30))
turn, level = (axis.ravel() for axis in np.meshgrid(around, up))  # even over the sky's disc
away = np.abs(sky[some] - seen(turn, level))
figures["sky"], figures["sky95"] = float(away.mean()), float(np.quantile(away, 0.95))
away = np.abs(share[some] - seen(np.radians(azimuths), np.radians(altitudes)))
figures["sun"], figures["sun95"] = float(away.mean()), float(np.quantile(away, 0.95))
figures["rays"] = (time.perf_counter() - start) * sky.size / len(some)

from city.base import Base
from city.simulate.ground_maps import GROUND_MAPS
from city.simulate.sun_hours import SUN
from city.view import View
view = View.of(Base.of([sample.city, *sample.terrains], sample.frame))
east, north = sample.frame.origin[:2]
asked = {"area": [east, north - 100, east + 1000, north + 900], "date": "2026-03-21"}
start = time.perf_counter()
quick = GROUND_MAPS.run(view, asked)
figures["ground"] = time.perf_counter() - start
few = {**asked, "area": [east + 350, north + 250, east + 650, north + 550], "surfaces": "ground"}
traced = SUN.run(view, few)
order = {tuple(place): k for k, place in enumerate(quick.samples.points[:, :2].round(3).tolist())}
there = [order[tuple(place)] for place in traced.samples.points[:, :2].round(3).tolist()]
away = np.abs(quick.values["hours"][there] - traced.values["hours"])
figures["hours"] = float(away.mean() / traced.quantity("hours").high)
"""


def rows(folder: Path) -> Iterator[Row]:
    """Sky view and sun hours of a square kilometre, beside Embree's rays from as many cells."""
    found = python(MAPS, folder)
    name = "1 km2 at 1 m, sky and sun"
    yield _limit(name, found["maps"], 5.0, "s")
    yield Row(
        f"{name}, beside rays",
        found["maps"],
        found["rays"],
        "Embree, from 1,500 of its cells",
        "a tenth of the time",
        found["maps"] / found["rays"],
        0.1,
        "lower",
        "s",
    )
    yield _limit("1 km2 at 1 m of a view, all told", found["ground"], 5.0, "s")
    yield _limit("share of the sun of that, off the rays' on average", found["hours"], 0.03, "")
    yield _limit(f"{name}, compiled the first time", found["compile"], 10.0, "s")
    yield _limit("1,000,000 triangles as a relief of 1 km2", found["relief"], 1.0, "s")
    for what in ("sky", "sun"):
        share = "sky view factor" if what == "sky" else "share of the sun"
        yield _limit(f"{share}, off the rays' on average", found[what], 0.03, "")
        yield _limit(f"{share}, off the rays' for 95 %", found[f"{what}95"], 0.06, "")


def _limit(name: str, ours: float, limit: float, unit: str) -> Row:
    said = f"at most {limit:g} {unit}".strip()
    return Row(name, ours, limit, "the goal", said, ours / limit, 1, "lower", unit)
