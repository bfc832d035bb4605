"""Norms are judged as they are written, for points and for what they belong to."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import assets
from city.norms import read_norms
from city.simulate.judging import by_group, is_judged, judge, kept, newly_failing

FILES = sorted(assets.path("norms").glob("*.json"))
NORMS = read_norms((file.name, file.read_bytes()) for file in FILES)


def passes(key, values, before=None):
    then = None if before is None else np.array(before, float)
    return judge(NORMS[key], np.array(values, float), then).passes.tolist()


def test_two_hours_pass_and_a_minute_less_does_not():
    assert passes("tno_light", [2, 2 - 1 / 60, 0, 9, np.nan]) == [True, False, False, True, False]
    assert passes("tno_strict", [2, 3]) == [False, True]


def test_tenths_that_add_up_to_two_hours_are_two_hours():
    hours = np.full(20, 0.1, np.float32).cumsum()[-1:]
    assert judge(NORMS["tno_light"], hours - np.float32(1e-6)).passes.all()


def test_the_poorest_of_the_decisive_days_counts():
    assert passes("the_hague", [[2.5, 1.9], [2.0, 2.0], [0, 9]]) == [False, True, False]


def test_three_levels_of_the_european_norm():
    """EN 17037: 1.5 h minimum, 3 h medium, 4 h high."""
    found = judge(NORMS["en_17037"], np.array([1.4, 1.5, 2.9, 3, 3.9, 4, 11]))
    assert found.level.tolist() == [0, 1, 1, 2, 2, 3, 3]
    assert found.level.dtype == np.int8
    assert found.passes.tolist() == [False] + [True] * 6


def test_an_obstruction_may_rise_to_25_degrees():
    assert passes("bre_25_degrees", [0, 25, 25.1, np.nan]) == [True, True, False, False]


def test_a_sky_component_passes_by_27_percent_or_by_what_is_left():
    """BR 209: hurt if below 27 % and below 0.8 times its former value."""
    now, before = [27, 26, 26, 20, 19], [39, 32.5, 33, 25, 25]
    assert passes("bre_vsc", now) == [True, False, False, False, False]
    assert passes("bre_vsc", now, before) == [True, True, False, True, False]


def test_probable_sunlight_needs_its_winter_too():
    assert passes("bre_apsh", [[25, 5], [24.9, 9], [60, 4.9]]) == [True, False, False]


def test_probable_sunlight_is_hurt_by_all_three_conditions_together():
    """BR 209, 3.2: below 25 or 5 %; below 0.8 times the former in either; more than 4 % lost."""
    before = [[30, 6]] * 4 + [[10, 1]]
    now = [[24, 4.8], [24, 4.7], [23, 6], [26, 4], [7, 0]]
    assert passes("bre_apsh", now, before) == [True, False, False, True, True]


def test_probable_sunlight_of_one_column_is_refused():
    with pytest.raises(ValueError, match="its winter"):
        judge(NORMS["bre_apsh"], np.array([30.0]))


def test_walls_that_look_north_are_not_judged_where_the_norm_says_so():
    turn = np.radians([0, 45, 89, 90, 91, 180, 269, 271])
    normals = np.stack([np.sin(turn), np.cos(turn), np.zeros(8)], axis=1)
    expected = [False, False, False, True, True, True, True, False]
    assert is_judged(NORMS["bre_apsh"], normals).tolist() == expected
    assert is_judged(NORMS["bre_vsc"], normals).all()
    narrow = replace(NORMS["bre_apsh"], facing=45.0)
    assert is_judged(narrow, normals).tolist() == [False] * 5 + [True, False, False]


GROUP = np.array([0, 0, 1, 1, 1, 3, -1])
PASSES = np.array([True, False, True, True, True, False, True])


def test_dwellings_by_their_points():
    some = by_group(PASSES, GROUP, 4, "any")
    assert some.passes.tolist() == [True, True, False, False]
    assert some.judged.tolist() == [True, True, False, True]
    np.testing.assert_array_equal(some.share, [0.5, 1, np.nan, 0])
    assert by_group(PASSES, GROUP, 4, "all").passes.tolist() == [False, True, False, False]
    assert by_group(PASSES, GROUP, 4, 0.5).passes.tolist() == [True, True, False, False]
    assert by_group(PASSES, GROUP, 4, 0.51).passes.tolist() == [False, True, False, False]


def test_a_building_by_its_dwellings():
    homes = by_group(PASSES, GROUP, 4, "any")
    whole = by_group(homes.passes, np.array([0, 0, 0, 1]), 2, "all", homes.judged)
    assert whole.passes.tolist() == [True, False]
    assert whole.share.tolist() == [1, 0]


def test_points_that_are_not_judged_count_for_nothing():
    judged = np.array([True, False, True, True, True, False, True])
    found = by_group(PASSES, GROUP, 4, "all", judged)
    assert found.passes.tolist() == [True, True, False, False]
    assert found.judged.tolist() == [True, True, False, False]


def test_half_of_a_garden_by_its_area():
    """BR 209, 3.3: 2 hours on 21 March over half of it, or 0.8 times the area of before."""
    norm = NORMS["bre_ground"]
    garden, area = np.zeros(4, int), np.array([1.0, 1, 1, 7])

    def sunny(hours):
        return by_group(judge(norm, np.array(hours)).passes, garden, 1, norm.part, area=area)

    assert sunny([3.0, 3, 3, 0]).share == pytest.approx(0.3)
    assert not sunny([3.0, 3, 3, 0]).passes
    assert sunny([0.0, 0, 0, 2]).passes
    before = sunny([3.0, 3, 3, 0])
    assert not kept(norm, sunny([3.0, 3, 0, 0]), before).passes  # two thirds are left
    assert kept(norm, sunny([2.0, 2, 2, 0]), before).passes
    assert kept(replace(norm, former=None), sunny([2.0, 2, 2, 0]), before).passes == [False]


def test_what_the_plan_breaks():
    before, after = np.array([True, True, False, False]), np.array([True, False, True, False])
    assert newly_failing(before, after).tolist() == [False, True, False, False]


@given(arrays(float, 12, elements=st.floats(0, 60)), arrays(float, 12, elements=st.floats(0, 20)))
def test_more_light_never_fails_what_passed(values, more):
    for key in ("tno_light", "en_17037", "bre_vsc", "bre_ground"):
        poor, rich = judge(NORMS[key], values), judge(NORMS[key], values + more)
        assert np.all(rich.level >= poor.level)
        assert not newly_failing(poor.passes, rich.passes).any()


@given(arrays(bool, 30), arrays(int, 30, elements=st.integers(-1, 5)))
def test_all_is_never_more_than_a_share_nor_a_share_than_any(passing, group):
    whole, half, some = (by_group(passing, group, 6, rule) for rule in ("all", 0.5, "any"))
    assert not (whole.passes & ~half.passes).any()
    assert not (half.passes & ~some.passes).any()
    for row in range(6):
        mine = passing[group == row].tolist()
        assert some.passes[row] == any(mine)
        assert whole.passes[row] == (bool(mine) and all(mine))
