"""A city of 10,000 to 1,000,000 buildings on the screen: frames, questions and colours.

Software OpenGL, 1280 x 800. Each figure is the time on the window's thread; what a worker does
beside it is done between the frames, and not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import assets
from tests.bench.measure import Row, peak_memory, python
from tests.bench.metropolis import metropolis

START = """
import os
os.environ.pop("DISPLAY", None)
from pathlib import Path
import numpy as np
"""

# One actor that holds all triangles, as PyVista draws a mesh.
PEER = (
    START
    + """
import pyvista
from city import store
shapes = store.read(Path(sys.argv[1])).shapes["2"]
mesh = pyvista.PolyData.from_regular_faces(shapes.points.astype(np.float32), shapes.triangles)
plotter = pyvista.Plotter(off_screen=True, window_size=(1280, 800))
plotter.add_mesh(mesh, color="white")
plotter.show(auto_close=False)
seconds = []
for _ in range(5):
    plotter.camera.Azimuth(2)
    began = time.perf_counter()
    plotter.render()
    plotter.screenshot(None, return_img=True)
    seconds.append(time.perf_counter() - began)
figures["frame"] = sorted(seconds)[2]
"""
)

OURS = (
    START
    + """
began = time.perf_counter()
from importlib import import_module
from threading import Thread
Thread(target=import_module, args=("render.block_loops",)).start()  # as the window does
from city import store
from city.progress import Progress
from render.draft import draft_of
from render.picture import off_screen
from render.scene import Scene
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray
city = store.read(Path(sys.argv[1]))
scene = Scene()
window = off_screen(scene, (1280, 800))
window.SetMultiSamples(0)
scene.show("city", city, "Buildings", draft_of(city, None, "Buildings"))
scene.home()
scene.move()
pixels = vtkUnsignedCharArray()
def frame():
    start = time.perf_counter()
    window.Render()
    window.GetRGBACharPixelData(0, 0, 1279, 799, 0, pixels)
    seconds = time.perf_counter() - start
    scene.took(seconds)
    return seconds
def load():
    job = scene.loading()
    found = job(Progress()) if job else []
    start = time.perf_counter()
    scene.receive(found)
    return time.perf_counter() - start
frame(); load(); frame()
figures["first"] = time.perf_counter() - began
camera = scene.renderer.GetActiveCamera()
def fly(steps):
    seconds = []
    for _ in range(steps):
        camera.Azimuth(2)
        seconds.append(load() + frame())
    return sorted(seconds)
fly(20)
overview = fly(30)
figures["overview"], figures["slowest"] = overview[15], overview[-2]
where, focus = np.array(camera.GetPosition()), np.array(camera.GetFocalPoint())
close = []
for share in np.linspace(1, 0.02, 30):
    camera.SetPosition(*(focus + (where - focus) * share))
    close.append(load() + frame())
figures["coming"] = sorted(close)[15]
camera.SetPosition(*where)
scene.settle()
scene.make()
seconds = []
random = np.random.default_rng(1)
for x, y in random.integers(150, 650, (60, 2)).tolist():
    start = time.perf_counter()
    scene.hover(scene.pick(x + 200, y))
    seconds.append(time.perf_counter() - start)
figures["pick"] = sorted(seconds)[56]
scene.move()
fly(5)
def settled(change):
    start = time.perf_counter()
    change()
    while True:
        load(), frame()
        if scene.loading() is None:
            return time.perf_counter() - start
colours = np.zeros((len(city.objects), 4), np.uint8)
height = city.objects.columns["height"]
ramp = random.integers(0, 255, (256, 4)).astype(np.uint8)
ramp[:, 3] = 255
def paint():
    colours[height.rows] = ramp[np.clip(height.values * 14, 0, 255).astype(np.uint8)]
    scene.set_colours("city", colours)
settled(lambda: None)
figures["recolour"] = settled(paint)
mask = np.ones(len(city.objects), bool)
mask[height.rows[height.values < 10]] = False
start = time.perf_counter()
scene.set_shown("city", mask)
figures["hide"] = time.perf_counter() - start
figures["hidden"] = settled(lambda: None)
"""
)

# The sample city as it is opened: the eye goes round it, and then the sun does.
PASSING = (
    START
    + """
from city.progress import Progress
from importers import Options, read
from render.light import Sun
from render.relight import Relight
from render.scene import Scene
from render.window import Window
size = 1066, 800
reading = read([Path(sys.argv[1])], Options())
scene = Scene()
window = Window(scene)
window.resize(size)
for number, thing in enumerate([reading.city, *reading.terrains]):
    scene.show(str(number), thing)
