"""Questions in NGSI-LD's query language, and about places."""

import pytest

from importers.live.replay.exchange import Problem
from importers.live.replay.questions import metres, question, whereabouts

ENTITY = {
    "id": "urn:x:1",
    "name": {"type": "Property", "value": "Plein; 3"},
    "no2": {"type": "Property", "value": 40.5, "observedAt": "2026-06-01T12:00:00Z"},
    "location": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [4.45, 51.91]}},
    "controlledAsset": {"type": "Relationship", "object": "urn:x:b"},
    "modifiedAt": "2026-06-01T12:00:20Z",
}


@pytest.mark.parametrize(
    "text, holds",
    [
        ("no2>40", True),
        ("no2>40.5", False),
        ("no2>=40.5", True),
        ("no2==40.5", True),
        ("no2!=40.5", False),
        ("no2<1e3", True),
        ("no2", True),
        ("pm10", False),
        ("pm10!=3", False),
        ("no2>40;pm10>1", False),
        ("no2>99|no2<50", True),
        ("no2>99|no2<50;pm10", False),
        ('name=="Plein; 3"', True),
        ('name=="Plein"', False),
        ("controlledAsset==urn:x:b", True),
        ("modifiedAt>2026-06-01T12:00:19Z", True),
        ('modifiedAt>"2026-06-01T14:00:19+02:00"', True),
        ("modifiedAt>2026-06-01T12:00:20Z", False),
        ("no2.observedAt<2026-06-01T12:00:01Z", True),
        ('no2=="40.5"', False),
        ("no2>abc", False),
    ],
)
def test_comparisons(text, holds):
    assert question(text)(ENTITY) is holds


@pytest.mark.parametrize(
    "text", ["no2>", ">3", "(no2>3)", "no2~=4.*", "no2 > 3;;", "x" * 3000, ";"]
)
def test_what_is_no_query_is_told(text):
    with pytest.raises(Problem) as told:
        question(text)
    assert told.value.status == 400


def test_metres_on_the_globe():
    # one degree of latitude on a sphere of 6,371,008.8 m
    assert metres(4, 51, 4, 52) == pytest.approx(111_195.08, abs=0.01)
    assert metres(179.9, 0, -179.9, 0) == pytest.approx(22_239.02, abs=0.01)


def where(**asked):
    return whereabouts(asked)(ENTITY)


@pytest.mark.parametrize(
    "georel, holds",
    [
        ("near;maxDistance==700", True),
        ("near;maxDistance==600", False),
        ("near;minDistance==600", True),
    ],
)
def test_near(georel, holds):
    far = metres(4.45, 51.91, 4.46, 51.91)
    assert 600 < far < 700
    assert where(georel=georel, geometry="Point", coordinates="[4.46,51.91]") is holds


@pytest.mark.parametrize("east, holds", [(4.46, True), (4.44, False)])
@pytest.mark.parametrize("georel", ["within", "intersects"])
def test_within(georel, east, holds):
    ring = f"[[[4.43,51.9],[{east},51.9],[{east},51.92],[4.43,51.92],[4.43,51.9]]]"
    assert where(georel=georel, geometry="Polygon", coordinates=ring) is holds


def test_nobody_asks_where():
    assert whereabouts({}) is None


@pytest.mark.parametrize(
    "asked",
    [
        {"georel": "near;maxDistance==5"},
        {"georel": "near;maxDistance==5", "geometry": "Point", "coordinates": "[1"},
        {"georel": "near;maxDistance==5", "geometry": "Point", "coordinates": "[[[]]]"},
        {"georel": "near;maxDistance==5", "geometry": "Point", "coordinates": "null"},
        {"georel": "near;maxDistance==5", "geometry": "Blob", "coordinates": "[1,2]"},
        {"georel": "near", "geometry": "Point", "coordinates": "[1,2]"},
        {"georel": "disjoint", "geometry": "Point", "coordinates": "[1,2]"},
        {
            "georel": "within",
            "geometry": "Polygon",
            "coordinates": "[[[0,0],[1,1],[0,1],[1,0],[0,0]]]",
        },
        {"georel": "within", "geometry": "Polygon", "coordinates": "[" * 5000},
        {"georel": "within", "geometry": "Point", "coordinates": "[1,2]", "geoproperty": "x"},
    ],
)
def test_what_is_no_place_is_told(asked):
    with pytest.raises(Problem) as told:
        whereabouts(asked)
    assert told.value.status == 400
