"""The ground under what moves is found by a worker, once for each corner of its grid."""

import numpy as np
import pytest

from app.live import footing
from app.live.footing import Footing
from app.tasks import Tasks


class Asked:
    def __init__(self, tasks, level=lambda places: places @ [0.1, -0.2] + 3):
        self.corners, self.times, self.level = 0, 0, level
        self.ground = Footing(tasks, self.standing, self.came)

    def standing(self, places):
        self.corners += len(places)
        return self.level(places)

    def came(self):
        self.times += 1


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    made.close()


PLACES = np.array([[10.0, 20.0], [-30.0, 4000.0], [70.0, -1.0], [12.0, 21.0]])


def test_it_is_unknown_at_first_and_as_level_as_the_ground_then(tasks, qtbot):
    asked = Asked(tasks)
    assert np.isnan(asked.ground.at(PLACES)).all()
    qtbot.waitUntil(lambda: asked.times == 1, timeout=5000)
    assert asked.ground.at(PLACES) == pytest.approx(PLACES @ [0.1, -0.2] + 3)
    assert asked.corners == 12  # two places share theirs
    assert len(asked.ground.at(np.zeros((0, 2)))) == 0
    asked.ground.at(PLACES + 0.5)
    assert asked.corners == 12 and not tasks.running


def test_many_corners_are_sought_in_turns(tasks, qtbot, monkeypatch):
    monkeypatch.setattr(footing, "AT_ONCE", 5)
    asked = Asked(tasks)
    qtbot.waitUntil(lambda: np.isfinite(asked.ground.at(PLACES)).all(), timeout=5000)
    assert asked.times == 3 and asked.corners == 12


def test_ground_that_nobody_knows_is_not_sought_again_and_again(tasks, qtbot):
    asked = Asked(tasks, lambda places: np.full(len(places), np.nan))
    asked.ground.at(PLACES)
    qtbot.waitUntil(lambda: asked.times == 1, timeout=5000)
    assert np.isnan(asked.ground.at(PLACES)).all() and asked.corners == 12


def test_it_takes_bounded_room_and_another_city_has_other_ground(tasks, qtbot, monkeypatch):
    monkeypatch.setattr(footing, "MOST", 6)
    asked = Asked(tasks)
    for k in range(4):
        asked.ground.at(PLACES[:1] + 1000 * k)
        qtbot.waitUntil(lambda k=k: asked.times == k + 1, timeout=5000)
        assert len(asked.ground._heights) <= 6
    assert np.isfinite(asked.ground.at(PLACES[:1] + 3000)).all()
    asked.ground.forget()
    assert np.isnan(asked.ground.at(PLACES[:1] + 3000)).all()
