"""Streets, walls, dikes, bridges and solar panels, against formulas."""

import numpy as np
import pytest

from city.edits import EditError
from city.solid import is_closed
from tests.city.plans import at, base, do, plan, square

SECTION = [
    {"kind": "pavement", "width": 2},
    {"kind": "trees", "width": 2},
    {"kind": "carriageway", "width": 6},
    {"kind": "cycle", "width": 2},
]


def test_a_straight_street_has_the_areas_of_its_parts():
    line = [at(0, 50), at(100, 50)]
    view = plan({"edit": "street", "line": line, "section": SECTION, "id": "s", "name": "High St"})
    areas = [view.find(f"s-{k}").attributes["area"] for k in (1, 2, 3, 4)]
    assert areas == pytest.approx([200, 200, 600, 200])
    assert view.find("s-3").kind == "Road"
    assert view.find("s-3").attributes["name"] == "High St"
    # from left to right, seen along the line: the first part lies north of it
    assert view.find("s-1").body.points[:, 1] == pytest.approx([54, 54, 56, 56], abs=1e-9) or (
        view.find("s-1").body.points[:, 1].min() == pytest.approx(54)
    )
    assert view.find("s-4").body.points[:, 1].min() == pytest.approx(44)


def test_trees_stand_in_the_middle_of_their_row():
    line = [at(0, 50), at(100, 50)]
    said = {"line": line, "section": SECTION, "spacing": 10, "id": "s"}
    view = plan({"edit": "street", **said})
    trees = [name for name in view.things if "tree" in name]
    assert len(trees) == 10
    places = np.array([view.find(name).form.place for name in trees])
    assert places[:, 1] == pytest.approx(53)
    assert places[:, 0] == pytest.approx(np.arange(5, 100, 10))


def test_a_bend_is_as_wide_as_the_street():
    line = [at(0, 50), at(60, 50), at(60, 110)]
    section = [{"kind": "carriageway", "width": 6}]
    area = plan({"edit": "street", "line": line, "section": section, "id": "s"})
    assert area.find("s-1").attributes["area"] == pytest.approx(57 * 6 + 57 * 6 + 36)


def test_a_wall_and_a_dike_hold_what_the_formula_says():
    line = [at(0, 50), at(100, 50)]
    view = plan(
        {"edit": "wall", "line": line, "height": 2, "width": 0.5, "id": "wall"},
        {"edit": "wall", "line": line, "height": 3, "width": 2, "slope": 30, "id": "dike"},
    )
    assert view.find("wall").body.volume() == pytest.approx(100 * 2 * 0.5)
    foot = 2 + 2 * 3 / np.tan(np.radians(30))
    assert view.find("dike").body.volume() == pytest.approx(100 * 3 * (2 + foot) / 2)
    assert is_closed(view.find("dike").body)
    assert view.find("dike").attributes["function"] == "dike"


def test_a_bridge_rises_in_the_middle():
    line = [at(0, 50), at(80, 50)]
    view = plan({"edit": "bridge", "line": line, "rise": 4, "id": "b"}, over=base(1.0))
    body = view.find("b").body
    assert body.high == pytest.approx(5, abs=0.05)
    assert body.low == pytest.approx(0.2)
    assert body.volume() == pytest.approx(80 * 6 * 0.8, rel=1e-3)
    assert is_closed(body)


def test_no_solar_panels_lie_under_the_storeys_that_stand_back():
    view = plan(
        {"edit": "build", "footprint": square(40, 0, 20, 10), "storeys": 4, "id": "new"},
        {"edit": "set_back", "objects": ["new"], "storey": 2, "metres": 3.0},
        {"edit": "solar", "objects": ["new"], "share": 0.5, "id": "sun"},
    )
    sun = view.things["sun-1"]
    assert sun.attributes["area"] == pytest.approx(100, rel=1e-3)  # half of all that is a roof
    assert np.linalg.norm(sun.body.area_vectors(), axis=1).sum() == sun.attributes["area"]


def test_solar_panels_cover_their_share_of_a_flat_roof():
    view = plan({"edit": "solar", "objects": ["house"], "share": 0.5, "id": "sun"})
    panels = view.find("sun-1")
    assert panels.attributes["area"] == pytest.approx(40, rel=1e-6)
    assert panels.attributes["kilowattPeak"] == pytest.approx(8, rel=1e-6)
    assert panels.attributes["on"] == "house"
    assert panels.body.low == pytest.approx(3.15)


def test_a_line_without_length_is_refused():
    for verb, said in (("street", {"section": SECTION}), ("wall", {"height": 1}), ("bridge", {})):
        with pytest.raises(EditError, match="the line has no length"):
            do(plan(), verb, line=[at(0, 0), at(0, 0)], **said)
