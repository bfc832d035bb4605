"""Coordinates in other systems become degrees, whichever of them is written first."""

import pytest

from importers.live.systems import degrees, registered

LAMBERT = "http://www.opengis.net/def/crs/EPSG/0/31370"


@pytest.mark.parametrize(
    "name, east_first",
    [
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", False),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", True),
        ("urn:ogc:def:crs:EPSG::4326", True),
        ("4326", True),
    ],
)
def test_degrees_stay_as_they_are(name, east_first):
    assert degrees(name, east_first) is None


def test_degrees_north_first_are_turned():
    assert degrees("urn:ogc:def:crs:EPSG::4326", False)(50.85, 4.35) == (4.35, 50.85)


def test_metres_become_degrees():
    # Brussels' Grand-Place in Belgian Lambert 72, to some metres
    east, north = degrees(LAMBERT, False)(148_900, 170_760)
    assert east == pytest.approx(4.352, abs=0.002) and north == pytest.approx(50.847, abs=0.002)
    # Gauss-Krüger 3 (EPSG:31467) has the north first, as its registry says
    turned = degrees("urn:ogc:def:crs:EPSG::31467", False)(5_800_000, 3_500_000)
    assert turned == pytest.approx(degrees("EPSG:31467", True)(3_500_000, 5_800_000))
    assert turned[0] == pytest.approx(9, abs=0.01)


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::1", "nowhere", "EPSG:999999", "local"])
def test_what_nobody_knows_is_said(name):
    with pytest.raises(ValueError, match="nobody knows"):
        degrees(name, True)


def test_which_names_keep_to_the_registry():
    assert registered(LAMBERT) and registered("urn:ogc:def:crs:EPSG::4326")
    assert not registered("EPSG:4326")
    assert not registered("http://www.opengis.net/gml/srs/epsg.xml#4326")
