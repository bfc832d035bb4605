"""A large survey is shown by a sample, and whole once a task has put its points in order."""

import shutil
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from app.document import Document
from app.indexing import Indexing
from app.lift import Lift, lift
from app.on_the_table import Selection
from app.opening import open_sources
from app.settings import Settings
from app.table import Table
from app.tasks import Tasks
from app.window import Window
from city.progress import Progress
from city.project import HeightFix
from importers import Options, indexing, lidar
from importers.cache import RESERVE
from tests.app.standin import StandIn, town_opened
from tests.importers.surveys import grid, made

KEY = "1/points0"


@pytest.fixture
def large(tmp_path, monkeypatch):
    """A survey of more points than are shown at once, its lowest at 0 m, its highest at 9.9 m."""
    monkeypatch.setattr(lidar, "BUDGET", 500)
    return made(tmp_path / "large.laz", grid())


@pytest.fixture
def tasks(qtbot):
    tasks = Tasks()
    yield tasks
    tasks.close()


def opened(path):
    return open_sources([str(path)], Options(crs="EPSG:28992"), Progress())


def survey(document, key=KEY):
    return document.layers[key].thing


def heights(tree):
    points = np.concatenate([tree.read(node)["z"] for node in range(len(tree))])
    return len(points), float(points.min()), float(points.max())


def whole(qtbot, document, key=KEY):
    qtbot.waitUntil(lambda: survey(document, key).octree is not None)
    return survey(document, key)


def test_the_sample_gives_way_to_all_points_and_all_else_stays(qtbot, tasks, large):
    document = Document()
    keeper, titles, changes = Indexing(document, tasks), [], []
    tasks.started.connect(lambda task: titles.append(task.title))
    document.lay(town_opened(), add=False)
    document.lay(opened(large), add=True)
    key = "2/points0"
    document.set_layer(key, visible=False, opacity=0.5)
    before = document.layers[key]
    chosen = Selection(key, before.thing, -1, point=(1.0, 2.0, 3.0))
    document.select(chosen)
    document.changed.connect(lambda change: changes.append((change.what, change.key)))
    after = whole(qtbot, document, key)
    assert titles == ["Indexing large.laz"]
    assert changes == [("points", key)]
    assert document.layers[key] == replace(before, thing=after)
    assert document.opened[1].layers[0].thing is after
    assert after.points is before.thing.points
    assert heights(after.octree) == (10_000, 0.0, pytest.approx(9.9))
    assert document.selection is chosen
    assert keeper.parent() is None


def test_what_was_put_in_order_once_is_whole_at_once(qtbot, tasks, large):
    document, again = Document(), Document()
    keepers = [Indexing(one, tasks) for one in (document, again)]
    document.lay(opened(large), add=False)
    tree = whole(qtbot, document).octree
    again.lay(opened(large), add=False)
    assert not tasks.running and survey(again).octree.path == tree.path
    assert len(keepers) == 2


@pytest.mark.parametrize("when", ["before", "while", "after"])
def test_a_survey_that_was_moved_is_as_high_with_all_its_points(qtbot, tasks, large, when):
    document = Document()
    keepers = [Lift(document, tasks), Indexing(document, tasks)]
    fixes = (HeightFix(1, 0, 40.0),)
    if when == "before":
        document.fixes = fixes
        document.lay(lift(opened(large), (40.0,), Progress()), add=True)
    else:
        document.lay(opened(large), add=False)
        if when == "after":
            whole(qtbot, document)
        document.do("Move", fixes=fixes)

    def moved():
        layer = document.layers[KEY]
        return layer.lift == 40.0 and layer.thing.octree is not None

    qtbot.waitUntil(moved)
    assert heights(survey(document).octree) == (10_000, 40.0, pytest.approx(49.9))
    assert float(survey(document).points[:, 2].min()) >= 40.0
    document.do("Move back", fixes=())
    qtbot.waitUntil(lambda: document.layers[KEY].lift == 0.0)
    assert heights(survey(document).octree)[1] == 0.0
    assert len(keepers) == 2


def test_who_cancels_keeps_the_sample_and_is_told(qtbot, tasks, large):
    document = Document()
    keeper, said = Indexing(document, tasks), []
    keeper.refused.connect(said.append)
    document.lay(opened(large), add=False)
    (task,) = tasks.running
    task.cancel()
    qtbot.waitUntil(lambda: bool(said))
    assert "large.laz" in said[0] and "sample" in said[0] and "open it again" in said[0]
    document.lay(town_opened(), add=True)  # which is no reason to begin anew
    assert not tasks.running and survey(document).octree is None
    document.lay(opened(large), add=False)
    whole(qtbot, document)


def test_where_there_is_no_room_the_sample_stays_and_it_is_said(qtbot, tasks, large, monkeypatch):
    document = Document()
    keeper, said = Indexing(document, tasks), []
    keeper.refused.connect(said.append)
    come = opened(large)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=RESERVE + 1))
    document.lay(come, add=False)
    qtbot.waitUntil(lambda: bool(said))
    assert "make room" in said[0]
    assert survey(document).octree is None and not tasks.running


def test_who_closes_the_city_hears_nothing_of_it(qtbot, tasks, large):
    document = Document()
    keeper, said = Indexing(document, tasks), []
    keeper.refused.connect(said.append)
    document.lay(opened(large), add=False)
    (task,) = tasks.running
    document.clear()
    assert task.progress.cancelled
    qtbot.waitUntil(lambda: not tasks.running)
    assert not said


def test_the_table_shows_it_anew_and_the_eye_stays(qtbot, large, monkeypatch):
    window = Window(Settings(), lambda document, tasks: Table(document, tasks, StandIn))
    qtbot.addWidget(window)
    window.show()
    table = window._lay_table()
    window.document.lay(opened(large), add=False)
    whole(qtbot, window.document)
    qtbot.waitUntil(lambda: not table.busy and not window.tasks.running)
    told = [what[0] for what in table.viewport.told if what[0] in ("show_layer", "start")]
    assert told == ["show_layer", "start", "show_layer"]
    assert table._shown[KEY] is survey(window.document)
    assert indexing.kept(survey(window.document), Progress()) is not None
    window.close()
