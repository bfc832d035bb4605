"""Trees, land, levelled ground and plots, against areas worked out by hand."""

import numpy as np
import pytest

from city.edits import EditError
from tests.city.plans import at, base, do, plan, square


def test_trees_stand_on_the_ground():
    places = [at(50, 50), at(58, 50)]
    said = {"places": places, "height": 12, "crown": 7, "species": "Tilia", "year": 2026}
    view = plan({"edit": "plant", "ids": ["a", "b"], "grown_height": 25, **said}, over=base(3.0))
    tree = view.find("b")
    assert tree.kind == "SolitaryVegetationObject"
    assert tree.body.low == pytest.approx(3)
    assert tree.body.high == pytest.approx(15)
    assert np.ptp(tree.body.points[:, 0]) == pytest.approx(7)
    assert tree.attributes == {
        "species": "Tilia",
        "height": 12,
        "crownDiameter": 7,
        "yearPlanted": 2026,
        "heightGrown": 25,
        "yearsToGrow": 30,
    }


def test_every_tree_has_a_name():
    view = plan({"edit": "plant", "places": [at(x, 50) for x in range(0, 30, 10)]})
    assert len(view.things) == 3
    assert all(name.startswith("tree-") for name in view.things)


@pytest.mark.parametrize(
    ("kind", "becomes"),
    [("park", "PlantCover"), ("water", "WaterBody"), ("square", "Square"), ("parking", "LandUse")],
)
def test_land_is_laid_out(kind, becomes):
    said = {"outline": square(40, 40, 20, 10), "holes": [square(45, 42, 5, 5)], "id": "it"}
    land = plan({"edit": "lay", "kind": kind, **said}, over=base(2.0)).find("it")
    assert land.kind == becomes
    assert land.attributes["area"] == pytest.approx(200 - 25)
    assert land.body.area() == pytest.approx(175)
    assert 2.0 < land.body.low < 2.2 or kind == "hedge"


def test_a_pad_on_level_ground_moves_what_the_formula_says():
    """A frustum with banks 2 in 3: the level part, the banks, and quarter cones at the corners."""
    view = plan({"edit": "level", "outline": square(0, 300, 20, 20), "height": 2.0, "id": "pad"})
    run = 2.0 / np.tan(np.radians(33.7))
    fill = 20 * 20 * 2 + 4 * 20 * run * 2 / 2 + np.pi * run**2 * 2 / 3
    assert view.find("pad").attributes["fill"] == pytest.approx(fill, rel=2e-3)
    assert view.find("pad").attributes["cut"] == 0
    heights = view.ground(np.array([[10, 310], [10, 300 - run / 2], [10, 290], [10, 200]], float))
    assert heights == pytest.approx([2, 1, 0, 0], abs=1e-6)


def test_trees_stand_on_a_pad():
    view = plan(
        {"edit": "level", "outline": square(0, 300, 20, 20), "height": 2.0},
        {"edit": "plant", "places": [at(10, 310)], "ids": ["tree"]},
    )
    assert view.find("tree").body.low == pytest.approx(2.0)


def test_a_plot_is_drawn():
    view = plan({"edit": "plot", "outline": square(0, 0, 30, 20), "name": "A", "id": "plot"})
    plot = view.find("plot")
    assert plot.attributes == {"function": "plot", "name": "A", "area": pytest.approx(600)}
    assert plot.body.area() == pytest.approx(600 - 29.5 * 19.5)  # its edge, a quarter metre wide


@pytest.mark.parametrize("verb", ["lay", "level", "plot"])
def test_outlines_that_cross_themselves_are_refused(verb):
    said = {"lay": {"kind": "park"}, "level": {"height": 1}, "plot": {}}[verb]
    bow = [at(0, 0), at(9, 9), at(9, 0), at(0, 9)]
    with pytest.raises(EditError, match="crosses or touches itself"):
        do(plan(), verb, outline=bow, **said)


def test_trees_far_outside_the_city_are_refused():
    with pytest.raises(EditError, match="km outside the city"):
        do(plan(), "plant", places=[[0, 0]])
