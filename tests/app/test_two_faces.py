"""One program, two faces: the window and the command line give the same numbers."""

import json
import shutil

import pytest

from app.document import Document
from app.planning import Planning
from app.reopening import reopen
from app.studies import Studies
from app.tasks import Tasks
from city.edits import read_edit
from city.progress import Progress
from tests.app.test_cli_plans import made, run
from tests.city.plans import EAST, NORTH, square

__all__ = ["made"]  # a fixture
AREA = [EAST - 20, NORTH - 20, EAST + 40, NORTH + 30]
TALL = {"edit": "build", "footprint": square(15, -12, 8, 8), "storeys": 12, "id": "new"}


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


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("sun", {"date": "2026-03-21", "spacing": 2.0}),
        ("norm", {"norm": "the_hague", "spacing": 2.0, "year": 2026}),
        ("sky", {"spacing": 4.0, "rays": 128}),
    ],
)
def test_the_window_and_the_command_line_agree_to_the_last_bit(
    window, qtbot, capsys, tmp_path, name, more
):
    document, planning, studies, path = window
    copy = shutil.copy(path, tmp_path / "copy.maquette")  # with the plan, and without any result
    studies.ask(name, {"area": AREA, **more})
    qtbot.waitUntil(lambda: not studies.busy, timeout=60_000)
    ours = document.study.values
    area = ",".join(f"{x:.1f}" for x in AREA)
    said = [part for key, value in more.items() for part in ("--set", f"{key}={value}")]
    asked = ("--scenario", planning.scenario.name, "--set", f"area={area}", *said, "--json")
    theirs = json.loads(run(capsys, "simulate", name, copy, *asked))
    assert theirs["unchanged"] is None
    assert (theirs["result"], theirs["inputs"]) == (ours.digest(), ours.inputs)
    assert theirs["settings"] == dict(ours.settings)
