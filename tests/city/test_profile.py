"""Sections through the toy town, whose every cut can be worked out in the head."""

import csv
import io

import numpy as np
import pytest

from city.profile import as_csv, cut_triangles, profile, top_of
from city.terrain import Terrain
from tests.city.toy import FRAME, town
from tests.render.towns import cloud, hill

THROUGH = np.array([[-10.0, 4, 1], [140, 4, 1]])  # the house, then the tower's podium and shaft


@pytest.fixture(scope="module")
def city():
    return town().freeze()


def spans(cut, ident):
    """West, east, low and high of what is cut of an object."""
    mine = cut.cuts[[k for k, name in enumerate(cut.cut_id) if name == ident]]
    return [mine[..., 0].min(), mine[..., 0].max(), mine[..., 1].min(), mine[..., 1].max()]


def test_the_houses_are_cut_where_they_stand(city):
    cut = profile(THROUGH, [city])
    assert cut.length == 150
    assert spans(cut, "house") == pytest.approx([10, 20, 0, 3])
    assert spans(cut, "podium") == pytest.approx([110, 130, 0, 5])
    assert spans(cut, "shaft") == pytest.approx([110, 120, 5, 25])
    assert cut.themes == ("Buildings",)


def test_a_line_with_a_corner_goes_on_counting(city):
    line = np.array([[-10.0, -20, 0], [5, -20, 0], [5, 30, 0]])
    cut = profile(line, [city])
    assert cut.length == 65
    assert spans(cut, "house") == pytest.approx([35, 43, 0, 3])


def test_a_line_that_ends_in_a_house_cuts_half_of_it(city):
    cut = profile(np.array([[-10.0, 4, 1], [5, 4, 1]]), [city])
    assert spans(cut, "house") == pytest.approx([10, 15, 0, 3])


def test_a_line_beside_everything_cuts_nothing(city):
    cut = profile(np.array([[-10.0, 300, 1], [140, 300, 1]]), [city])
    assert len(cut.cuts) == 0 and np.isnan(cut.ground[:, 1]).all()


def test_a_line_without_length_is_refused(city):
    with pytest.raises(ValueError, match="length"):
        profile(np.array([[0.0, 0, 0], [0, 0, 9]]), [city])


def test_the_ground_rises_as_the_hill_does():
    cut = profile(np.array([[-20.0, 0, 0], [60, 0, 0]]), [hill()])
    station, height = cut.ground.T
    origin = hill().frame.origin[2]
    assert height == pytest.approx(1 + station / 10 + origin, abs=1e-4)
    assert np.diff(station).max() <= 0.5


def test_points_near_the_line_are_seen_and_no_others():
    cut = profile(np.array([[0.0, 25, 0], [50, 25, 0]]), [cloud(5000)])
    assert len(cut.points) == pytest.approx(5000 * 2 / 50, rel=0.25)
    assert (cut.points[:, 1] == 40).all() and (cut.classes == 2).all()
    assert cut.points[:, 0].min() >= 0 and cut.points[:, 0].max() <= 50


def test_a_triangle_is_cut_at_its_height_and_slanting():
    points = np.array([[0.0, -1, 0], [4, -1, 4], [4, 1, 4], [0, 1, 0]])
    pieces, rows = cut_triangles(
        points, np.array([[0, 1, 2], [0, 2, 3]]), np.array([0.0, 0]), np.array([3.0, 0])
    )
    assert sorted(rows) == [0, 1]
    assert pieces[..., 1] == pytest.approx(pieces[..., 0])  # one in one
    assert pieces[..., 0].max() == pytest.approx(3)  # where the line ends


def test_the_highest_of_several_pieces_counts():
    pieces = np.array([[[0.0, 1], [10, 1]], [[2, 5], [4, 9]], [[7, 3], [7, 20]]])
    top = top_of(pieces, np.arange(0.0, 12))
    assert top[:3].tolist() == [1, 1, 5] and top[3] == 7 and top[4] == 9
    assert top[5] == 1 and top[7] == 20 and np.isnan(top[11])


def test_the_table_says_where_and_how_high(city):
    flat = Terrain("flat", FRAME, np.ones((50, 200), np.float32), -20.0, 30.0, (1.0, 1.0))
    text = as_csv(profile(THROUGH, [city, flat]), FRAME)
    rows = list(csv.DictReader(io.StringIO(text)))
    at = {float(row["station_m"]): row for row in rows}
    assert at[0.0]["east_m"] == "83990.000" and at[0.0]["north_m"] == "447004.000"
    assert at[15.0]["top_m"] == "3.000" and at[15.0]["ground_m"] == "1.000"
    assert at[115.0]["top_m"] == "25.000" and at[125.0]["top_m"] == "5.000"
    assert at[60.0]["top_m"] == ""


def test_it_can_be_stopped(city):
    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        profile(THROUGH, [city], stop)
