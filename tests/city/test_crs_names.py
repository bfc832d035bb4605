"""Every spelling of a coordinate system that real files use comes down to the same codes."""

import pytest
from pyproj import CRS

from city.crs_names import datum_of, heights_on, known, spelled

UTM32 = ("EPSG:25832", "")
UTM32_DHHN92 = ("EPSG:25832", "EPSG:5783")
RD_NAP = ("EPSG:28992", "EPSG:5709")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", ("", "")),
        ("EPSG:28992", ("EPSG:28992", "")),
        ("epsg:28992", ("EPSG:28992", "")),
        ("28992", ("EPSG:28992", "")),
        ("  EPSG:25832\n", UTM32),
        ("urn:ogc:def:crs:EPSG::25832", UTM32),
        ("urn:ogc:def:crs:EPSG:6.12:31466", ("EPSG:31466", "")),
        ("urn:x-ogc:def:crs:EPSG:6.9:25832", UTM32),
        ("urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::5783", UTM32_DHHN92),
        ("urn:ogc:def:crs,crs:EPSG:6.12:25832,crs:EPSG:6.12:5783", UTM32_DHHN92),
        ("urn:ogc:def:crs:EPSG:25832, crs:EPSG:5783", UTM32_DHHN92),
        ("urn:ogc:def:crs:EPSG::7415", RD_NAP),
        ("http://www.opengis.net/def/crs/EPSG/0/7415", RD_NAP),
        ("https://www.opengis.net/def/crs/EPSG/0/7415", RD_NAP),
        ("https://www.opengis.net/def/crs/EPSG/10.013/28992", ("EPSG:28992", "")),
        ("http://www.opengis.net/gml/srs/epsg.xml#31467", ("EPSG:31467", "")),
        (
            "http://www.opengis.net/def/crs-compound?1=http://www.opengis.net/def/crs/EPSG/0/25832"
            "&2=http://www.opengis.net/def/crs/EPSG/0/5783",
            UTM32_DHHN92,
        ),
        ("http://www.opengis.net/def/crs/EPSG/0/6697", ("EPSG:6668", "EPSG:6695")),
        ("http://www.opengis.net/def/crs/EPSG/0/10169", ("EPSG:6676", "EPSG:6695")),
        ("EPSG:5555", UTM32_DHHN92),
        ("EPSG:25832+5783", UTM32_DHHN92),
        ("EPSG:25832 + EPSG:5783", UTM32_DHHN92),
        ("EPSG:28992+5709", RD_NAP),
        ("EPSG:4979", ("EPSG:4326", "ellipsoidal")),
        ("EPSG:4978", ("EPSG:4978", "ellipsoidal")),
        ("OGC:CRS84", ("OGC:CRS84", "")),
        ("CRS84", ("OGC:CRS84", "")),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", ("OGC:CRS84", "")),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", ("OGC:CRS84", "")),
        ("urn:ogc:def:crs:OGC::CRS84h", ("OGC:CRS84", "ellipsoidal")),
        ("urn:adv:crs:ETRS89_UTM32", UTM32),
        ("urn:adv:crs:ETRS89_UTM32*DE_DHHN92_NH", UTM32_DHHN92),
        ("urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016", ("EPSG:25832", "EPSG:7837")),
        ("urn:adv:crs:DE_DHDN_3GK4*DE_DHHN92_NH", ("EPSG:31468", "EPSG:5783")),
        ("ETRS89_UTM33*DE_DHHN2016_NH", ("EPSG:25833", "EPSG:7837")),
        ("urn:adv:crs:ETRS89_Lat-Lon*ETRS89_h", ("EPSG:4258", "ellipsoidal")),
        ("IGNF:LAMB93", ("EPSG:2154", "")),
        ("ESRI:102100", ("EPSG:3857", "")),
        ("ETRS89 / UTM zone 32N", UTM32),
        ("+proj=utm +zone=32 +datum=WGS84", ("EPSG:32632", "")),
        ("local", ("local", "")),
        ("#local-CRS-1", ("local", "")),
        ("site.gml#plan", ("local", "")),
        ("urn:example:engineering:site-7", ("local", "")),
        ('LOCAL_CS["site",UNIT["metre",1]]', ("local", "")),
    ],
)
def test_a_name_is_read(name, expected):
    assert spelled(name) == expected


@pytest.mark.parametrize("version", ["WKT1_GDAL", "WKT1_ESRI", "WKT2_2019"])
@pytest.mark.parametrize("code", [25832, 28992, 2154])
def test_a_wkt_text_is_read(version, code):
    assert spelled(CRS.from_epsg(code).to_wkt(version)) == (f"EPSG:{code}", "")


def test_a_wkt_that_puts_east_first_is_the_twin_that_does():
    # EPSG:5677 is EPSG:31467 with its axes the other way round, and GDAL's WKT always is
    assert spelled(CRS.from_epsg(31467).to_wkt("WKT1_GDAL")) == ("EPSG:5677", "")
    assert spelled(CRS.from_epsg(31467).to_wkt("WKT2_2019")) == ("EPSG:31467", "")


def test_a_compound_wkt_is_taken_apart():
    assert spelled(CRS.from_epsg(7415).to_wkt()) == RD_NAP


def test_a_projjson_text_is_read():
    assert spelled(CRS.from_epsg(7415).to_json()) == RD_NAP


def test_a_wkt_bound_to_another_datum_is_unwrapped():
    bound = CRS.from_user_input("+proj=utm +zone=32 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +type=crs")
    assert bound.is_bound
    assert not known(spelled(bound.to_wkt())[0]).is_bound


def test_a_system_without_a_code_keeps_its_text():
    mine = CRS.from_proj4("+proj=tmerc +lat_0=52.3 +lon_0=4.9 +x_0=1000 +ellps=bessel +type=crs")
    horizontal, vertical = spelled(mine.to_wkt())
    assert CRS.from_wkt(horizontal) == mine and vertical == ""


def test_the_code_of_a_vertical_datum_stands_for_the_heights_above_it():
    assert spelled("urn:ogc:def:crs,crs:EPSG::28992,crs:EPSG::5109") == RD_NAP


def test_heights_nobody_knows_are_left_open():
    assert spelled("urn:ogc:def:crs,crs:EPSG::28992,crs:EPSG::99999") == ("EPSG:28992", "")


@pytest.mark.parametrize(
    "name",
    ["rubbish", "EPSG:999999", "EPSG:5709", "urn:adv:crs:MARS_UTM1", "urn:ogc:def:crs:EPSG::0"],
)
def test_an_unknown_name_is_named(name):
    with pytest.raises(ValueError, match=name):
        spelled(name)


def test_a_long_unknown_text_is_shortened():
    with pytest.raises(ValueError) as fault:
        spelled('PROJCS["' + "x" * 5000 + '"]')
    assert len(str(fault.value)) < 150


def test_feet_above_a_datum_have_their_metres():
    assert heights_on(datum_of(known("EPSG:6360"))) == "EPSG:5703"
