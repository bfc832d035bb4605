"""Small cases for reports of two plans: the toy town with plans, gathered as a report needs it."""

import contextlib
import io
import json
from dataclasses import replace
from datetime import date

from app import plans
from app.cli import main
from app.cli_plans import reopened
from app.report.compare import comparison_of
from app.two_plans import two_plans
from city.progress import Progress
from city.project import Project
from city.scenario import Scenario
from exporters import write
from tests.app.test_cli_board import SETTINGS
from tests.city.plans import EAST, NORTH, at, square
from tests.city.toy import town

DAY = date(2026, 11, 29)
LOW = {"edit": "build", "footprint": square(15, -12, 8, 8), "storeys": 3, "id": "low"}
TALL = {"edit": "build", "footprint": square(25, -12, 8, 8), "storeys": 12, "id": "tall"}
GONE = {"edit": "demolish", "objects": ["house"]}
RAISED = {"edit": "raise", "objects": ["tower"], "storeys": 2}
PLANTED = {"edit": "plant", "places": [at(40, 5)]}
SUN = {"date": "2026-03-21", "spacing": 4, "step": 60}
AREA = f"{EAST - 20},{NORTH - 20},{EAST + 40},{NORTH + 30}"


def told(*order):
    """Run a command; returns its exit code and what it says on standard error."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(one) for one in order])
    return code, err.getvalue()


def project(folder, settings=SETTINGS, **edits):
    """A project of the toy town with plans, by name their edits."""
    write(town().freeze(), folder / "town.city.json")
    path = folder / "town.maquette"
    assert told("new", path, "--base", folder / "town.city.json")[0] == 0
    for name, some in edits.items():
        delta = folder / "edits.jsonl"
        delta.write_text("\n".join(map(json.dumps, some)), "utf-8")
        assert told("apply", path, delta, "--scenario", name)[0] == 0
    held = Project.open(path)
    held.keep(replace(held.contents, settings={**held.contents.settings, **settings}))
    held.close()
    return path


def sun(path, *names):
    for name in names:
        order = ["simulate", "sun", path, "--scenario", name, "--set", f"area={AREA}"]
        for key, value in SUN.items():
            order += ["--set", f"{key}={value}"]
        assert told(*order)[0] == 0


def gathered(path, a="A", b="B"):
    with contextlib.redirect_stderr(io.StringIO()), reopened(path, False) as found:
        sides = [
            Scenario("", "Baseline") if name == "Baseline" else plans.named(found.project, name)
            for name in (a, b)
        ]
        base = plans.base_of(found.opened, found.models)
        return two_plans(found, base, *sides, DAY.year, Progress())


def report(two, paper="A4", views=()):
    return comparison_of(two, DAY, paper, views, Progress())
