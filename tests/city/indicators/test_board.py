"""Plans beside each other: differences by hand, and reasons where there is no number."""

from dataclasses import replace

import pytest

from city.indicators import BY_KEY, indicators
from city.indicators.board import board
from tests.city.indicators.boards import HOUSE, TALL, boarded, counted
from tests.city.plans import at, base, plan, square

TOWN = 80 + 20 * 20 * 2 + 10 * 10 * 7  # floor of the toy town, of which nobody says the use


def test_every_cell_is_the_plans_number_and_its_difference():
    ground = base()
    found = boarded([HOUSE], [TALL], over=ground)
    assert [one.name for one in found.plans] == ["Baseline", "A", "B"] and found.baseline == 0
    gfa = found.rows["gfa"]
    assert [cell.value for cell in gfa] == [TOWN, TOWN + 240, TOWN + 480]
    assert [cell.change for cell in gfa] == [0, 240, 480]
    assert gfa[2].percent == pytest.approx(100 * 480 / TOWN)
    own = indicators(plan(HOUSE, over=ground), year=2026).values
    for key in BY_KEY:  # what is told at all is what the plan's own page tells
        assert found.rows[key][1].value in (own[key], None)


def test_what_needs_a_plot_says_so_and_has_it_with_one():
    ground = base()
    cell = boarded([HOUSE], over=ground).rows["far"][1]
    assert (cell.value, cell.change) == (None, None) and "needs a plot" in cell.why
    plot = {"edit": "plot", "outline": square(195, -5, 30, 20), "id": "p"}
    drawn = plan(HOUSE, plot, over=ground).things["p"]
    found = board(
        [counted("", over=ground, plot=drawn), counted("a", HOUSE, over=ground, plot=drawn)]
    )
    assert found.rows["far"][1].value == pytest.approx(0.4)
    assert found.rows["far"][1].change == pytest.approx(0.4)
    assert found.rows["highest"][0].why == "no building stands here"


def test_what_nobody_knows_is_not_zero_but_what_is_added_is_known():
    homes = boarded([HOUSE]).rows["dwellings"]
    assert homes[0].value is None and "uses are not" in homes[0].why
    assert homes[1].value == homes[1].change == pytest.approx(240 / 85)
    assert homes[1].percent is None
    share = round(100 * TOWN / (TOWN + 240))
    assert homes[1].remark == f"the model does not say the use of {share} % of the floor area"
    green = boarded([{"edit": "lay", "kind": "park", "outline": square(40, 40, 20, 10)}])
    assert green.rows["green"][0].value is None and "no green areas" in green.rows["green"][0].why
    assert green.rows["green"][1].value == pytest.approx(200)
    assert "only what the plan adds" in green.rows["green"][1].remark
    assert green.rows["parking"][0].value == 0  # what plans lay out is known to be nothing


def test_a_use_that_is_known_everywhere_leaves_nothing_out():
    known = [
        {"edit": "change", "objects": [name], "attributes": {"function": "residential"}}
        for name in ("house", "tower")
    ]
    homes = boarded(known).rows["dwellings"][1]
    assert homes.value == pytest.approx(TOWN / 85) and not homes.remark


def test_a_plan_over_another_city_is_not_compared():
    ours, theirs = base(), base(5.0)
    found = board([counted("", over=ours), counted("a", HOUSE, over=theirs)])
    cell = found.rows["gfa"][1]
    assert (cell.value, cell.change, cell.known) == (TOWN + 240, None, None)
    assert "another city" in cell.remark and "another city" not in found.rows["gfa"][0].remark


def test_assumptions_change_the_board_and_only_storeys_are_counted_anew(monkeypatch):
    ground = base()
    plans = [counted("", over=ground), counted("a", HOUSE, over=ground)]
    found = board(plans, {"dwelling_size": 60, "nonsense": 1})
    assert found.rows["dwellings"][1].value == 4
    assert dict(found.taken) == {"dwelling_size": 60}
    assert found.plans[1] is plans[1]
    fewer = board(plans, {"storey_height": 5.0})
    assert fewer.plans[1] is not plans[1]
    same = indicators(plan(HOUSE, over=ground), {"storey_height": 5.0}).values["gfa"]
    assert fewer.rows["gfa"][1].value == same
    monkeypatch.setattr("city.indicators.board.tally", None)  # each height once
    assert board(plans, {"storey_height": 5.0}).rows["gfa"][1].value == same
    assert board(fewer.plans).rows["gfa"][1].value == found.rows["gfa"][1].value


def test_the_best_is_told_where_one_way_is_better_and_all_is_known():
    found = boarded([HOUSE], [TALL])
    assert found.best("carbon") == [1] and found.best("gfa") == [] and found.best("far") == []
    assert found.best("cut") == []  # all alike
    assert boarded([HOUSE], [HOUSE]).best("cost_low") == []
    assert boarded([HOUSE]).best("cost_low") == []  # the only plan
    assert boarded([HOUSE], [HOUSE], [TALL]).best("cost_low") == [1, 2]


def test_trees_grow_on_the_board():
    said = {"crown": 2, "grown_crown": 10, "year": 2026, "years": 20}
    found = boarded([{"edit": "plant", "places": [at(45, 45)], **said}])
    series = found.series("canopy", 1)
    assert found.years[0] == 2026 and found.years[-1] == 2076
    assert series[0] == found.rows["canopy"][1].known
    assert series[-1] - series[0] == pytest.approx(3.14159265 * (25 - 1))
    assert found.series("canopy", 0) is None and found.series("gfa", 1) is None


def test_what_a_plan_could_not_do_is_told():
    found = boarded([{"edit": "demolish", "objects": ["nobody"]}])
    assert any("nobody" in words for words in found.plans[1].lost) and not found.plans[0].lost


def test_a_board_without_a_baseline_has_no_differences():
    found = board([counted("a", HOUSE, over=base())])
    assert found.baseline == -1 and found.rows["gfa"][0].change is None
    assert board([]).years == () and replace(found.rows["gfa"][0]).percent is None
