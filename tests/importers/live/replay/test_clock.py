"""The clock of a replay goes, stands, runs and is set."""

import time

import numpy as np
import pytest

from importers.live.feed import now
from importers.live.replay.clock import Clock
from tests.importers.live.replay.shared import NOON, SECOND


def seconds(clock):
    return float((clock.now() - NOON) / SECOND)


def test_it_goes_as_time_goes():
    clock = Clock(NOON)
    time.sleep(0.1)
    assert 0.1 <= seconds(clock) < 0.2 and clock.speed == 1


def test_it_begins_now_unless_somebody_says_when():
    assert abs(Clock().now() - now()) < SECOND


def test_it_stands_and_is_set_and_goes_on_from_there():
    clock = Clock(NOON)
    clock.run(0)
    held = clock.now()
    time.sleep(0.05)
    assert clock.now() == held
    clock.set(NOON - 90 * SECOND)
    assert seconds(clock) == -90
    clock.run(100)
    time.sleep(0.1)
    assert -80 <= seconds(clock) < -70


@pytest.mark.parametrize("speed", [-1, 3601, float("nan")])
def test_no_clock_goes_backwards_or_too_fast(speed):
    with pytest.raises(ValueError, match="between 0 and 3,600"):
        Clock(NOON).run(speed)


def test_moments_of_any_precision_are_taken():
    clock = Clock(np.datetime64("2026-06-01"))
    clock.run(0)
    assert clock.now().dtype == np.dtype("datetime64[ms]")
