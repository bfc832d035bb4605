import numpy as np
import pytest

from city.cutaway import Cutaway, read_cutaway

ORIGIN = (84000.0, 447000.0, 0.0)


def kept(cut, *point):
    planes = cut.planes()
    return bool((planes[:, :3] @ np.array(point) + planes[:, 3] >= 0).all())


def test_an_upright_plane_takes_away_what_lies_towards_its_azimuth():
    east = Cutaway("upright", (10.0, 0.0, 0.0), 90.0)
    assert kept(east, 9, 50, 5) and not kept(east, 11, 50, 5)
    north = Cutaway("upright", (10.0, 0.0, 0.0), 0.0)
    assert kept(north, 500, -1, 5) and not kept(north, 500, 1, 5)


def test_a_level_plane_takes_away_what_is_above():
    level = Cutaway("level", (0.0, 0.0, 12.0))
    assert kept(level, 1e4, -1e4, 11.9) and not kept(level, 0, 0, 12.1)


def test_a_box_keeps_its_inside():
    box = Cutaway("box", (0.0, 0.0, 10.0), 45.0, (20.0, 40.0, 10.0))
    assert len(box.planes()) == 6
    along = np.array([np.sin(np.pi / 4), np.cos(np.pi / 4)])
    assert kept(box, *(along * 19), 10) and not kept(box, *(along * 21), 10)
    across = np.array([along[1], -along[0]])
    assert kept(box, *(across * 9), 10) and not kept(box, *(across * 11), 10)
    assert not kept(box, 0, 0, 16) and not kept(box, 0, 0, 4)


def test_a_cut_moves_along_its_own_direction():
    assert Cutaway("upright", (0, 0, 0), 90.0).moved(5).place == pytest.approx((5, 0, 0))
    assert Cutaway("level", (0, 0, 2.0)).moved(3).place == (0, 0, 5)


def test_a_cut_goes_through_a_file_in_world_coordinates():
    cut = Cutaway("box", (10.0, -20.0, 5.0), 30.0, (1.0, 2.0, 3.0))
    said = cut.as_json(ORIGIN)
    assert said["place"] == [84010.0, 446980.0, 5.0]
    assert read_cutaway(said, ORIGIN) == cut


@pytest.mark.parametrize(
    "said",
    [
        None,
        "x",
        {},
        {"kind": "sphere", "place": [0, 0, 0]},
        {"kind": "level", "place": [0, 0]},
        {"kind": "level", "place": [0, 0, float("nan")]},
        {"kind": "box", "place": [0, 0, 0], "size": [0, 1, 1]},
        {"kind": "box", "place": "abc"},
    ],
)
def test_what_is_no_cut_is_none(said):
    assert read_cutaway(said, ORIGIN) is None
