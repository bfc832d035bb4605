"""Coordinates of any system become the metres of a frame, to published answers."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from pyproj import Transformer

from city.crs import Crs, parse_crs
from city.frame import Frame
from city.placement import Placement, metric_frame


def place(name, sample, into=None):
    crs = parse_crs(name)
    sample = np.array(sample, float)
    return Placement(crs, into or metric_frame(crs, sample))(sample)


# EPSG Guidance Note 7-2, the worked examples of the methods


def test_rd_new_as_in_the_guidance_note():
    found = place("EPSG:4289", [[53.0, 6.0, 1.0]], Frame("EPSG:28992"))
    assert found == pytest.approx(np.array([[196105.283, 557057.739, 1.0]]), abs=0.001)


def test_british_national_grid_as_in_the_guidance_note():
    found = place("EPSG:4277", [[50.5, 0.5, 1.0]], Frame("EPSG:27700"))
    assert found == pytest.approx(np.array([[577274.99, 69740.50, 1.0]]), abs=0.01)


def test_feet_as_in_the_guidance_note():
    # Texas South Central: 28°30'N 96°W is 2963503.91, 254759.80 US survey feet
    frame = metric_frame(Crs("EPSG:32040"), np.array([[2963503.91, 254759.80, 0.0]]))
    assert frame.horizontal == "EPSG:26714"  # NAD27 / UTM zone 14N
    here = place("EPSG:4267", [[28.5, -96.0, 0.0]], Frame(frame.horizontal))
    feet = place("EPSG:32040", [[2963503.91, 254759.80, 300.0]], Frame(frame.horizontal))
    assert feet[:, :2] == pytest.approx(here[:, :2], abs=0.01)
    assert feet[0, 2] == pytest.approx(300 * 1200 / 3937)


def test_the_tower_of_amersfoort():
    # Kadaster: the origin of RD, (155000, 463000), lies at 52.15517440 N 5.38720621 E
    found = place("EPSG:4258", [[52.15517440, 5.38720621, 0.0]], Frame("EPSG:28992"))
    assert found[0, :2] == pytest.approx([155000, 463000], abs=0.5)


@pytest.mark.parametrize(
    ("name", "sample", "horizontal"),
    [
        ("EPSG:28992", (84616, 447422), "EPSG:28992"),
        ("urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016", (280928, 5657501), "EPSG:25832"),
        ("EPSG:31468", (5322005, 4490655), "EPSG:31468"),
        ("EPSG:6676", (157800, 21783), "EPSG:6676"),
        ("EPSG:4258", (52.5, 13.4), "EPSG:25833"),
        ("EPSG:4258", (50.0, 8.4), "EPSG:25832"),
        ("EPSG:6668", (35.67, 139.71), "EPSG:6691"),
        ("EPSG:4269", (40.7, -74.0), "EPSG:26918"),
        ("EPSG:4326", (-37.8, 145.0), "EPSG:32755"),
        ("OGC:CRS84", (-0.1, 51.5), "EPSG:32630"),
        ("EPSG:3857", (500000, 6800000), "EPSG:32631"),
        ("EPSG:6880", (2445180, 604300), "EPSG:6343"),
        ("EPSG:5513", (1043300, 743100), "EPSG:32633"),
        ("EPSG:4978", (3924687.6, 301132.8, 5001910.8), "EPSG:32631"),
        ("local", (5, 6), "local"),
        ("", (5, 6), ""),
    ],
)
def test_a_frame_is_in_true_metres(name, sample, horizontal):
    sample = np.array([[*sample, 3.5][:3]], float)
    frame = metric_frame(parse_crs(name), sample)
    assert frame.horizontal == horizontal
    local = Placement(parse_crs(name), frame)(sample)
    assert ((local[:, :2] >= 0) & (local[:, :2] < 1)).all()
    assert frame.origin[2] == 0 and all(v == int(v) for v in frame.origin)


def test_krovak_counts_south_and_west():
    # EPSG Guidance Note 7-2: 50°12'32.442"N 16°50'59.179"E is 1050538.64 south, 568991.00 west
    found = place("EPSG:5513", [[1050538.64, 568991.00, 250]], Frame("EPSG:32633"))
    expected = place("EPSG:4156", [[50.20901167, 16.84977194, 250]], Frame("EPSG:32633"))
    assert found == pytest.approx(expected, abs=0.02)


def test_a_frame_of_nothing():
    nothing = np.zeros((0, 3))
    assert metric_frame(Crs("EPSG:28992", "EPSG:5709"), nothing) == Frame("EPSG:28992", "EPSG:5709")
    assert metric_frame(Crs("EPSG:4258"), nothing).horizontal.startswith("EPSG:")
    assert metric_frame(Crs(), np.full((3, 3), np.nan)) == Frame()


def test_the_same_system_only_subtracts():
    frame = Frame("EPSG:28992", "EPSG:5709", (84000.0, 447000.0, 0.0))
    raw = np.array([[84616.468, 447422.999, -0.452]])
    local = Placement(Crs("EPSG:28992", "EPSG:5709"), frame)(raw)
    assert (local == raw - [84000.0, 447000.0, 0.0]).all()
    assert raw[0, 0] == 84616.468  # the caller's numbers stay


def test_northing_first_is_turned_round():
    frame = metric_frame(Crs("EPSG:6676"), np.array([[157800.5, 21783.25, 2.0]]))
    assert frame.origin == (21783.0, 157800.0, 0.0)
    local = Placement(Crs("EPSG:6676"), frame)(np.array([[157800.5, 21783.25, 2.0]]))
    assert local.tolist() == [[0.25, 0.5, 2.0]]
    as_written = Placement(Crs("EPSG:6676"), frame, north_first=False)
    assert as_written(np.array([[21783.25, 157800.5, 2.0]])).tolist() == [[0.25, 0.5, 2.0]]


def test_many_points_agree_with_proj():
    grid = np.stack(np.meshgrid([52.0, 52.1, 52.2], [5.0, 5.1]), -1).reshape(-1, 2)
    points = np.column_stack([grid, np.arange(6.0)])
    frame = Frame("EPSG:25831", "", (600000.0, 5700000.0, 0.0))
    found = Placement(Crs("EPSG:4258"), frame)(points)
    east, north = Transformer.from_crs(4258, 25831, always_xy=True).transform(
        points[:, 1], points[:, 0]
    )
    assert found == pytest.approx(np.column_stack([east - 600000, north - 5700000, points[:, 2]]))


def test_what_is_no_number_stays_so():
    frame = Frame("EPSG:25831")
    found = Placement(Crs("EPSG:4258"), frame)(np.array([[np.nan, 5.0, 1.0], [52.0, 5.0, np.nan]]))
    assert not np.isfinite(found[0, :2]).any()
    assert np.isfinite(found[1, :2]).all() and np.isnan(found[1, 2])


def test_degrees_that_are_none_stay_plain_metres():
    sample = np.array([[458868.0, 5438343.0, 112.0]])
    crs = Crs("EPSG:4326")
    frame = metric_frame(crs, sample, north_first=False)
    assert frame.horizontal == "local"
    assert Placement(crs, frame, False)(sample).tolist() == [[0.0, 0.0, 112.0]]


# heights


def test_heights_in_feet_become_metres_above_the_same_level():
    crs = parse_crs("EPSG:6880+6360")
    frame = metric_frame(crs, np.array([[2445180.0, 604300.0, 1000.0]]))
    assert frame.vertical == "EPSG:5703"
    placement = Placement(crs, frame)
    local = placement(np.array([[2445180.0, 604300.0, 1000.0]]))
    assert local[0, 2] == pytest.approx(304.800610, abs=1e-6)
    assert "metres now" in placement.height_note() and not placement.heights_differ()


def test_heights_of_one_level_are_kept():
    placement = Placement(Crs("EPSG:4258", "EPSG:7837"), Frame("EPSG:25832", "EPSG:7837"))
    assert placement(np.array([[50.0, 8.4, 112.0]]))[0, 2] == 112.0
    assert placement.height_note() == "heights kept as DHHN2016 height (EPSG:7837)"


def test_heights_of_another_level_are_converted_only_where_a_way_is_known():
    # EPSG:5435, DHHN92 to EVRF2007, is a plane computed without a grid: about 1.5 cm in Germany
    placement = Placement(Crs("EPSG:25832", "EPSG:5783"), Frame("EPSG:25832", "EPSG:5621"))
    local = placement(np.array([[458868.0, 5438343.0, 112.0]]))
    assert 0.001 < abs(local[0, 2] - 112.0) < 0.05
    assert local[0, :2] == pytest.approx([458868.0, 5438343.0], abs=1e-4)
    assert not placement.heights_differ()
    assert placement.height_note().startswith("heights converted from DHHN92 height")


def test_without_a_geoid_grid_heights_are_kept_and_said_so():
    placement = Placement(Crs("EPSG:4258", "ellipsoidal"), Frame("EPSG:25832", "EPSG:7837"))
    assert placement(np.array([[50.0, 8.4, 160.0]]))[0, 2] == 160.0
    assert placement.heights_differ()
    assert "no geoid grid" in placement.height_note()


def test_heights_above_nobody_knows_what_are_kept():
    placement = Placement(Crs("EPSG:28992"), Frame("EPSG:28992", "EPSG:5709"))
    assert placement(np.array([[1.0, 2.0, 3.0]]))[0, 2] == 3.0
    assert placement.heights_differ()
    assert "does not say" in placement.height_note()


def test_a_site_of_its_own_is_never_moved():
    placement = Placement(Crs("local"), Frame("EPSG:28992", "EPSG:5709", (100.0, 0.0, 0.0)))
    assert placement(np.array([[105.0, 2.0, 3.0]])).tolist() == [[5.0, 2.0, 3.0]]


def test_geocentric_metres():
    # 52 N 4.4 E, 45 m above GRS 80, by Transformer 4979 -> 4978
    x, y, z = Transformer.from_crs(4979, 4978).transform(52.0, 4.4, 45.0)
    frame = Frame("EPSG:32631", "ellipsoidal")
    found = Placement(Crs("EPSG:4978", "ellipsoidal"), frame)(np.array([[x, y, z]]))
    expected = place("EPSG:4326", [[52.0, 4.4, 45.0]], Frame("EPSG:32631"))
    assert found == pytest.approx(expected, abs=1e-3)


# what a change of datum costs


@pytest.mark.parametrize(
    ("source", "frame"),
    [
        ("EPSG:4326", Frame("EPSG:32632", "", (458868.0, 5438343.0, 0.0))),
        ("EPSG:25833", Frame("EPSG:25832", "", (458868.0, 5438343.0, 0.0))),
        ("EPSG:28992", Frame("EPSG:28992")),
        ("local", Frame("EPSG:28992")),
        ("EPSG:28992", Frame()),
    ],
)
def test_the_same_datum_costs_nothing(source, frame):
    assert Placement(Crs(source), frame).shift_note() == ""


def test_another_datum_costs_what_proj_says():
    munich = Frame("EPSG:25832", "", (690000.0, 5335000.0, 0.0))
    note = Placement(Crs("EPSG:31468"), munich).shift_note()
    assert "Gauss-Kruger zone 4 (EPSG:31468) to ETRS89 / UTM zone 32N" in note
    assert "about 1 m; the finer grid" in note and "BETA2007" in note
    texas = Frame("EPSG:26914", "", (600000.0, 3300000.0, 0.0))
    assert "unknown distance" in Placement(Crs("EPSG:4267"), texas).shift_note()


def test_many_threads_may_use_it_at_once():
    placement = Placement(Crs("EPSG:4258", "EPSG:5783"), Frame("EPSG:28992", "EPSG:5709"))
    points = np.column_stack([np.linspace(51, 53, 500), np.linspace(4, 7, 500), np.zeros(500)])
    alone = placement(points)
    with ThreadPoolExecutor(2) as pool:
        for found in pool.map(placement, [points] * 4):
            assert (found == alone).all()


def test_it_travels_to_workers():
    placement = Placement(Crs("EPSG:4258"), Frame("EPSG:25831"))
    point = np.array([[52.0, 5.0, 1.0]])
    here = placement(point)
    assert (pickle.loads(pickle.dumps(placement))(point) == here).all()
