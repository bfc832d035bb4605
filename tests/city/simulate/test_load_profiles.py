"""Years of power use at hand, by what they hold."""

import numpy as np
import pytest

from city.simulate.load_profiles import LoadProfile, keep, kept

HOURS = np.arange(8760) % 24 / 100


def test_equal_hours_have_one_key_whatever_their_name():
    key = keep(LoadProfile("one.csv", HOURS))
    assert keep(LoadProfile("two.csv", HOURS.copy())) == key
    assert kept(key).name == "two.csv"  # the name that was said last
    other = HOURS.copy()
    other[17] += 1e-9
    assert keep(LoadProfile("one.csv", other)) != key


def test_its_shape_adds_up_to_one_and_keeps_its_course():
    profile = LoadProfile("one.csv", HOURS)
    assert profile.yearly == pytest.approx(365 * 2.76)
    assert profile.shape.sum() == pytest.approx(1)
    assert profile.shape * profile.yearly == pytest.approx(HOURS)


@pytest.mark.parametrize("key", ["", "house.csv", "0" * 1000])
def test_what_is_not_at_hand_is_said_with_what_to_do(key):
    with pytest.raises(ValueError, match="not at hand; choose its CSV file again") as fault:
        kept(key)
    assert len(str(fault.value)) < 250
