"""The sun study beside bare rays, beside pvlib with trimesh, and as cities grow.

The sample city; boxes of 1,000,000 triangles; The Hague's tile 10,000 and 1,000,000 buildings wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log
from pathlib import Path

from tests.bench.measure import Row, python
from tests.bench.metropolis import metropolis

RAYS = """
import os
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
import numpy as np
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene
from city.layer import Samples
from city.progress import Progress
from city.rays import Rays
from city.simulate.fabric import Fabric
from city.simulate.light import look_up
from city.simulate.shade import CHUNK
from city.simulate.obstacles import Hurdle, Standing, mesh_of

rng = np.random.default_rng(1)
count = 1_000_000 // 12
low = np.c_[rng.uniform(-1500, 1500, (count, 2)), np.zeros(count)]
high = low + np.c_[rng.uniform(4, 14, (count, 2)), rng.uniform(4, 25, count)]
box = np.stack([low, high])
pick = np.array([[0,0,0],[1,0,0],[1,1,0],[0,1,0],[0,0,1],[1,0,1],[1,1,1],[0,1,1]])
faces = np.array([[0,1,5],[0,5,4],[1,2,6],[1,6,5],[2,3,7],[2,7,6],[3,0,4],[3,4,7],[4,5,6],[4,6,7],
                  [0,2,1],[0,3,2]])
points = np.stack([box[pick[:, k], :, k].T for k in range(3)], axis=2)
corners = points[:, faces].reshape(-1, 3, 3)
total = len(corners)
def fabric(corners):
    n = len(corners)
    face = np.arange(n, dtype=np.int32)
    zero, key = np.zeros(n, np.uint8), face.astype(np.uint64)
    return Fabric(corners, face, key, face * 0, zero, zero, zero.astype(bool), ("a",))
whole, none, origin = fabric(corners), fabric(corners[:0]), np.zeros(3)
rays = Rays([mesh_of(corners, origin)])
solid = Hurdle(Standing(whole, rays), np.zeros(total, bool), none, origin)
trees = Hurdle(Standing(none, Rays([])), np.zeros(0, bool), none, origin)
obstacles = SimpleNamespace(solid=solid, trees=trees, local=lambda p: p.astype(np.float32))
side = 1000
x, y = np.meshgrid(np.linspace(-1000, 1000, side), np.linspace(-1000, 1000, side))
places = np.c_[x.ravel(), y.ravel(), np.full(side * side, 0.1)]
n = len(places)
up, zero = np.tile(np.array([[0, 0, 1]], np.float32), (n, 1)), np.zeros(n, np.int32)
samples = Samples(places, up, zero, zero, zero, zero, zero, zero, (), None, None)
turn, level = np.linspace(1.2, 5.0, 12), np.full(12, 0.5)
ways = np.c_[np.sin(turn) * np.cos(level), np.cos(turn) * np.cos(level), np.sin(level)]
rays.blocked(places[:1].astype(np.float32), ways[:1].astype(np.float32))  # the tree is made
starts = (places + up * 0.02).astype(np.float32)
chunks = [starts[first:first + CHUNK] for first in range(0, n, CHUNK)]
parts = [(part, np.tile(way.astype("f4"), (len(part), 1))) for part in chunks for way in ways]
mesh = mesh_of(corners, origin)
tree = EmbreeScene()
held = TriangleMesh(tree, np.asarray(mesh[0], np.float32), np.asarray(mesh[1], np.int32))
tree.run(*parts[0], query="OCCLUDED")  # it is made
ours, bare = [], []
for _ in range(3):
    start = time.perf_counter()
    found = look_up(samples, obstacles, ways, True, Progress(), "")
    ours.append(time.perf_counter() - start)
    start = time.perf_counter()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda part: tree.run(*part, query="OCCLUDED"), parts))
    bare.append(time.perf_counter() - start)
figures["ours"], figures["bare"] = n * len(ways) / min(ours) / 1e6, n * len(ways) / min(bare) / 1e6

from vtkmodules.vtkCommonCore import reference
from vtkmodules.vtkCommonDataModel import vtkStaticCellLocator
from render import _bridge
poly = _bridge.surface(*mesh_of(corners, origin), None, None)
locator = vtkStaticCellLocator()
locator.SetDataSet(poly)
locator.BuildLocator()
few = starts[rng.choice(n, 4000, replace=False)].astype(float)
t, where, local, sub = reference(0.0), [0.0] * 3, [0.0] * 3, reference(0)
start = time.perf_counter()
for k, place in enumerate(few):
    locator.IntersectWithLine(place, place + ways[k % 12] * 500, 1e-6, t, where, local, sub)
figures["vtk"] = len(few) / (time.perf_counter() - start) / 1e6
"""

STUDY = """
import numpy as np
import assets
from city.base import Base
from city.edits import read_edit
from city.scenario import fold
from city.simulate.shade import prepare
from city.simulate.sun_hours import SUN
from city.view import View
from importers import read

prepare()
reading = read([assets.path("sample")])
base = Base.of([reading.city, *reading.terrains], reading.frame)
view = View.of(base)
x, y = (float(v) for v in base.extent.mean(0) + np.array(reading.frame.origin[:2]))
asked = {"date": "2026-03-21", "area": [x - 250, y - 250, x + 250, y + 250]}
def built(dx):
    ring = [[x + dx, y], [x + dx + 20, y], [x + dx + 20, y + 20], [x + dx, y + 20]]
    return read_edit({"edit": "build", "footprint": ring, "storeys": 20, "id": "tower"})
