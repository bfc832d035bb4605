"""Twenty thousand vehicles that move over a city: frames, beside the same flight without them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.drawing import START
from tests.bench.measure import Row, python
from tests.bench.metropolis import metropolis

# argv: the city. A flight with and one without vehicles by turns, so that noise falls on both.
MOVING = (
    START
    + """
from city import store
from city.glyphs import Glyphs
from city.progress import Progress
from render.draft import draft_of
from render.scene import Scene
from render.window import Window
city = store.read(Path(sys.argv[1]))
size = (1280, 800)
scene = Scene()
window = Window(scene)
window.resize(size)
scene.show("city", city, "Buildings", draft_of(city, None, "Buildings"))
scene.home()
scene.move()
camera = scene.renderer.GetActiveCamera()
west, east, south, north = scene.bounds()[:4]
rng = np.random.default_rng(20)
n = 20_000
points = np.full((n, 3), 2.5)
points[:, 0], points[:, 1] = rng.uniform(west, east, n), rng.uniform(south, north, n)
heading = rng.uniform(0, 360, n)
step = np.column_stack([np.sin(np.radians(heading)), np.cos(np.radians(heading)), np.zeros(n)])
colour = rng.integers(0, 255, (n, 3))
vehicles = Glyphs.of("vehicle", points, colour, heading=heading)
clock = 0
def load():
    job = scene.loading()
    if job:
        scene.receive(job(Progress()))
def frame(live):
    global clock
    clock += 1
    camera.Azimuth(2)
    load()
    start = time.perf_counter()
    if live:
        scene.move_things("vehicles", points + step * (clock * 0.5), heading)
    window.over(window.draw(size))
    return time.perf_counter() - start
for _ in range(60):
    scene.took(frame(False))
found = []
for _ in range(60):  # with as much of the city as there was time for, by turns
    bare = frame(False)
    scene.show_things("vehicles", vehicles)
    found.append((bare, frame(True)))
    scene.hide_things("vehicles")
figures["bare"], figures["live"] = (sorted(column)[30] for column in zip(*found))
scene.settle()
scene.show_things("vehicles", vehicles)
scene.make()
still = window.mark(window.exposed())
def at_rest():
    global clock
    clock += 1
    start = time.perf_counter()
    scene.move_things("vehicles", points + step * (clock * 0.5), heading)
    window.over(still)
    return time.perf_counter() - start
at_rest()
figures["rest"] = sorted(at_rest() for _ in range(41))[20]
"""
)


def rows(folder: Path) -> Iterator[Row]:
    """While the camera flies, and while it rests."""
    found = python(MOVING, metropolis(folder, 100_000))
    name = "100,000 buildings and 20,000 moving vehicles, flying"
    share = found["bare"] / found["live"]
    yield Row(
        *(name, 1 / found["live"], 1 / found["bare"], "the same without vehicles", "0.8 times"),
        *(share, 0.8, "higher", "fps"),
    )
    name = "the same, the camera at rest"
    share = found["bare"] / found["rest"]
    yield Row(
        *(name, 1 / found["rest"], 1 / found["bare"], "flying without vehicles", "0.8 times"),
        *(share, 0.8, "higher", "fps"),
    )
