"""Coordinate systems have names for people, and an order of axes that real files often break."""

import numpy as np
import pytest

from city.crs import AxisOrder, Crs, axis_order, crs_title, parse_crs
from city.frame import Frame


@pytest.mark.parametrize(
    ("crs", "title"),
    [
        (
            Crs("EPSG:28992", "EPSG:5709"),
            "Amersfoort / RD New (EPSG:28992) + NAP height (EPSG:5709)",
        ),
        (Frame("EPSG:25832"), "ETRS89 / UTM zone 32N (EPSG:25832)"),
        (
            Crs("EPSG:4326", "ellipsoidal"),
            "WGS 84 (EPSG:4326) + height above the ellipsoid",
        ),
        (Crs("local"), "local metres"),
        (Crs(), "unknown"),
    ],
)
def test_names_for_people(crs, title):
    assert crs_title(crs) == title


def test_a_system_without_a_code_goes_by_its_name():
    text = 'PROJCS["My town",GEOGCS["g",DATUM["d",SPHEROID["s",6377397,299]],PRIMEM["p",0],'
    text += 'UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],UNIT["metre",1]]'
    crs = parse_crs(text)
    assert crs_title(crs) == "My town"


HTTP = "http://www.opengis.net/def/crs/EPSG/0/"


@pytest.mark.parametrize(
    ("name", "place", "expected"),
    [
        # as the real files have them
        (HTTP + "6697", (35.6747, 139.7118), AxisOrder(north_first=True)),
        (HTTP + "10169", (157800.2, 21783.3), AxisOrder(north_first=True)),
        ("urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::5783", (458868, 5438343), AxisOrder()),
        ("urn:ogc:def:crs,crs:EPSG:6.12:31466,crs:EPSG:6.12:5783", (2523800, 5705800), AxisOrder()),
        ("urn:adv:crs:DE_DHDN_3GK4*DE_DHHN92_NH", (4490655.5, 5322005.3), AxisOrder()),
        ("urn:ogc:def:crs,crs:EPSG:6.12:3068,crs:EPSG:6.12:5783", (25000, 21000), AxisOrder()),
        ("EPSG:3946", (1842403.5, 5176404.4), AxisOrder()),
        ("EPSG:32755", (321202.7, 5813840.3), AxisOrder()),
        ("EPSG:4979", (-77.1033878, 38.7926425), AxisOrder()),
        ("urn:ogc:def:crs:EPSG::7415", (84616.5, 447422.9), AxisOrder()),
        # a plain code, a WKT and CRS84 mean east first, a urn and a URL the authority's order
        ("EPSG:4326", (4.4, 51.9), AxisOrder()),
        ("urn:ogc:def:crs:EPSG::4326", (51.9, 4.4), AxisOrder(north_first=True)),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", (4.4, 51.9), AxisOrder()),
        # against the declaration
        ("urn:ogc:def:crs:EPSG::3879", (25512520, 6686837), AxisOrder(swapped=True)),
        ("EPSG:3879", (6686837, 25512520), AxisOrder(north_first=True, swapped=True)),
        ("urn:ogc:def:crs:EPSG::25832", (5438343, 458868), AxisOrder(True, swapped=True)),
        ("EPSG:6668", (35.6747, 139.7118), AxisOrder(north_first=True, swapped=True)),
        ("urn:ogc:def:crs:EPSG::4326", (-77.1, 38.8), AxisOrder(swapped=True)),
        ("urn:ogc:def:crs:EPSG::31256", (2900, 341000), AxisOrder(swapped=True)),  # Vienna
        # beyond the zone, but in its country: Dresden in UTM 32
        ("urn:ogc:def:crs:EPSG::25832", (833000, 5668000), AxisOrder()),
        # nowhere near
        (
            "urn:ogc:def:crs,crs:EPSG:6.12:31466,crs:EPSG:6.12:5783",
            (-45, -20),
            AxisOrder(outside=True),
        ),
        ("EPSG:31467", (459000, 5439693), AxisOrder(outside=True)),
        ("EPSG:4326", (458868, 5438343), AxisOrder(outside=True)),
        ("urn:ogc:def:crs:EPSG::4326", (458868, 5438343), AxisOrder(True, outside=True)),
        # nothing to check
        ("local", (5, 6), AxisOrder()),
        ("", (5, 6), AxisOrder()),
    ],
)
def test_which_number_is_east(name, place, expected):
    assert axis_order(parse_crs(name), np.array([[*place, 10.0]]), name) == expected


def test_the_order_of_the_authority_holds_where_there_is_no_sample():
    nothing = np.zeros((0, 3))
    assert axis_order(Crs("EPSG:4326"), nothing) == AxisOrder(north_first=True)
    assert axis_order(Crs("EPSG:4326"), np.full((2, 3), np.nan)) == AxisOrder(north_first=True)


def test_a_few_stray_points_do_not_change_the_order():
    sample = np.array([[51.9, 4.4, 0.0]] * 5 + [[np.nan, 4.4, 0.0], [0.0, 0.0, 0.0]])
    assert axis_order(Crs("EPSG:4258"), sample) == AxisOrder(north_first=True)


def test_an_area_of_use_across_the_date_line():
    fiji = np.array([[-17.8, 178.4, 0.0]])
    assert axis_order(Crs("EPSG:4720"), fiji) == AxisOrder(north_first=True)


def test_metres_from_the_middle_of_the_earth():
    delft = np.array([[3924687.6, 301132.8, 5001910.8]])
    assert axis_order(Crs("EPSG:4978", "ellipsoidal"), delft) == AxisOrder()
    utm = np.array([[515368.6, 4918340.4, 2322.9]])
    assert axis_order(Crs("EPSG:4978", "ellipsoidal"), utm) == AxisOrder(outside=True)
