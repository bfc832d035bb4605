"""Where runs lie, which edits mean something to traffic, and which networks are of a city."""

import numpy as np
import pytest

from app.traffic.finished import finish, folder_for, rulings, works_of
from app.traffic.running import Setting
from city.progress import Progress
from city.traffic.question import Question
from city.traffic.works import Works
from importers import places
from importers.intake import ReadError
from tests.app.planned import Desk
from tests.city.plans import at
from tests.city.traffic.grid import grid

NOON = np.datetime64("2026-07-01T12:00", "ms")
QUESTION = Question(NOON, NOON + np.timedelta64(60, "s"))


def plan(folder, *said):
    desk = Desk(folder)
    for verb, words in said:
        assert desk.do(verb, **words)
    return desk.planning.scenario, desk.planning.view


CLOSE = ("close", {"line": [at(40, -10), at(60, 10)], "name": "Fair", "id": "c"})
LIMIT = ("limit", {"line": [at(140, -10), at(160, 10)], "speed": 20})
TREES = ("plant", {"places": [at(5, 5)]})


def test_only_what_rules_traffic_and_still_stands_is_told(tmp_path):
    gone = ("demolish", {"objects": ["c"]})
    scenario, view = plan(tmp_path, CLOSE, TREES, LIMIT)
    assert [one.words() for one in rulings(scenario, view)] == [
        "closed streets to traffic: Fair",
        "limited streets to 20 km/h",
    ]
    (tmp_path / "b").mkdir()
    scenario, view = plan(tmp_path / "b", CLOSE, gone)
    assert rulings(scenario, view) == [] == rulings(None, view)


def test_a_plan_closes_streets_of_a_network_that_meets_the_city(tmp_path):
    scenario, view = plan(tmp_path, CLOSE)
    roads, extent = grid(), view.base.extent
    assert set(works_of(scenario, view, extent)(roads).closed) == {"00>10", "10>00"}
    assert not works_of(None, view, extent)(roads)
    far = extent + np.array([0.0, 2000.0])
    with pytest.raises(ValueError, match=r"lie 1.\d km from the city"):
        works_of(None, view, far)(roads)
    assert not works_of(None, view, None)(roads)


def test_a_plan_without_anything_for_traffic_says_so(tmp_path):
    scenario, view = plan(tmp_path, TREES)
    (lost,) = works_of(scenario, view, None)(grid()).lost
    assert lost == f"{scenario.name} closes no street, limits no speed and lays no street"


def test_runs_lie_beside_the_project_each_in_a_folder_of_its_own(tmp_path):
    first = folder_for(tmp_path / "Quarter.maquette", "A/B: ../x")
    assert first.parent == tmp_path / "Quarter traffic" and first.name.endswith("A-B- ---x")
    first.mkdir(parents=True)
    assert folder_for(tmp_path / "Quarter.maquette", "A/B: ../x") != first
    assert folder_for(None, "").parent == places.results()


def test_nothing_stays_of_a_run_that_fails(tmp_path):
    folder = tmp_path / "runs" / "one"
    with pytest.raises(ReadError, match="no such file"):
        finish(Setting(tmp_path / "x.net.xml", QUESTION), lambda _: Works(), folder, Progress())
    assert not folder.parent.exists()
    folder.parent.mkdir()
    (folder.parent / "another").mkdir()
    with pytest.raises(ReadError, match="no such file"):
        finish(Setting(tmp_path / "x.net.xml", QUESTION), lambda _: Works(), folder, Progress())
    assert [one.name for one in folder.parent.iterdir()] == ["another"]
