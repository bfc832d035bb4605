"""Planning in the window: on the disk first, seen after that, undone and done again."""

import pytest

from app.document import Document
from app.planning import Planning
from city.edits import read_edit
from city.project import Contents, Project
from tests.app.standin import town_opened
from tests.city.plans import square

BUILD = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}
GONE = {"edit": "demolish", "objects": ["house"]}


class Place:
    """A document with a project to plan in, and what was told."""

    def __init__(self, folder):
        self.document = Document()
        self.path = folder / "a.maquette"
        self.project = None
        self.planning = Planning(self.document, self.need)
        self.refused, self.changes = [], []
        self.planning.refused.connect(self.refused.append)
        self.planning.changed.connect(lambda: self.changes.append(1))
        self.document.lay(town_opened(), add=False)

    def need(self):
        self.project = self.project or Project.create(self.path, Contents())
        return self.project

    def do(self, said):
        return self.planning.do(read_edit(said))

    def kept(self):
        beside = Project.open(self.path, write=False)
        found = {s.name: [e.verb for e in s.edits] for s in beside.scenarios().values()}
        beside.close()
        return found


@pytest.fixture
def place(tmp_path, qapp):
    made = Place(tmp_path)
    yield made
    if made.project is not None:
        made.project.close()


def test_the_first_edit_begins_a_plan_and_is_on_the_disk(place):
    assert place.planning.scenario is None
    assert place.do(BUILD)
    assert place.planning.scenario.name == "Plan A"
    assert list(place.planning.view.things) == ["new"]
    assert place.kept() == {"Plan A": ["build"]}
    assert place.refused == []


def test_what_cannot_be_done_is_said_and_nothing_is_begun(place):
    assert not place.do({"edit": "demolish", "objects": ["ghost"]})
    assert place.refused == ["Ghost is not in the city any more"] or "ghost" in place.refused[0]
    assert place.planning.scenarios == {}
    assert not place.path.exists()


def test_undo_and_redo_are_written_too(place):
    place.do(BUILD)
    place.do(GONE)
    place.document.undo()
    assert place.kept() == {"Plan A": ["build"]}
    assert place.planning.view.find("house") is not None
    place.document.undo()
    assert place.kept() == {"Plan A": []}
    place.document.redo()
    place.document.redo()
    assert place.kept() == {"Plan A": ["build", "demolish"]}
    assert place.document.history.last == "demolished 1 object"


def test_steps_of_an_earlier_session_can_be_undone(place):
    place.do(BUILD)
    place.do(GONE)
    project = place.project
    later = Planning(place.document, lambda: project)
    later.take_up(project)
    later.turn_to(next(iter(later.scenarios)))
    assert later.can_step(back=True) == "demolished 1 object"
    later.step(back=True)
    assert place.kept() == {"Plan A": ["build"]}
    assert later.can_step(back=False) == "demolished 1 object"
    later.step(back=False)
    assert place.kept() == {"Plan A": ["build", "demolish"]}


def test_plans_side_by_side(place):
    place.do(BUILD)
    first = place.planning.scenario
    branch = place.planning.add("Plan B", first)
    assert place.planning.active == branch.ident
    place.do(GONE)
    place.planning.turn_to(first.ident)
    assert place.planning.view.find("house") is not None
    place.planning.turn_to("")
    assert place.planning.view.things == {}
    copy = place.planning.duplicate(place.planning.scenarios[branch.ident], "Copy")
    assert len(copy.steps) == 2
    assert place.planning.add("plan b") is None
    assert "taken already" in place.refused[-1]


def test_what_mirrors_a_plan_follows_it(place):
    place.do(BUILD)
    first = place.planning.scenario
    mirror = place.planning.add("Mirror", first, mirrors=True)
    place.planning.turn_to(first.ident)
    place.do(GONE)
    assert len(place.planning.scenarios[mirror.ident].edits) == 2


def test_merging_another_plan(place):
    place.do(BUILD)
    first = place.planning.scenario
    place.planning.add("Plan B", first)
    place.do(GONE)
    other = place.planning.scenario
    place.planning.turn_to(first.ident)
    merged = place.planning.merging(other)
    assert len(merged.coming) == 1
    place.planning.merge(merged, "ours")
    assert place.kept()["Plan A"] == ["build", "demolish"]


def test_a_project_that_cannot_be_written_says_so_and_shows_nothing(place):
    place.do(BUILD)
    place.project._connection.execute("PRAGMA max_page_count=1")
    pages = place.project._connection.execute("PRAGMA page_count").fetchone()[0]
    place.project._connection.execute(f"PRAGMA max_page_count={pages}")
    trees = {"edit": "plant", "places": [[84000.0 + k, 447000.0] for k in range(3000)]}
    assert not place.do(trees)
    assert "disk is full" in place.refused[-1]
    assert list(place.planning.view.things) == ["new"]


def test_a_new_city_is_planned_from_its_start(place):
    place.do(BUILD)
    before = place.planning.base
    place.document.lay(town_opened(), add=False)
    assert place.planning.base is not before
    assert place.changes
