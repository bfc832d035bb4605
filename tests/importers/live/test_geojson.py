"""Features as rows, in every system of coordinates."""

import pytest

from importers.live.geojson import features
from importers.report import Report

METRES = (484239.78, 6594803.23)  # radius times longitude, radius times ln tan(45° + latitude / 2)


def collection(crs, *coordinates):
    return {
        **({"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}),
        "features": [
            {"type": "Feature", "id": at, "geometry": {"type": "Point", "coordinates": list(one)}}
            for at, one in enumerate(coordinates)
        ],
    }


@pytest.mark.parametrize(
    "own, told, written",
    [
        ("", "", (4.35, 50.85)),
        ("", "http://www.opengis.net/def/crs/EPSG/0/4326", (50.85, 4.35)),
        ("urn:ogc:def:crs:EPSG::4326", "", (4.35, 50.85)),  # GeoJSON has the east first
        ("EPSG:3857", "", METRES),
        ("", "http://www.opengis.net/def/crs/EPSG/0/3857", METRES),
    ],
)
def test_places_in_any_known_system(own, told, written):
    report = Report()
    ((values, place),) = features(collection(own, written), "x", report, told)
    assert values["id"] == 0 and not list(report)
    assert place == pytest.approx((4.35, 50.85), abs=1e-6)


def test_an_unknown_system_is_told_and_swapped_places_are_none():
    report = Report()
    assert [one for _, one in features(collection("EPSG:1", (4, 50)), "x", report)] == [()]
    assert [(one.code, one.severity) for one in report] == [("crs", "error")]
    assert "left out" in next(iter(report)).message
    assert [one for _, one in features(collection("", (50, 104)), "x", report)] == [None]
    assert list(features({"features": [5]}, "x", report)) == []
    assert [one.code for one in report] == ["crs", "row"]
