"""How long an edit over a million buildings takes, and ten thousand edits when a project opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.asking import CITY
from tests.bench.measure import Row, python

EDITS = 10_000

# The city of `asking`, planned in: with a project on the disk, layers and a scene.
PLANNED = (
    CITY
    + """
from dataclasses import replace
from PySide6.QtWidgets import QApplication
from app.document import Document, Layer, Opened
from app.plan_layers import PlanLayers
from app.planning import Planning
from city.edits import read_edit
from city.indicators import indicators
from city.project import Contents, Project
from render.scene import Scene
qt = QApplication([])
folder = sys.argv[1]
# fifty houses that can be raised are boxes; the others are the squares that they are
document = Document()
layer = Layer("Buildings", "City", "Buildings", city)
opened = Opened("town", (), city.frame, ("", ""), len(objects), (layer,), (), {})
path = __import__("pathlib").Path(folder) / "plans.maquette"
project = Project.create(path, Contents())
planning = Planning(document, lambda: project, lambda: project)
layers = PlanLayers(document, planning)
document.lay(opened, add=False)
scene = Scene()
def square(k):
    x, y = 20.0 * (k % 100) + 13, 20.0 * (k // 100) + 13
    return [[x, y], [x + 6, y], [x + 6, y + 5], [x, y + 5]]
def build(k):
    return read_edit({"edit": "build", "footprint": square(k), "storeys": 3 + k % 7})
def show():
    for key in [key for key in scene._layers if key not in document.layers]:
        scene.remove(key)
    for key, layer in document.layers.items():
        if key.startswith("plan/") and shown.get(key) is not layer.thing:
            shown[key] = layer.thing
            scene.show(key, layer.thing, planned=True)
shown = {}
planning.base.find(["nothing"]), planning.base.standing(np.zeros((1, 2)))
start = time.perf_counter()
indicators(planning.view)
figures["counting"] = time.perf_counter() - start
edits, numbers = [], []
for k in range(60):
    what = build(k) if k % 3 else read_edit(
        {"edit": "demolish", "objects": [objects.ids[int(roots[k])]]})
    start = time.perf_counter()
    assert planning.do(what)
    show()
    edits.append(time.perf_counter() - start)
    start = time.perf_counter()
    indicators(planning.view)
    numbers.append(time.perf_counter() - start)
figures["edit"] = sorted(edits)[len(edits) * 9 // 10]
figures["numbers"] = sorted(numbers)[len(numbers) * 9 // 10]
project.close()
"""
)

# A project of many edits: everything that opening it costs beside the base.
OPENED = (
    CITY
    + """
import json
from pathlib import Path
from city.base import Base
from city.edits import read_edit
from city.outcome import city_of
from city.project import Contents, Plan, Project
from city.scenario import Step
count = int(sys.argv[2])
path = Path(sys.argv[1]) / "many.maquette"
base = Base(city.frame, (city,))
base.find(["nothing"])
def said(k):
    x, y = 20.0 * (k % 100) + 13, 20.0 * (k // 100) + 13
    if k % 4 == 2:
        return {"edit": "demolish", "objects": [objects.ids[int(roots[k])]]}
    if k % 4 == 3:
        return {"edit": "raise", "objects": [f"n{k - 3}"], "storeys": 1}
    outline = [[x, y], [x + 6, y], [x + 6, y + 5], [x, y + 5]]
    return {"edit": "build", "footprint": outline, "storeys": 4, "ground": 0.0, "id": f"n{k}"}
project = Project.create(path, Contents(plans=(Plan("a", "Plan A"),)))
project.write_down("a", "do", *(Step(f"s{k}", read_edit(said(k))) for k in range(count)))
project.close()
start = time.perf_counter()
project = Project.open(path)
(scenario,) = project.scenarios().values()
view = scenario.over(base)
drawn = city_of(view.things.values(), base.frame)
figures["open"] = time.perf_counter() - start
assert len(scenario.edits) == count and not view.lost
project.close()
"""
)


def rows(folder: Path) -> Iterator[Row]:
    found = python(PLANNED, folder)
    million = "1,000,000 buildings"
    yield _limit(f"{million}, an edit until it is shown", found["edit"] * 1000, 16.0, "16 ms")
    yield _limit(f"{million}, numbers after an edit", found["numbers"] * 1000, 50.0, "50 ms")
    opened = python(OPENED, folder, str(EDITS))["open"]
    yield _limit(f"{EDITS:,} edits, opened", opened * 1000, 1000.0, "1 s")


def _limit(name: str, ours: float, limit: float, words: str) -> Row:
    return Row(name, ours, limit, "the goal", f"at most {words}", ours / limit, 1, "lower", "ms")
