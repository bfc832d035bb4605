"""How long an edit over a million buildings takes, and ten thousand edits when a project opens.

In processor time of all threads: how long a disk takes to keep an edit is not ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.asking import CITY
from tests.bench.measure import Row, python

EDITS = 10_000

# The city of `asking` on a table with a picture, and a project on the disk to plan it in.
TABLE = (
    CITY
    + """
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.document import Document
from app.on_the_table import Layer, Opened
from app.plan_layers import PlanLayers
from app.planning import Planning
from app.table import Table
from app.tasks import Tasks
from city.edits import read_edit
from city.indicators import indicators
from city.project import Contents, Plan, Project
from city.scenario import Step
qt = QApplication([])
document, tasks = Document(), Tasks()
table = Table(document, tasks)
planning = Planning(document, lambda: project, lambda: project, tasks)
layers = PlanLayers(document, planning, tasks)
layer = Layer("Buildings", "City", "Buildings", city)
town = Opened("town", (), city.frame, ("", ""), len(objects), (layer,), (), {})
document.lay(town, add=False)
while table._waiting or table._making is not None:
    qt.processEvents()
def square(k):
    x, y = 20.0 * (k % 100) + 13, 20.0 * (k // 100) + 13
    return [[x, y], [x + 6, y], [x + 6, y + 5], [x, y + 5]]
"""
)

# An edit until its picture is asked for, and the numbers after it.
PLANNED = (
    TABLE
    + """
project = Project.create(Path(sys.argv[1]) / "plans.maquette", Contents())
planning.base.find(["nothing"]), planning.base.standing(np.zeros((1, 2)))
indicators(planning.view)
edits, numbers = [], []
for k in range(60):
    what = {"edit": "build", "footprint": square(k), "storeys": 3 + k % 7}
    if k % 3 == 0:
        what = {"edit": "demolish", "objects": [objects.ids[int(roots[k])]]}
    start = time.process_time()
    assert planning.do(read_edit(what)) and table.viewport.busy and not layers.busy
    edits.append(time.process_time() - start)
    start = time.process_time()
    indicators(planning.view)
    numbers.append(time.process_time() - start)
figures["edit"] = sorted(edits)[len(edits) * 9 // 10]
figures["numbers"] = sorted(numbers)[len(numbers) * 9 // 10]
project.close()
tasks.close()
table.close_scene()
"""
)

# A project of many edits: what opening it costs beside the base, until all of it is on the table,
# and how long the window cannot move meanwhile. The picture itself is left out: the base's costs as
# much.
OPENED = (
    TABLE
    + """
count = int(sys.argv[2])
path = Path(sys.argv[1]) / "many.maquette"
def said(k):
    if k % 4 == 2:
        return {"edit": "demolish", "objects": [objects.ids[int(roots[k])]]}
    if k % 4 == 3:
        return {"edit": "raise", "objects": [f"n{k - 3}"], "storeys": 1}
    return {"edit": "build", "footprint": square(k), "storeys": 4, "ground": 0.0, "id": f"n{k}"}
project = Project.create(path, Contents(plans=(Plan("a", "Plan A"),), settings={"plan": "a"}))
project.write_down("a", "do", *(Step(f"s{k}", read_edit(said(k))) for k in range(count)))
project.close()
start, longest = time.process_time(), 0.0
project = Project.open(path)
planning.take_up(project)
while planning.laying.coming or layers.busy:
    table.viewport._rest.stop()
    table.viewport._frame.stop()
    began = time.thread_time()
    qt.processEvents()
    longest = max(longest, time.thread_time() - began)
    time.sleep(0.005)
figures["open"] = time.process_time() - start
figures["longest"] = longest
assert len(planning.scenario.edits) == count and not planning.view.lost
assert sum(layer.count for key, layer in document.layers.items() if key.startswith("plan/")) == len(
    planning.view.things
)
project.close()
tasks.close()
table.close_scene()
"""
)


def rows(folder: Path) -> Iterator[Row]:
    found = python(PLANNED, folder)
    million = "1,000,000 buildings"
    yield _limit(f"{million}, an edit until it is shown", found["edit"] * 1000, 16.0, "16 ms")
    yield _limit(f"{million}, numbers after an edit", found["numbers"] * 1000, 50.0, "50 ms")
    opened = python(OPENED, folder, str(EDITS))
    name = f"{EDITS:,} edits over {million}"
    yield _limit(f"{name}, opened until shown", opened["open"] * 1000, 1000.0, "1 s")
    yield _limit(f"{name}, the window waits", opened["longest"] * 1000, 100.0, "0.1 s")


def _limit(name: str, ours: float, limit: float, words: str) -> Row:
    return Row(name, ours, limit, "the goal", f"at most {words}", ours / limit, 1, "lower", "ms")
