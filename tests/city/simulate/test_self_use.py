"""What becomes of solar power: known years, and what holds for any."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.simulate.self_use import ROUND_TRIP, household, use
from city.weather import HOURS, middles, months

NOON = np.arange(HOURS) % 24 == 12
NIGHT = np.arange(HOURS) % 24 == 20


def any_year(seed, scale):
    return np.random.default_rng(seed).gamma(0.4, scale, HOURS)


def test_noon_and_night_meet_only_by_a_battery():
    alone = use(NOON * 2.0, NIGHT * 1.0)
    assert (alone.self_consumption, alone.autarky) == (0, 0)
    assert (alone.fed, alone.bought) == (730, 365)
    helped = use(NOON * 2.0, NIGHT * 1.0, battery=4.0)
    # each day's need of 1 kWh takes 1 / 0.9 kWh of the sun's
    assert helped.autarky == pytest.approx(1)
    assert helped.given == pytest.approx(365)
    assert (helped.stored - helped.left / np.sqrt(ROUND_TRIP)) * ROUND_TRIP == pytest.approx(365)


def test_a_small_battery_is_full_and_slow():
    found = use(NOON * 2.0, NIGHT * 5.0, battery=1.0)
    # it takes half of a kWh at noon and gives what came through its losses
    assert found.stored == pytest.approx(365 * 0.5)
    assert found.given == pytest.approx(365 * 0.5 * ROUND_TRIP)


def test_even_power_meets_even_use():
    found = use(np.full(HOURS, 0.5), np.full(HOURS, 1.0))
    assert (found.self_consumption, found.autarky) == (1, 0.5)


def test_nothing_at_all_shares_nothing():
    found = use(np.zeros(HOURS), np.zeros(HOURS), 5)
    assert (found.self_consumption, found.autarky) == (0, 0)


@settings(max_examples=20)  # a year takes a tenth of a second
@given(
    st.integers(0, 99), st.floats(0, 5), st.floats(0, 5), st.sampled_from([0.0, 0.5, 5.0, 500.0])
)
def test_no_energy_is_made_or_lost(seed, sun, need, battery):
    produced, needed = any_year(seed, sun), any_year(seed + 100, need)
    found = use(produced, needed, battery)
    assert found.direct + found.stored + found.fed == pytest.approx(found.produced)
    assert found.direct + found.given + found.bought == pytest.approx(found.needed)
    way = np.sqrt(ROUND_TRIP)
    assert found.stored * way - found.given / way == pytest.approx(found.left, abs=1e-6)
    assert found.direct <= min(found.produced, found.needed) + 1e-9
    assert found.direct + found.given <= min(found.produced, found.needed) + 1e-9
    for part in (found.stored, found.given, found.fed, found.bought, found.left):
        assert part >= -1e-9
    assert 0 <= found.self_consumption <= 1 + 1e-12 and 0 <= found.autarky <= 1 + 1e-12
    assert found.left <= battery + 1e-9


@settings(max_examples=4)
@given(st.integers(0, 20))
def test_a_larger_battery_helps(seed):
    produced, needed = any_year(seed, 1.0), any_year(seed + 100, 1.0)
    shares = [use(produced, needed, kwh).autarky for kwh in (0, 1, 5, 20)]
    assert shares == sorted(shares) and shares[0] < shares[-1]


def test_many_houses_at_once_are_the_same_as_each_alone():
    produced, needed = (np.stack([any_year(k + s, 1.0) for k in range(3)]) for s in (0, 50))
    together = use(produced, needed, 4.0)
    for k in range(3):
        alone = use(produced[k], needed[k], 4.0)
        assert together.autarky[k] == pytest.approx(alone.autarky)
        assert together.left[k] == pytest.approx(alone.left)


def test_a_household_uses_what_it_is_said_to_and_most_in_winter_evenings():
    hours = household(3500)
    assert hours.shape == (HOURS,) and hours.sum() == pytest.approx(3500)
    assert np.argmax(hours.reshape(365, 24).mean(0)) in (18, 19)
    by_month = np.bincount(months(), hours)
    assert by_month[0] / by_month[6] == pytest.approx(1.5, abs=0.15)  # of BDEW's function 1.24/0.78
    assert household(0).sum() == 0


def test_saturdays_and_sundays_are_where_the_year_has_them():
    days = middles(0.0)[::24].astype("M8[D]")
    morning = household(1000).reshape(365, 24)[:, 10] / household(1000).reshape(365, 24).sum(1)
    free = ~np.is_busday(days)
    assert morning[free].min() > morning[~free].max()


def test_a_usual_house_without_a_battery_uses_about_a_third():
    """5 kWp over 4500 kWh of use: between 25 and 42 %; with 5 kWh half of it or more."""
    day = np.maximum(np.sin((np.arange(24) - 5) / 14 * np.pi), 0) * (np.arange(24) < 19)
    sky = np.random.default_rng(0).uniform(0.1, 1, 365) * (1 - 0.8 * np.cos(np.arange(365) / 58))
    produced = np.outer(sky, day).ravel()
    produced *= 5000 / produced.sum()
    alone, helped = use(produced, household(4500)), use(produced, household(4500), 5.0)
    assert 0.25 < alone.self_consumption < 0.42
    assert 0.5 < helped.self_consumption < 0.75


@pytest.mark.parametrize(
    ("produced", "needed", "battery"),
    [
        (np.zeros(24), np.zeros(HOURS), 0),
        (np.zeros(HOURS), -np.ones(HOURS), 0),
        (np.full(HOURS, np.nan), np.zeros(HOURS), 0),
        (np.zeros(HOURS), np.zeros(HOURS), -1),
    ],
)
def test_what_is_no_year_is_refused(produced, needed, battery):
    with pytest.raises(ValueError, match=r"hours of 0 kWh or more|battery holds"):
        use(produced, needed, battery)
    with pytest.raises(ValueError, match="less than no power"):
        household(-1)
