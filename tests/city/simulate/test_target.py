"""Points all over something, each for the same area."""

import numpy as np
import pytest

from city.base import Base
from city.simulate.obstacles import Area
from city.simulate.sight import surroundings
from city.simulate.target import above_ground, faces_of, spread
from city.view import View
from tests.city.plans import plan
from tests.city.simulate.sights import build, town, with_edits
from tests.city.toy import FRAME, box_faces, solid

TOWER = {"tower": ((0, 0, 0), (10, 20, 30))}


def test_points_lie_on_the_outsides_each_for_the_same_area():
    target = spread(faces_of(town(TOWER), "tower"), 2000)
    weighs = target.area > 0
    assert weighs.sum() == 2000
    assert target.area.sum() == pytest.approx(2 * 30 * 30 + 200)
    points, normals = target.points[weighs] - target.normals[weighs] * 0.02, target.normals[weighs]
    middle = np.array([5, 10, 15])
    assert (np.einsum("ij,ij->i", points - middle, normals) > 0).all()
    south = normals[:, 1] < -0.5
    assert south.mean() == pytest.approx(300 / 2000, abs=0.002)
    assert points[south, 1] == pytest.approx(np.zeros(south.sum()), abs=1e-9)
    for axis, wide in ((0, 10), (2, 30)):  # evenly over the face
        share = np.sort(points[south, axis] / wide)
        assert np.abs(share - (np.arange(len(share)) + 0.5) / len(share)).max() < 0.02
    assert not (normals[:, 2] < -0.5).any()  # no floor


def test_its_corners_tell_how_far_it_reaches():
    target = spread(faces_of(town(TOWER), "tower"), 100)
    rim = target.points[target.area == 0]
    assert rim[:, 2].max() > 29.95 and rim[:, 2].min() < 0.05
    assert (target.low.tolist(), target.high.tolist()) == ([0, 0, 0], [10, 20, 30])


def test_a_body_that_is_inside_out_looks_outwards_all_the_same():
    faces = [face[::-1] for face in box_faces((0, 0, 0), (10, 10, 10))]
    view = View.of(Base(FRAME, (solid(faces).freeze(),)))
    target = spread(faces_of(view, "thing"), 100)
    outwards = np.einsum("ij,ij->i", target.points - [5, 5, 5], target.normals)
    assert (outwards > 0).all()


def test_what_lies_in_the_ground_is_not_looked_for():
    view = town({"tower": ((0, 0, -10), (10, 20, 30))})
    obstacles = surroundings(view, Area(-50, -50, 50, 50), {"year": 0})
    target = above_ground(spread(faces_of(view, "tower"), 1000), obstacles)
    assert target.points[:, 2].min() >= 0
    assert target.area.sum() == pytest.approx(60 * 30 + 200, rel=0.01)
    deep = town({"cellar": ((0, 0, -10), (10, 20, -1))})
    obstacles = surroundings(deep, Area(-50, -50, 50, 50), {"year": 0})
    with pytest.raises(ValueError, match="under the ground"):
        above_ground(spread(faces_of(deep, "cellar"), 100), obstacles)


def test_planned_things_and_parts_are_found_and_others_told():
    view = with_edits(town(TOWER), build(50, 0, 60, 10, 2, "new"))
    assert faces_of(view, "new").corners[..., 2].max() == pytest.approx(6)
    part = faces_of(plan(), "shaft")
    assert part.corners[..., 2].min() == pytest.approx(5)
    whole = faces_of(plan(), "tower")
    assert len(whole.key) > len(part.key)
    for ident, words in (("", "nothing is named"), ("nobody", "not in the city")):
        with pytest.raises(ValueError, match=words):
            faces_of(view, ident)
    gone = with_edits(view, {"edit": "demolish", "objects": ["tower", "new"]})
    for ident in ("tower", "new"):
        with pytest.raises(ValueError, match="has been demolished"):
            faces_of(gone, ident)
    with pytest.raises(ValueError, match="no faces"):
        faces_of(plan(), "square")


def test_a_body_whose_faces_have_no_area_is_told():
    line = View.of(
        Base(FRAME, (solid([np.array([[9.0, 0, 5], [12, 0, 5], [15, 0, 5]])]).freeze(),))
    )
    with pytest.raises(ValueError, match="thing has no faces that stand up"):
        faces_of(line, "thing")
