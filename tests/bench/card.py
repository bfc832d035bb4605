"""A million buildings and a hundred million points as a machine with a graphics card shows them.

1920 x 1080, in the window's own loop. Without a card, Mesa is told to draw nothing: then what is
measured is a card that takes no time, and so all the time that is ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Row, python
from tests.bench.metropolis import metropolis
from tests.bench.points import survey

FPS = 60.0
NOTHING = "GALLIUM_NOOP"  # Mesa's own word for a driver that takes every command and does nothing

CARD = """
from render.card import drawer, is_card
from render.scene import Scene
from render.window import Window
window = Window(Scene())
window.draw((64, 64))
figures["card"] = float(is_card(window.drawer))
"""

ORBIT = """
import os
if sys.argv[1]:
    os.environ[sys.argv[1]] = "1"
from pathlib import Path
import numpy as np
from PySide6.QtWidgets import QApplication
from app.on_the_table import Layer
from app.tasks import Tasks
from app.viewport import Viewport
from city import store
app = QApplication([])
tasks = Tasks()
viewport = Viewport(tasks)
viewport.resize(1920, 1080)
viewport.show()
def settle():
    app.processEvents()
    while viewport.busy:
        app.processEvents()
        time.sleep(0.001)
for path in sys.argv[2:-1]:
    thing = store.read(Path(path))
    kind = "survey" if hasattr(thing, "octree") else "city"
    layer = Layer(path, path, kind, thing, theme="Buildings" if kind == "city" else None)
    there = []
    viewport.show_layer(layer, lambda: there.append(path))
    while not there:
        app.processEvents()
viewport.start()
settle()
def orbit(turns):
    focus, begin, frames = viewport.focus, time.perf_counter(), 0
    while frames < turns:
        if not viewport._frame.isActive():
            viewport.turn(1.0, 0.0, focus)
            frames += 1
        app.processEvents()
    return turns / (time.perf_counter() - begin)
low, high = np.array(viewport.scene.bounds()).reshape(3, 2).T
found = []
for level in (0.0, 8.0, 40.0):
    if level:
        viewport.come(level, (*((low + high) / 2)[:2], 5.0))
        settle()
    orbit(90)
    found.append(orbit(150))
figures["fps"] = min(found)
viewport.close_scene()
tasks.close()
"""


def rows(folder: Path) -> Iterator[Row]:
    """What moves, and how many pictures a second there are where they are fewest."""
    card = bool(python(CARD)["card"])
    city, points = metropolis(folder, 1_000_000), survey(folder)
    drawn = "a card" if card else "a card that takes no time"
    for name, paths in (
        ("1,000,000 buildings", [city]),
        ("100 million points", [points]),
        ("Both", [city, points]),
    ):
        fps = python(ORBIT, "" if card else NOTHING, *paths)["fps"]
        said = f"{name} at 1920 x 1080, {drawn}"
        yield Row(said, fps, FPS, "the target", "60 fps", fps / FPS, 1.0, "higher", "fps")
