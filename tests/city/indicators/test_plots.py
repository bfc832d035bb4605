"""The numbers of plots, worked out by hand."""

import pytest

from city.indicators import plots, plots_of, tally
from tests.city.plans import base, do, plan, square

NEW = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}


def test_a_plot_has_its_own_numbers():
    view = plan(NEW, {"edit": "plot", "outline": square(195, -5, 30, 20), "name": "A", "id": "p"})
    (found,) = plots(view)
    assert (found.id, found.name, found.area) == ("p", "A", pytest.approx(600))
    assert found.values["far"] == pytest.approx(240 / 600)
    assert found.values["coverage"] == pytest.approx(100 * 80 / 600)
    assert found.values["gfa"] == pytest.approx(240)


def test_what_reaches_over_a_plot_counts_by_its_share():
    view = plan(
        NEW,
        {"edit": "lay", "kind": "park", "outline": square(195, -5, 30, 20)},
        {"edit": "plot", "outline": square(195, -5, 10, 20), "id": "west"},
        {"edit": "plot", "outline": square(-5, -5, 10, 20), "id": "old"},
    )
    west, old = plots(view)
    assert west.values["gfa"] == pytest.approx(120)
    assert west.values["green"] == pytest.approx(200 - 40)  # not what is built on
    assert west.values["sealed"] == pytest.approx(40)
    assert old.values["gfa"] == pytest.approx(40)
    assert old.values["carbon"] == 0


def test_what_is_left_of_a_building_counts_on_a_plot():
    view = plan(
        {"edit": "demolish", "objects": ["shaft"]},
        {"edit": "plot", "outline": square(95, -5, 30, 30), "id": "tower's"},
    )
    (found,) = plots(view)
    assert found.values["gfa"] == pytest.approx(20 * 20 * 2)
    assert found.values["highest"] == pytest.approx(5)
    assert found.values["coverage"] == pytest.approx(100 * 400 / 900)


def test_a_plot_over_the_city_follows_what_is_demolished_and_said():
    """What stands on a plot is looked for once; what a plan takes away from it counts no more."""
    drawn = {"edit": "plot", "outline": square(-5, -5, 30, 20), "id": "p"}
    ground = base()
    view = plan(drawn, over=ground)
    (plot,) = plots_of(view)
    assert tally(view, plot).numbers().values["gfa"] == pytest.approx(80)
    gone = do(view, "demolish", objects=["house"])
    assert tally(gone, plot).numbers().values["gfa"] == 0
    said = do(view, "change", objects=["house"], attributes={"storeys": 4, "function": "office"})
    assert tally(said, plot).numbers().floor == {"office": pytest.approx(320)}
    assert tally(plan(over=ground), plot).numbers().values["gfa"] == pytest.approx(80)
