"""Boxes in degrees, however they are written; what is no place on Earth is none."""

import pytest

from importers.catalogues import extent

HERE = (4.3, 50.8, 4.4, 50.9)
RING = "4.3 50.8, 4.4 50.8, 4.4 50.9, 4.3 50.9, 4.3 50.8"


@pytest.mark.parametrize(
    "written, box",
    [
        (f"POLYGON (({RING}))", HERE),
        (f"<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POLYGON (({RING}))", HERE),
        ("<http://www.opengis.net/def/crs/EPSG/0/4326> LINESTRING (50.8 4.3, 50.9 4.4)", HERE),
        ("<http://www.opengis.net/def/crs/EPSG/0/31370> POINT (150000 170000)", None),
        ("ENVELOPE(4.3, 4.4, 50.9, 50.8)", HERE),
        ('{"type":"LineString","coordinates":[[4.3,50.8],[4.4,50.9]]}', HERE),
        ('{"geometries":[{"type":"Point","coordinates":[4,50]}]}', (4, 50, 4, 50)),
        ("POLYGON EMPTY", None),
        ("POINT (150000 170000)", None),
        ("POINT (nan nan)", None),
        ("POLYGON ((", None),
        ("{", None),
        ("Brussels", None),
        ("http://sws.geonames.org/2800866/", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_box_in_words(written, box):
    found = extent.of_text(written)
    assert found == (pytest.approx(box) if box else None)


def test_boxes_of_geojson():
    assert extent.of_bbox([4.3, 50.8, 0, 4.4, 50.9, 90]) == HERE
    assert extent.of_bbox([4.3, 50.9, 4.4, 50.8]) is None
    assert extent.of_bbox(["a", 1, 2, 3]) is extent.of_bbox([1]) is extent.of_bbox(None) is None
    deep = {"type": "Polygon", "coordinates": [[[0, 0]] * 100_000]}
    assert extent.of_geojson(deep) == (0, 0, 0, 0)
    assert extent.of_geojson({"coordinates": [["x", 1]]}) is None


def test_boxes_touch_or_not_also_around_the_back_of_the_earth():
    assert extent.overlap(HERE, (4.4, 50, 5, 51)) and not extent.overlap(HERE, (4.41, 50, 5, 51))
    assert not extent.overlap(HERE, (4, 51, 5, 52))
    fiji = (177.0, -20.0, -178.0, -12.0)
    assert extent.overlap(fiji, (-179, -18, -178.5, -17)) and not extent.overlap(
        fiji, (0, -18, 5, -17)
    )
