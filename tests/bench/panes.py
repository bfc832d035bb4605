"""Plans in panes: frames, a pane that changes its plan, and memory; each beside the single view."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.drawing import START
from tests.bench.measure import Row, peak_memory, python
from tests.bench.metropolis import metropolis
from tests.bench.planning import TABLE

# A city in panes: each lacks other buildings, and has some of its own. argv: the city, how many:
# one has the whole picture, two at a curtain have it too, four share it.
PANES = (
    START
    + """
from city import store
from city.progress import Progress
from render.draft import draft_of
from render.scene import Scene
from render.window import Window
city = store.read(Path(sys.argv[1]))
count = int(sys.argv[2])
scene = Scene()
window = Window(scene)
size = (638, 398) if count == 4 else (1280, 800)
window.resize(size)
scene.show("city", city, "Buildings", draft_of(city, None, "Buildings"))
if count > 1:
    rows = np.arange(len(city.objects))
    gone = [rows % 500 == pane for pane in range(count)]
    lacking = np.any(gone, axis=0)
    scene.set_shown("city", ~lacking)
    for pane in range(count):
        scene.show_part(f"city@{pane}", "city", lacking & ~gone[pane], frozenset({pane}))
    scene.split(count)
scene.home()
scene.move()
camera = scene.renderer.GetActiveCamera()
def load():
    job = scene.loading()
    if job:
        scene.receive(job(Progress()))
def frame():
    start = time.perf_counter()
    window.draw(size)
    seconds = time.perf_counter() - start
    scene.took(seconds)
    return seconds
def fly(steps):
    seconds = []
    for _ in range(steps):
        camera.Azimuth(2)
        load()
        seconds.append(frame())
    return sorted(seconds)[steps // 2]
fly(40)
figures["frame"] = fly(40)
figures["triangles"] = scene._effort._spent
"""
)

# A million buildings on the table, two plans in panes, and a third that takes the place of one.
SWITCH = (
    TABLE
    + """
from app.panes.arrangement import Arrangement, Pane
from app.panes.beside import Beside
from app.panes.contents import Contents
project = Project.create(Path(sys.argv[1]) / "panes.maquette", Contents_())
contents = Contents(document, planning, table.viewport, tasks, table.show_rows, table.shown)
beside = Beside(document, planning, table.viewport, contents)
def settle():
    while contents.busy or table.viewport.busy:
        qt.processEvents()
def build(k):
    return read_edit({"edit": "build", "footprint": square(k), "storeys": 3 + k % 7})
plans = []
for number in range(3):
    plans.append(planning.add(f"Plan {number}").ident)
    for k in range(20):
        planning.do(build(100 * number + k))
    gone = [objects.ids[int(roots[20 * number + k])] for k in range(10)]
    planning.do(read_edit({"edit": "demolish", "objects": gone}))
table.resize(1600, 900)
table.viewport.start()
settle()
beside.arrange(Arrangement("beside", (Pane(plans[0]), Pane(plans[1]))))
settle()
seconds = []
for turn in range(8):
    start = time.perf_counter()
    beside.arrange(beside.arrangement.with_plan(0, plans[2 * (turn % 2 == 0)]))
    seconds.append(time.perf_counter() - start)
    settle()
figures["switch"] = sorted(seconds[2:])[3]
tasks.close()
"""
).replace("from city.project import Contents,", "from city.project import Contents as Contents_,")


def rows(folder: Path) -> Iterator[Row]:
    """Four panes beside one, a plan that is exchanged, and what the panes hold."""
    path = metropolis(folder, 100_000)
    (one, alone), (four, beside) = (peak_memory(PANES, path, str(count)) for count in (1, 4))
    name = "100,000 buildings in four panes, frames a second"
    yield Row(
        name,
        1 / four["frame"],
        1 / one["frame"],
        "the single view",
        "0.325 times",
        one["frame"] / four["frame"],
        0.325,
        "higher",
        "fps",
    )
    curtain = python(PANES, path, "2")["frame"]
    name = "100,000 buildings at a curtain, frames a second"
    share = one["frame"] / curtain
    yield Row(
        *(name, 1 / curtain, 1 / one["frame"], "the single view", "as many (0.85 times)"),
        *(share, 0.85, "higher", "fps"),
    )
    name = "100,000 buildings in four panes, triangles in each"
    share = four["triangles"] / one["triangles"]
    yield Row(
        name,
        *(four["triangles"], one["triangles"], "the single view", "a quarter (a pane is one)"),
        *(share, 0.25, "higher", ""),
    )
    name = "100,000 buildings in four panes, memory"
    share = beside / alone
    yield Row(
        name, beside / 1e9, alone / 1e9, "the single view", "1.3 times", share, 1.3, "lower", "GB"
    )
    ms = python(SWITCH, folder)["switch"] * 1000
    name = "1,000,000 buildings, another plan in a pane"
    yield Row(name, ms, 100.0, "", "100 ms", ms / 100, 1.0, "lower", "ms")
