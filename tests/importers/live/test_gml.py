"""Features in GML of all its ages, places in their own order, and documents that attack."""

import pytest

from importers.live import gml
from importers.live.web import FeedFault
from importers.report import Report

URN, SHORT = "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"
HEAD = (
    '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
    'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:app="http://a.eu/app">'
)


def rows(*members, crs="", report=None):
    inner = "".join(f"<wfs:member>{one}</wfs:member>" for one in members)
    root = gml.parsed(f"{HEAD}{inner}</wfs:FeatureCollection>".encode(), "here")
    return list(gml.rows(root, "here", Report() if report is None else report, crs))


def light(inner, id="light.1"):
    return f'<app:light gml:id="{id}">{inner}</app:light>'


def test_values_units_and_ids_are_read():
    ((values, place),) = rows(
        light(
            '<gml:boundedBy><gml:Envelope/></gml:boundedBy><app:lux uom="lx">12.5</app:lux>'
            "<app:name>Corner</app:name><app:lamp><app:Lamp><app:watts>9</app:watts></app:Lamp></app:lamp>"
        )
    )
    assert values == {"lux (lx)": "12.5", "name": "Corner", "lamp.watts": "9", "id": "light.1"}
    assert place == ()


@pytest.mark.parametrize(
    "geometry, crs",
    [
        (f'<gml:Point srsName="{URN}"><gml:pos>50.85 4.35</gml:pos></gml:Point>', ""),
        (f'<gml:Point srsName="{SHORT}"><gml:pos>4.35 50.85</gml:pos></gml:Point>', ""),
        ("<gml:Point><gml:pos>50.85 4.35</gml:pos></gml:Point>", URN),
        ("<gml:Point><gml:coordinates>4.35,50.85</gml:coordinates></gml:Point>", ""),
        (
            '<gml:Point srsName="http://www.opengis.net/def/crs/EPSG/0/3857">'
            "<gml:pos>484239.78 6594803.23</gml:pos></gml:Point>",
            "",
        ),
        (
            f'<gml:MultiCurve srsName="{URN}"><gml:curveMember><gml:Curve><gml:segments>'
            "<gml:LineStringSegment><gml:posList>50.85 4.3 50.85 4.4</gml:posList>"
            "</gml:LineStringSegment></gml:segments></gml:Curve></gml:curveMember></gml:MultiCurve>",
            "",
        ),
        (
            f'<gml:LineString srsName="{URN}" srsDimension="3">'
            "<gml:posList>50.85 4.3 1 50.85 4.4 2</gml:posList></gml:LineString>",
            "",
        ),
        (
            f'<gml:Surface srsName="{URN}"><gml:patches><gml:PolygonPatch><gml:exterior>'
            "<gml:LinearRing>"
            "<gml:posList>50.8 4.3 50.8 4.4 50.9 4.4 50.9 4.3 50.8 4.3</gml:posList>"
            "</gml:LinearRing></gml:exterior></gml:PolygonPatch></gml:patches></gml:Surface>",
            "",
        ),
    ],
)
def test_places_are_read_however_they_are_written(geometry, crs):
    report = Report()
    ((_, place),) = rows(light(f"<app:where>{geometry}</app:where>"), crs=crs, report=report)
    assert place == pytest.approx((4.35, 50.85), abs=1e-6) and not list(report)


def test_heights_of_points_are_kept():
    point = f'<gml:Point srsName="{URN}"><gml:pos>50.85 4.35 20</gml:pos></gml:Point>'
    assert rows(light(f"<app:where>{point}</app:where>"))[0][1] == (4.35, 50.85, 20)


def test_places_of_systems_that_nobody_knows_are_told_once():
    report = Report()
    point = '<gml:Point srsName="urn:ogc:def:crs:EPSG::1"><gml:pos>1 2</gml:pos></gml:Point>'
    found = rows(*[light(f"<app:where>{point}</app:where>")] * 3, report=report)
    assert [place for _, place in found] == [()] * 3
    assert [one.code for one in report] == ["crs"]


@pytest.mark.parametrize(
    "inner", ["<gml:pos/>", "<gml:pos>1</gml:pos>", "<gml:pos>a b</gml:pos>", ""]
)
def test_broken_places_are_none(inner):
    assert rows(light(f"<app:where><gml:Point>{inner}</gml:Point></app:where>"))[0][1] is None


def test_members_in_one_list_are_read():
    body = f"{HEAD}<gml:featureMembers>{light('')}{light('', 'light.2')}</gml:featureMembers>"
    root = gml.parsed(f"{body}</wfs:FeatureCollection>".encode(), "here")
    assert [row[0]["id"] for row in gml.rows(root, "here", Report(), "")] == ["light.1", "light.2"]


ATTACK = """<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname"><!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>"""


def test_entities_are_not_resolved():
    whole = rows_of(ATTACK + f"{HEAD}<wfs:member>{light('<app:v>&file;&c;</app:v>')}</wfs:member>")
    assert whole == [({"v": None, "id": "light.1"}, ())]


def rows_of(text):
    root = gml.parsed(f"{text}</wfs:FeatureCollection>".encode(), "here")
    return list(gml.rows(root, "here", Report(), ""))


@pytest.mark.parametrize(
    "body, says",
    [
        (b"<!DOCTYPE html><html>", "HTML"),
        (b"<a><b>", "cut"),
        (b"", "cut"),
        (b"\x00\xff", "cut"),
        (
            b'<e:ExceptionReport xmlns:e="http://x"><e:T>no such type</e:T></e:ExceptionReport>',
            "no such type",
        ),
    ],
)
def test_what_is_no_answer_is_a_fault(body, says):
    with pytest.raises(FeedFault, match=says):
        gml.parsed(body, "here")
