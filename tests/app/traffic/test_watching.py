"""How far a run is, and its vehicles while they move."""

import numpy as np

from app.traffic.watching import Watching
from city.progress import Progress
from city.simulated.run import Run
from importers.simulated.sumo.arriving import Arriving
from tests.importers.simulated.sumo.test_arriving import HEAD, START, step

SAID = (
    "Loading net-file from 'a.net.xml' ... done (12ms).\n"
    "Step #20.00 (0ms ?*RT. ?UPS, vehicles TOT 9 ACT 7 BUF 0)     \r"
    "Step #40.00 (1ms ~= 1000.00*RT, ~9000.00UPS, TraCI: 0ms, vehicles TOT 1234 ACT 1200 BUF 0)  "
)


def heard(said, seconds=100.0):
    found = []
    watching = Watching("plan", seconds, None, Progress(lambda *one: found.append(one)), None)
    watching(said)
    return found


def test_the_last_step_says_how_far_it_is():
    assert heard(SAID) == [(40, 101, "Traffic, plan: 1,200 on the road")]
    assert heard(SAID.partition("\r")[0]) == [(20, 101, "Traffic, plan: 7 on the road")]


def test_who_still_drives_at_the_end_does_not_end_it():
    assert heard(SAID, seconds=30.0)[0][:2] == (30, 31)


def test_before_the_first_step_nothing_is_told():
    assert heard("Loading net-file ... done (12ms).\n") == []


def test_vehicles_are_handed_on(tmp_path):
    path = tmp_path / "v.xml"
    path.write_text(HEAD + step(0, ("a", 1)) + step(1, ("a", 2)))
    moved = []
    arriving = Arriving(path, Run("Traffic"), START)
    watching = Watching("baseline", 10, arriving, Progress(), lambda *one: moved.append(one))
    watching("")
    watching.hand_on()
    ((state, moving),) = moved
    assert state == "baseline" and moving.ids == ("a",)
    assert (np.diff(moving.time) == np.timedelta64(1, "s")).all()
