"""Design models on their way into a plan of a window: by hand, by their files, found again."""

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from app.sketch.kinds import BY_NAME
from app.tools.tool import Tool
from city.project import Project
from tests.app.design_models import tower_cityjson, tower_obj
from tests.app.standin import StandIn, town_opened
from tests.app.test_desk import make_window
from tests.city.toy import FRAME


@pytest.fixture
def window(qtbot, monkeypatch):
    monkeypatch.setattr(StandIn, "take", lambda self, tool: self.taken.emit(tool), raising=False)
    made = make_window(qtbot)
    made.document.lay(town_opened(), add=False)
    yield made
    made.close()


def read(window, qtbot, path):
    window.studio.sketching.designs.read(path)
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)


def test_the_command_asks_for_a_file(window, qtbot):
    window.studio.sketching.take("model")
    (dialog,) = window.findChildren(QFileDialog)
    assert any("*.ifc" in words for words in dialog.nameFilters())
    dialog.reject()
    assert window.studio.planning.scenario is None  # nothing was begun for nothing


def test_a_model_that_says_nothing_hangs_at_the_crosshair(window, qtbot, tmp_path):
    sketching = window.studio.sketching
    read(window, qtbot, tower_obj(tmp_path / "tower.obj", (5, 0, 0), unit=0.001))
    assert isinstance(sketching.tool, Tool) and sketching.kind is BY_NAME["model"]
    assert sketching.settings["model"]["unit"] == "millimetres"
    assert "tower.obj: click where it is to stand (its file names no unit" in words(window)
    sketching.set("turn", 90.0)
    sketching.set("height", 2.0)
    x, y, _ = FRAME.origin
    assert sketching.finish({**sketching.tool._said, "points": [[x + 300, y + 10]]})
    (thing,) = window.studio.planning.view.things.values()
    low, high = thing.body.points.min(0), thing.body.points.max(0)
    assert (low + high)[:2] / 2 == pytest.approx((300, 10), abs=1e-3)
    assert high - low == pytest.approx((8, 10, 30), abs=1e-3)
    ground = window.studio.planning.view.ground(np.array([[300.0, 10.0]]))[0]
    assert low[2] == pytest.approx(ground + 2, abs=1e-3)
    assert sketching.kind is BY_NAME["move"]  # with its handles
    assert sketching.meant("") == [thing.id] and sketching.grows([thing.id])
    assert not sketching.grows(["house"])


def test_a_model_near_the_city_is_placed_where_its_file_says(window, qtbot, tmp_path):
    x, y, _ = FRAME.origin
    read(window, qtbot, tower_cityjson(tmp_path / "a.city.json", (x + 60, y, 12)))
    (thing,) = window.studio.planning.view.things.values()
    assert thing.body.points.min(0) == pytest.approx((60, 0, 12), abs=1e-3)
    assert "is placed where its file says that it lies" in words(window)
    assert "m above the ground" in words(window)
    window.desk.undo.trigger()
    assert not window.studio.planning.view.things


def test_a_file_with_a_long_name_is_placed_and_found_again(window, qtbot, tmp_path):
    x, y, _ = FRAME.origin
    read(window, qtbot, tower_cityjson(tmp_path / f"{'a' * 220}.json", (x + 200, y, 2)))
    project = Project.open(window.studio.planning.path, write=False)
    (plan,) = project.scenarios().values()
    assert project.lost == [] and [edit.name for edit in plan.edits] == ["a" * 200]
    project.close()


def test_a_model_far_away_is_placed_by_hand(window, qtbot, tmp_path):
    x, y, _ = FRAME.origin
    read(window, qtbot, tower_cityjson(tmp_path / "a.city.json", (x + 52000, y, 0)))
    assert window.studio.sketching.kind is BY_NAME["model"]
    assert window.studio.sketching.settings["model"]["unit"] == ""
    assert "its file says that it lies 52 km away" in words(window)


def test_what_cannot_be_read_is_told(window, qtbot, tmp_path):
    (tmp_path / "a.obj").write_text("nothing")
    read(window, qtbot, tmp_path / "a.obj")
    assert "a.obj" in words(window) and window.studio.planning.scenario is None


def test_a_model_that_was_missing_stands_again(window, qtbot, tmp_path):
    path = tower_obj(tmp_path / "tower.obj")
    read(window, qtbot, path)
    sketching, planning = window.studio.sketching, window.studio.planning
    x, y, _ = FRAME.origin
    assert sketching.finish({**sketching.tool._said, "points": [[x + 300, y]]})
    planning.take_up(window.desk.scribe.project)  # as if it had been opened without the model
    assert not planning.view.things and "is not at hand" in planning.view.lost[0].words
    moved = path.rename(tmp_path / "moved.obj")
    read(window, qtbot, moved)
    assert len(planning.view.things) == 1 and not planning.view.lost
    assert "moved.obj is found again" in words(window)
    project = planning.path
    window.close()
    kept = Project.open(project, write=False)
    assert list(kept.contents.settings["models"].values()) == [str(moved)]
    kept.close()


def words(window):
    return window.notice.text.text()


def test_nothing_is_read_for_a_city_that_is_gone(window, qtbot, tmp_path):
    window.studio.sketching.designs.read(tower_obj(tmp_path / "tower.obj"))
    window.document.clear()
    window.document.lay(town_opened(), add=False)
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)
    assert window.studio.planning.scenario is None
