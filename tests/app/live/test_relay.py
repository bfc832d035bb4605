"""Progress serves one job after another, and can be stopped apart from them."""

import pytest

from app.live.relay import Relay
from city.progress import Cancelled, Progress


def test_it_tells_whichever_job_it_serves():
    told, later = [], []
    relay = Relay()
    relay.job = Progress(lambda *far: told.append(far))
    relay.report(1, 2, "a")
    relay.job = Progress(lambda *far: later.append(far))
    relay.report(2, 2, "b")
    assert told == [(1, 2, "a")] and later == [(2, 2, "b")]


def test_it_stops_with_its_job_and_without_it():
    relay = Relay()
    relay.job.cancel()
    with pytest.raises(Cancelled):
        relay.check()
    relay.job = Progress()
    relay.check()
    relay.cancel()
    with pytest.raises(Cancelled):
        relay.report(0, 0)
    assert not relay.job.cancelled
