"""Small cases for reports: the toy town, a tower beside its house, and coarse studies of both."""

from dataclasses import replace
from datetime import date

from app.report import Case, State
from city.base import Base
from city.edits import read_edit
from city.frame import Frame
from city.project import Origin
from city.scenario import Scenario, Step
from city.simulate.catalogue import find
from city.view import View
from tests.city.plans import EAST, NORTH, base, square
from tests.city.toy import town

AREA = [EAST - 30, NORTH - 25, EAST + 45, NORTH + 30]
COARSE = {"area": AREA, "spacing": 4.0, "step": 60.0}
TALL = {"edit": "build", "footprint": square(-25, -16, 60, 8), "storeys": 12, "id": "new"}
DAY = date(2026, 11, 29)
LOST = {"edit": "demolish", "objects": ["nobody"]}


def scenario(*edits, ground=None):
    over = ground or base()
    steps = [
        Step(f"step{k}", read_edit(one).settled(over), "2026-10-02T08:00:00+00:00", "Ada")
        for k, one in enumerate(edits)
    ]
    return Scenario("plan", "Plan A", own=tuple(steps), cursor=len(steps), about="For the council.")


def case(name="sun", edits=(TALL,), ground=None, paper="A4", plan=True, **more):
    """A case over the toy town; plan: whether a plan is studied, or the city alone."""
    over = ground or base()
    simulation = find(name)
    known = {one.key for one in simulation.parameters}
    coarse = {key: value for key, value in COARSE.items() if key in known}
    asked = {**coarse, **({"date": "2026-03-21"} if "date" in known else {}), **more}
    today = View.of(over)
    baseline = Scenario("", "Baseline")
    origins = (Origin(1, 0, "town.city.json", hash="ab12cd34"),)
    if not plan:
        alone = State("Baseline", baseline, today, simulation.run(today, asked))
        return Case(simulation, alone, None, DAY, paper, "town.maquette", origins)
    mine = scenario(*edits, ground=over)
    view = mine.over(over)
    before = None if simulation.compares else simulation.run(today, asked)
    after = State("Plan A", mine, view, simulation.run(view, asked, known=before))
    return Case(
        simulation,
        after,
        State("Baseline", baseline, today, before),
        DAY,
        paper,
        "town.maquette",
        origins,
    )


def nowhere():
    """The toy town in metres of its own, with heights that nobody knows."""
    made = town().freeze()
    frame = Frame("local", "", made.frame.origin)
    return Base(frame, (replace(made, frame=frame),), ())


def words(blocks):
    """Everything that blocks say, in one text."""
    return " ".join(_said(block) for block in blocks)


def _said(value):
    if isinstance(value, str):
        return value
    if isinstance(value, (tuple, list)):
        return " ".join(map(_said, value))
    if hasattr(value, "__dataclass_fields__"):
        return " ".join(_said(getattr(value, name)) for name in value.__dataclass_fields__)
    return ""
