"""Planning and the rest of the window: commands, undo, where plans are kept."""

import pytest

from app.actions import plain
from app.on_the_table import Selection
from app.settings import home
from city.edits import read_edit
from city.project import Project
from tests.app.standin import town_opened
from tests.app.test_desk import make_window
from tests.city.plans import square

BUILD = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}


@pytest.fixture
def window(qtbot):
    made = make_window(qtbot)
    made.document.lay(town_opened(), add=False)
    yield made
    made.close()


def select(window, name):
    city = next(c for c in window.document.cities() if c.objects.ids.find(name) >= 0)
    window.document.select(Selection("1/Buildings", city, city.objects.ids.find(name)))


def edits(path):
    project = Project.open(path, write=False)
    found = {s.name: [e.verb for e in s.edits] for s in project.scenarios().values()}
    project.close()
    return found


def test_plans_of_a_city_that_nobody_kept_are_kept_all_the_same(window):
    assert window.studio.do(read_edit(BUILD))
    (path,) = (home() / "plans").glob("*.maquette")
    assert edits(path) == {"Plan A": ["build"]}
    assert str(path) in window.notice.text.text()
    window.close()
    assert edits(path) == {"Plan A": ["build"]}


def test_what_is_selected_is_demolished_and_comes_back(window):
    select(window, "house")
    window.studio.demolish()
    assert window.studio.planning.view.find("house") is None
    assert window.desk.undo.text() == "&Undo: demolished 1 object"
    window.desk.undo.trigger()
    assert window.studio.planning.view.find("house") is not None
    window.desk.redo.trigger()
    assert window.studio.planning.view.find("house") is None


def test_what_can_be_done_with_a_thing_is_offered_with_its_like_side_by_side(window):
    offered = [plain(action.text()) for action in window.actions_.of_thing]
    more = offered.index("One storey more")
    assert offered[more : more + 3] == ["One storey more", "One storey fewer", "Shadow fan of it"]


def test_storeys_more_and_fewer(window):
    select(window, "house")
    window.studio.raise_by(1)
    assert window.studio.planning.view.find("house").body.high == pytest.approx(6)


def test_a_project_comes_back_with_its_plans(window, qtbot, tmp_path):
    from tests.app.test_reopening import town_file

    window.open_paths([town_file(tmp_path / "a.geojson", 0)])
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)
    window.desk.keep_as(tmp_path / "Station quarter")
    window.studio.take_up()
    said = {**BUILD, "footprint": square(20, 30, 10, 8)}
    assert window.studio.do(read_edit(said))
    window.document.clear()
    assert window.studio.planning.scenarios == {}
    window.open_paths([tmp_path / "Station quarter.maquette"])
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)
    (scenario,) = window.studio.planning.scenarios.values()
    assert [edit.verb for edit in scenario.edits] == ["build"]
    window.desk.views.save()  # what else is written leaves the plans alone
    assert edits(tmp_path / "Station quarter.maquette") == {"Plan A": ["build"]}


def test_keeping_it_elsewhere_takes_the_plans_along(window, tmp_path):
    window.studio.do(read_edit(BUILD))
    window.desk.copy_to(tmp_path / "copy")
    assert edits(tmp_path / "copy.maquette") == {"Plan A": ["build"]}
