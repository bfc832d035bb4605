"""From what was gathered to the edit, with numbers that can be worked out in the head."""

import numpy as np
import pytest

from app.sketch import making
from app.sketch.kinds import BY_NAME
from city.edits.structures import STREET
from city.view import View
from tests.city.plans import at, base, do, square

NORTH_LINE = [at(0, 100), at(40, 100)]


@pytest.fixture(scope="module")
def view():
    return do(View.of(base()), "build", footprint=square(200, 0, 10, 8), storeys=2,
              storey_height=4.0, id="office")  # fmt: skip


def options(name, **more):
    return {one.name: one.default for one in BY_NAME[name].settings} | more


def local(places):
    return (np.array(places) - at(0, 0)).round(6)


def test_a_flat_roof_has_no_slope_and_what_is_left_open_is_not_said(view):
    found = {"points": square(0, 0, 10, 8)}
    said = making.building(found, options("building", **{"roof.slope": 40.0}), view)
    assert said["roof"] == {"shape": "flat"}
    told = {"roof.shape": "shed", "roof.direction": 90.0}
    said = making.building(found, options("building", **told), view)
    assert said["roof"] == {"shape": "shed", "direction": 90.0}


@pytest.mark.parametrize(
    ("side", "south", "north"),
    [("the middle", 94, 106), ("its left side", 88, 100), ("its right side", 100, 112)],
)
def test_a_wing_lies_beside_its_line(view, side, south, north):
    """A line from west to east; where it is the left side of the building, that lies south."""
    said = making.wing({"points": NORTH_LINE}, options("wing", width=12.0, side=side), view)
    outline = local(said["footprint"])
    assert outline[:, 1].min() == south and outline[:, 1].max() == north
    assert sorted(set(outline[:, 0])) == [0, 40]


def test_a_line_that_goes_nowhere_has_no_room(view):
    with pytest.raises(ValueError):
        making.wing({"points": [at(5, 5), at(5, 5)]}, options("wing"), view)


@pytest.mark.parametrize(
    ("by", "metres", "exact", "wanted"),
    [
        ("storeys", 7.0, False, {"storeys": 2}),
        ("storeys", -4.2, False, {"storeys": -1}),
        ("storeys", 7.0, True, {"metres": 7.0}),
        ("storeys", 8.0, True, {"storeys": 2}),
        ("storeys", 8.004, True, {"storeys": 2}),
        ("storeys", 8.02, True, {"metres": 8.02}),
        ("storeys", 0.5, True, {"metres": 0.5}),
        ("metres", 8.0, True, {"metres": 8.0}),
        ("metres", 1.3, False, {"metres": 1.3}),
    ],
)
def test_a_height_is_storeys_of_the_building_or_metres(view, by, metres, exact, wanted):
    found = {"objects": ["office"], "metres": metres, "exact": exact}
    said = making.height(found, {"by": by}, view)
    assert said == {"edit": "raise", "objects": ["office"], **wanted}


def test_less_than_half_a_storey_is_none(view):
    for ident, metres in (("office", 1.9), ("house", 1.4)):
        with pytest.raises(ValueError, match="less than a storey"):
            making.height({"objects": [ident], "metres": metres, "exact": False},
                          {"by": "storeys"}, view)  # fmt: skip


def test_a_storey_of_the_city_is_as_high_as_is_said_of_it(view):
    told = do(view, "change", objects=["house"], attributes={"storeyHeight": 5.0})
    found = {"objects": ["house"], "metres": 10.0, "exact": False}
    assert making.height(found, {"by": "storeys"}, told)["storeys"] == 2
    assert making.height(found, {"by": "storeys"}, view)["storeys"] == 3


def test_the_building_that_most_of_a_drawing_lies_on_is_meant(view):
    found = {"points": square(196, 2, 8, 4), "objects": ["house", "tower", "office"]}
    assert making.courtyard(found, {}, view)["object"] == "office"
    line = {"points": [at(4, -4), at(4, 14)], "objects": ["office", "house"]}
    assert making.split(line, {}, view)["object"] == "house"
    assert making.split({**line, "objects": ["office"]}, {}, view)["object"] == "office"
    gone = {**found, "objects": ["nobody", "office"]}
    assert making.courtyard(gone, {}, view)["object"] == "office"
    with pytest.raises(ValueError, match="draw it on a building"):
        making.split({**line, "objects": []}, {}, view)