before = fold(view, [built(0.0)])
moved = fold(before, [read_edit({"edit": "move", "objects": ["tower"], "by": [30.0, 10.0, 0.0]})])
start = time.perf_counter()
first = SUN.run(before, asked)
figures["study"] = time.perf_counter() - start
figures["places"] = len(first.samples)
again = []
for _ in range(3):
    start = time.perf_counter()
    second = SUN.run(moved, asked, known=first)
    again.append(time.perf_counter() - start)
figures["moved"] = min(again)
figures["equal"] = float(SUN.run(moved, asked).digest() == second.digest())
"""

PEER = """
import numpy as np
import pandas
import pvlib
import trimesh
import trimesh.ray.ray_pyembree
import assets
import embreex.rtcore_scene
import shapely
from city.base import Base
from city.simulate.shade import prepare
from city.simulate.sun_hours import SUN
from city.view import View
from importers import read

prepare()
reading = read([assets.path("sample")])
base = Base.of([reading.city, *reading.terrains], reading.frame)
view = View.of(base)
x, y = (float(v) for v in base.extent.mean(0) + np.array(reading.frame.origin[:2]))
asked = {"date": "2026-03-21", "area": [x - 250, y - 250, x + 250, y + 250]}
base.measured[0].own_boxes
start = time.perf_counter()
layer = SUN.run(view, asked)
figures["ours"] = time.perf_counter() - start
known = np.isfinite(layer.values["hours"])
walls = int((known & (layer.samples.face >= 0)).sum())
shapes = list(reading.city.shapes.values())

start = time.perf_counter()
meshes = [trimesh.Trimesh(s.points, s.triangles, process=False) for s in shapes]
mesh = trimesh.util.concatenate(meshes)
middle = mesh.triangles_center[:, :2] - base.extent.mean(0)
near = (np.abs(middle) < 250).all(1) & (mesh.face_normals[:, 2] > -0.3)
part = mesh.submesh([np.flatnonzero(near)], append=True)
on, face = trimesh.sample.sample_surface_even(part, walls)
normals = part.face_normals[face]
steps = np.arange(-249.5, 250)
gx, gy = (axis.ravel() for axis in np.meshgrid(*(steps + c for c in base.extent.mean(0))))
gz = reading.terrains[0].height_at(np.c_[gx, gy])
ground = np.c_[gx, gy, gz + 0.02]
places = np.concatenate([on + normals * 0.02, ground])
zone = "Europe/Amsterdam"
times = pandas.date_range("2026-03-21", periods=96, freq="15min", tz=zone)
sun = pvlib.solarposition.get_solarposition(times, 51.9066, 4.4559)
sun = sun[sun.apparent_elevation > 0]
turn, level = np.radians(sun.azimuth.to_numpy()), np.radians(sun.apparent_elevation.to_numpy())
ways = np.c_[np.sin(turn) * np.cos(level), np.cos(turn) * np.cos(level), np.sin(level)]
hours = np.zeros(len(places))
for way in ways:
    hours += ~mesh.ray.intersects_any(places, np.tile(way, (len(places), 1))) * 0.25
figures["peer"] = time.perf_counter() - start
figures["places"], figures["theirs"] = len(layer.samples), len(places)
"""

GROWTH = """
from pathlib import Path
import numpy as np
from city import store
from city.base import Base
from city.simulate.sun_hours import SUN
from city.view import View

city = store.read(Path(sys.argv[1]))
base = Base(city.frame, (city,))
view = View.of(base)
box = base.measured[0].own_boxes
low, high = np.nanmin(box[:2000, 0, :2], 0), np.nanmax(box[:2000, 1, :2], 0)
x, y = (float(v) for v in (low + high) / 2 + np.array(city.frame.origin[:2]))
asked = {"date": "2026-03-21", "area": [x - 150, y - 150, x + 150, y + 150], "spacing": 2.0}
start = time.perf_counter()
layer = SUN.run(view, asked)
figures["first"] = time.perf_counter() - start
again = []
for day in ("2026-06-21", "2026-09-23"):
    start = time.perf_counter()
    SUN.run(view, {**asked, "date": day})
    again.append(time.perf_counter() - start)
figures["study"], figures["places"] = min(again), len(layer.samples)
"""


def rows(folder: Path) -> Iterator[Row]:
    """The engine, the study, its peer, and growth."""
    found = python(RAYS)
    ours, bare, vtk = (found[name] for name in ("ours", "bare", "vtk"))
    name, unit = "rays on 1,000,000 triangles", "M/s"
    yield Row(name, ours, bare, "embreex alone", "80 %", ours / bare, 0.8, "higher", unit)
    yield Row(name, ours, vtk, "vtkStaticCellLocator", "20 times", ours / vtk, 20.0, "higher", unit)
    found = python(STUDY)
    assert found["equal"] == 1.0
    day = f"sun study of a day, {found['places']:,.0f} places"
    yield _limit(day, found["study"], 20.0)
    yield _limit(f"{day}, after one building moved", found["moved"], 2.0)
    found = python(PEER)
    ratio = found["peer"] / found["ours"]
    name = f"sun study of 500 x 500 m, {found['places']:,.0f} places"
    peer = f"pvlib and trimesh, {found['theirs']:,.0f} places"
    yield Row(name, found["ours"], found["peer"], peer, "5 times", ratio, 5.0, "higher", "s")
    small, large = (python(GROWTH, metropolis(folder, size)) for size in (10_000, 1_000_000))
    ratio, most = large["study"] / small["study"], log(1_000_000) / log(10_000)
    name = "the same study in 1,000,000 buildings as in 10,000"
    said = "logarithmic"
    yield Row(name, large["study"], small["study"], "10,000", said, ratio, most, "lower", "s")
    yield _limit("its first study, when nothing of it is known", large["first"], 20.0)


def _limit(name: str, ours: float, limit: float) -> Row:
    return Row(name, ours, limit, "the goal", f"at most {limit:g} s", ours / limit, 1, "lower", "s")
