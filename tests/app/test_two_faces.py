"""One program, two faces: the window and the command line give the same numbers."""

import json
import shutil

import pytest

from app.document import Document
from app.parameter_form import ParameterForm
from app.planning import Planning
from app.reopening import reopen
from app.studies import Studies
from app.tasks import Tasks
from city.edits import read_edit
from city.progress import Progress
from city.simulate.catalogue import BUILT_IN, find
from tests.app.test_cli_plans import made, run
from tests.city.plans import EAST, NORTH, square

__all__ = ["made"]  # a fixture
AREA = [EAST - 20, NORTH - 20, EAST + 40, NORTH + 30]
EYE = f"{EAST - 15},{NORTH - 15}"
TALL = {"edit": "build", "footprint": square(15, -12, 8, 8), "storeys": 12, "id": "new"}

ASKED = [
    ("sun", {"date": "2026-03-21", "spacing": 2.0}),
    ("norm", {"norm": "the_hague", "spacing": 2.0, "year": 2026}),
    ("sky", {"spacing": 4.0, "rays": 128}),
    ("sunlight", {"spacing": 4.0, "date": "2026-01-01"}),
    ("ground", {"spacing": 4.0, "date": "2026-03-21"}),
    ("solar", {"spacing": 4.0, "precision": "coarse"}),
    ("viewshed", {"spacing": 4.0, "points": EYE, "eyes": 1.7}),
    ("landmark", {"spacing": 4.0, "target": "house"}),
    ("corridor", {"from": EYE, "to": "new", "half_width": 5.0}),
    ("window_view", {"spacing": 4.0, "detail": 64}),
    ("visible_plan", {"points": EYE, "columns": 64}),
]


@pytest.fixture
def window(qtbot, made):
    """The plans and studies of a project as the window holds them."""
    found = reopen(made, True, Progress())
    document, tasks = Document(), Tasks()
    for opened in found.opened:
        document.lay(opened, add=True)
    planning = Planning(document, lambda: found.project, lambda: found.project)
    planning.take_up(found.project, found.models)
    studies = Studies(document, planning, tasks, lambda: found.project, lambda: found.project)
    planning.do(read_edit(TALL))
    yield document, planning, studies, found.project.path
    tasks.close()
    found.project.close()


def test_every_simulation_is_asked():
    assert {name for name, _ in ASKED} == set(BUILT_IN)


@pytest.mark.parametrize(("name", "more"), ASKED)
def test_the_window_and_the_command_line_agree_to_the_last_bit(
    window, qtbot, capsys, tmp_path, name, more
):
    document, planning, studies, path = window
    copy = shutil.copy(path, tmp_path / "copy.maquette")  # with the plan, and without any result
    parameters = find(name).parameters
    if "area" in [one.key for one in parameters]:
        more = {"area": AREA, **more}
    form = ParameterForm(parameters, lambda: None)
    qtbot.addWidget(form)
    form.show_values(more)
    studies.ask(name, form.values())
    qtbot.waitUntil(lambda: not studies.busy, timeout=60_000)
    ours = document.study.values
    if "area" in more:
        more["area"] = ",".join(map(str, AREA))
    said = [part for key, value in more.items() for part in ("--set", f"{key}={value}")]
    asked = ("--scenario", planning.scenario.name, *said, "--json")
    theirs = json.loads(run(capsys, "simulate", name, copy, *asked))
    assert theirs["unchanged"] is None
    assert (theirs["result"], theirs["inputs"]) == (ours.digest(), ours.inputs)
    assert theirs["settings"] == dict(ours.settings)