def test_a_passage_is_as_high_as_it_is_set_to_above_the_foot(view):
    found = {"points": square(202, 2, 4, 4), "objects": ["office"]}
    assert making.passage(found, {"clear": 4.5}, view)["top"] == pytest.approx(4.5)
    with pytest.raises(ValueError, match="not there any more"):
        making.passage({**found, "objects": ["nobody"]}, {"clear": 4.5}, view)


def test_a_row_of_trees_has_its_spacing(view):
    said = making.row({"points": NORTH_LINE}, options("row", spacing=10.0), view)
    assert local(said["places"]).tolist() == [[x, 100] for x in (0, 10, 20, 30, 40)]


def test_scattered_trees_keep_apart_and_stay_where_they_are():
    field = np.array([[0.0, 0], [100, 0], [100, 100], [0, 100]])
    places = making.scattered(field, 8.0)
    assert len(places) == pytest.approx(100 * 100 / (64 * np.sqrt(3) / 2), rel=0.1)
    steps = np.linalg.norm(places[:, None] - places[None], axis=2)
    assert steps[steps > 0].min() > 0.75 * 8
    assert ((places > 0) & (places < 100)).all()
    wider = making.scattered(field * (1.2, 1), 8.0)  # nothing dances while it is drawn
    assert {tuple(p) for p in places.round(9).tolist()} <= {
        tuple(p) for p in wider.round(9).tolist()
    }


def test_scattered_trees_in_an_outline_that_crosses_itself_stand_in_what_it_covers():
    bow = np.array([[0.0, 0], [60, 60], [60, 0], [0, 60]])
    places = making.scattered(bow, 6.0)
    x, y = places.T
    assert (np.abs(y - 30) <= np.abs(x - 30) + 1e-9).all()


@pytest.mark.parametrize(("side", "words"), [(2.0, "no room for a tree"), (2000.0, "more than")])
def test_too_few_and_too_many_trees(side, words):
    field = np.array([[0.5, 0.5], [side, 0.5], [side, side], [0.5, side]])
    with pytest.raises(ValueError, match=words):
        making.scattered(field, 8.0)


def test_a_row_across_the_country_is_too_many_trees(view):
    with pytest.raises(ValueError, match="more than 5,000 trees"):
        making.row({"points": [[0, 0], [60_000, 0]]}, options("row"), view)


def test_trees_are_not_scattered_along_a_line_across_the_country():
    """One looks for places all over the box of an outline: here at 77 million of them."""
    sliver = np.array([[0, 0], [8000, 8000], [8000, 8000.4]])
    with pytest.raises(ValueError, match="too long and narrow"):
        making.scattered(sliver, 1.0)


def test_ground_is_levelled_at_its_mean_height_or_at_a_given_one(view):
    found = {"points": square(40, 40, 20, 20)}
    assert making.level(found, options("level"), view)["height"] == 0
    assert making.level(found, options("level", height=2.5), view)["height"] == 2.5


def test_every_cross_section_is_made_of_known_parts(view):
    for name, section in making.SECTIONS.items():
        assert {kind for kind, _ in section} <= set(STREET), name
        said = making.street({"points": NORTH_LINE}, options("street", section=name), view)
        assert sum(part["width"] for part in said["section"]) == sum(w for _, w in section)


def test_plots_and_zones_are_counted_where_nobody_names_them(view):
    found = {"points": square(0, 0, 9, 9)}
    more = do(do(view, "plot", outline=square(0, 0, 9, 9)), "zone", outline=square(0, 0, 9, 9),
              height=9)  # fmt: skip
    for make, name in ((making.plot, "plot"), (making.zone, "zone")):
        assert make(found, options(name), view)["name"] == f"{name.capitalize()} 1"
        assert make(found, options(name), more)["name"] == f"{name.capitalize()} 2"
        assert make(found, {**options(name), "name": "Ours"}, more)["name"] == "Ours"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A++", "A++"),
        ("12", 12),
        ("12.0", 12.0),
        ("2,5", 2.5),
        ("-3", -3),
        ("007", "007"),
        ("0.5", 0.5),
        ("Yes", True),
        ("no", False),
        ("", None),
        ("nan", "nan"),
        ("1e999", "1e999"),
    ],
)
def test_a_typed_value_is_what_it_looks_like(text, value):
    found = making.meant(text)
    assert found == value and type(found) is type(value)


def test_an_attribute_needs_a_name():
    options = {"attribute": " ", "value": "x"}
    with pytest.raises(ValueError, match="name the attribute"):
        making.attribute({"objects": ["house"]}, options, None)