scene.home()
camera = scene.renderer.GetActiveCamera()
camera.Dolly(2)
scene.rest()
scene.move()
def median(frame, count):
    seconds = []
    for number in range(count):
        start = time.perf_counter()
        frame(number)
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)[count // 2]
def fly(number):
    start = time.perf_counter()
    camera.Azimuth(2)
    window.draw(size)
    scene.took(time.perf_counter() - start)
    job = scene.loading()
    if job:
        scene.receive(job(Progress()))
median(fly, 20)
figures["moving"] = median(fly, 30)
scene.rest()
scene.bare()
bare = Relight(window.draw(size)[0], scene.sun)
def shine(number):
    sun = Sun(110 + 6 * number, 15 + 2 * min(number, 20)).direction()
    bare.under(scene.shading(sun, soft=False)(Progress()))
shine(0)
figures["passing"] = median(shine, 21)
"""
)

# The window's own loop: the eye turns, and comes to rest.
RESTING = """
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.on_the_table import Layer
from app.tasks import Tasks
from app.viewport import Viewport
from city import store
app = QApplication([])
tasks = Tasks()
viewport = Viewport(tasks)
viewport.resize(1280, 800)
viewport.show()
there = []
city = store.read(Path(sys.argv[1]))
viewport.show_layer(Layer("city", "City", "", city, "Buildings"), lambda: there.append(city))
def pump(until):
    while not until():
        app.processEvents()
        time.sleep(0.001)
pump(lambda: there)
viewport.start()
pump(lambda: not viewport.busy)
seen = []
viewport._resting.ready.connect(lambda pictures: seen.append(time.perf_counter()))
whole, rest = [], []
for _ in range(5):
    for _ in range(10):
        viewport.turn(2.0, 0.0, viewport.focus)
        pump(lambda: not viewport._frame.isActive())
    seen.clear()
    began = time.perf_counter()
    pump(lambda: not viewport.busy)
    rest.append(time.perf_counter() - began)
    whole.append(seen[0] - began)
figures["whole"], figures["rest"] = sorted(whole)[2], sorted(rest)[2]
viewport.close_scene()
tasks.close()
"""

SIZES = (10_000, 100_000, 1_000_000)


def rows(folder: Path) -> Iterator[Row]:
    """Frames beside PyVista's, and how all of it grows with the city."""
    yield _passing()
    found = {}
    for buildings in SIZES:
        path = metropolis(folder, buildings)
        if buildings == 100_000:
            peer = python(PEER, path)["frame"]
        found[buildings] = python(OURS, path)
        if buildings == 100_000:
            ours = found[buildings]["overview"]
            name = "100,000 buildings moving, frame"
            yield Row(
                name, ours, peer, "one PyVista actor", "15 times", peer / ours, 15, "higher", "s"
            )
            yield _limit(name, ours, 0.1, "10 frames a second", "s")
            resting = python(RESTING, path)
            name = "100,000 buildings at rest"
            yield _limit(f"{name}, all there is", resting["whole"], 1.5, "1.5 s", "s")
            yield _limit(f"{name}, smooth, with shadows", resting["rest"], 1.5, "1.5 s", "s")
    most = found[SIZES[-1]]
    # by itself: who watches so much memory slows down the one who uses it
    _, memory = peak_memory(OURS, metropolis(folder, SIZES[-1]))
    million = "1,000,000 buildings"
    yield _limit(f"{million} moving, frame", most["overview"], 0.125, "8 frames a second", "s")
    yield _limit(f"{million} coming close, frame", most["coming"], 0.125, "8 a second", "s")
    yield _limit(f"{million}, first useful picture", most["first"], 5.0, "5 s", "s")
    yield _limit(f"{million}, memory", memory / 1e9, 4.0, "4 GB", "GB")
    yield _limit(f"{million}, hover and pick", most["pick"] * 1000, 16.0, "16 ms", "ms")
    yield _limit(f"{million}, recolour", most["recolour"] * 1000, 300.0, "300 ms", "ms")
    yield _limit(f"{million}, hide and show", most["hide"] * 1000, 100.0, "100 ms", "ms")
    small = found[SIZES[0]]["overview"]
    yield Row(
        "Frame at 1,000,000 beside 10,000 buildings",
        most["overview"],
        small,
        "10,000 buildings",
        "at most 3 times",
        most["overview"] / small,
        3,
        "lower",
        "s",
    )


def _passing() -> Row:
    """The sun of a passing day, beside the eye that moves."""
    sample = python(PASSING, assets.path("sample"))
    passing, moving = 1 / sample["passing"], 1 / sample["moving"]
    name = "The sun of a passing day, frames a second"
    peer = "the moving view"
    return Row(name, passing, moving, peer, "as many", passing / moving, 1, "higher", "fps")


def _limit(name: str, ours: float, most: float, limit: str, unit: str) -> Row:
    return Row(name, ours, most, "the limit", limit, ours / most, 1, "lower", unit)
