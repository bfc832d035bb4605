import numpy as np
import pytest

from render import flight
from render.flight import Flight


def test_a_flight_starts_slowly_passes_the_middle_and_arrives(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(flight, "perf_counter", lambda: clock[0])
    way = Flight(np.zeros(10), np.full(10, 10.0))
    heights = []
    for share in (0.0, 0.1, 0.5, 0.9, 1.0, 2.0):
        clock[0] = share * flight.SECONDS
        view, over = way.now()
        heights.append(view[0])
        assert over == (share >= 1)
    assert heights == pytest.approx([0, 0.28, 5, 9.72, 10, 10])
