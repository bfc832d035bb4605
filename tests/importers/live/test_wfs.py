"""Types of features over WFS 2.0 and 1.1: as GeoJSON and as GML, in pages that do as they like."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from city.progress import Progress
from city.series import Measurand, Series
from importers.live import wfs
from importers.live.web import FeedFault
from importers.live.wfs import is_wfs, open_wfs
from importers.report import Report
from tests.importers.live.test_gml import HEAD, light
from tests.live_platform import send

V = Measurand("v")
LAMBERT = "urn:ogc:def:crs:EPSG::3857"


def capabilities(*types, version="2.0.0", formats=("application/gml+xml; version=3.2",), href=""):
    values = "".join(f"<ows:Value>{one}</ows:Value>" for one in formats)
    get = f'<ows:DCP><ows:HTTP><ows:Get xlink:href="{href}"/></ows:HTTP></ows:DCP>' if href else ""
    return (
        f'<wfs:WFS_Capabilities version="{version}" xmlns:wfs="http://www.opengis.net/wfs/2.0" '
        'xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<ows:OperationsMetadata><ows:Operation name="GetFeature">{get}'
        f'<ows:Parameter name="outputFormat"><ows:AllowedValues>{values}</ows:AllowedValues>'
        "</ows:Parameter></ows:Operation></ows:OperationsMetadata>"
        f"<wfs:FeatureTypeList>{''.join(types)}</wfs:FeatureTypeList></wfs:WFS_Capabilities>"
    ).encode()


def kind(name, crs="urn:ogc:def:crs:EPSG::4326", other=""):
    more = f"<wfs:OtherCRS>{other}</wfs:OtherCRS>" if other else ""
    return (
        f"<wfs:FeatureType><wfs:Name>{name}</wfs:Name><wfs:DefaultCRS>{crs}</wfs:DefaultCRS>{more}"
        "<ows:WGS84BoundingBox><ows:LowerCorner>4.3 50.8</ows:LowerCorner>"
        "<ows:UpperCorner>4.4 50.9</ows:UpperCorner></ows:WGS84BoundingBox></wfs:FeatureType>"
    )


class Service:
    """A service with so many features, sent as a page asks for them, or as it likes."""

    def __init__(self, platform, told, count=5, page=2, geojson=False, matched=True):
        self.asked, self.told, self.geojson = [], told, geojson
        self.count, self.page, self.matched = count, page, matched
        platform.answers["/wfs"] = self

    def __call__(self, handler):
        query = {key.lower(): one[0] for key, one in parse_qs(urlsplit(handler.path).query).items()}
        self.asked.append(query)
        if query["request"] == "GetCapabilities":
            send(handler, self.told, kind="text/xml")
            return
        start = int(query.get("startindex", 0))
        ids = range(start, min(start + self.page, self.count))
        send(handler, self.body(ids))

    def body(self, ids):
        if self.geojson:
            rows = [
                {"type": "Feature", "id": f"light.{at}", "properties": {"v": at}}
                | {"geometry": {"type": "Point", "coordinates": [4.35, 50.85]}}
                for at in ids
            ]
            return json.dumps({"type": "FeatureCollection", "features": rows}).encode()
        point = "<gml:Point><gml:pos>50.85 4.35</gml:pos></gml:Point>"
        inner = [f"<app:v>{at}</app:v><app:where>{point}</app:where>" for at in ids]
        lights = [light(one, f"light.{at}") for at, one in zip(ids, inner, strict=True)]
        members = "".join(f"<wfs:member>{one}</wfs:member>" for one in lights)
        head = HEAD[:-1] + (
            f' numberMatched="{self.count}">' if self.matched else ' numberMatched="unknown">'
        )
        return f"{head}{members}</wfs:FeatureCollection>".encode()


def read(platform, asking, query="", report=None, area=None):
    report = Report() if report is None else report
    source = open_wfs(f"{platform.address}/wfs{query}", asking, report, Progress())
    source.area = area
    whole, things = Series(), {}
    for one in source.read(Progress()):
        whole = whole.merge(one)
        things.update({thing.id: thing for thing in one.things})
    return whole, things


def test_addresses_of_a_wfs_are_known():
    for address in ("http://a.eu/geo/wfs", "http://a.eu/geo/WFS/", "http://a.eu/ows?SERVICE=wfs"):
        assert is_wfs(address)
    for address in ("http://a.eu/wfs?service=WMS", "http://a.eu/wfs/x.json", "http://a.eu/"):
        assert not is_wfs(address)


@pytest.mark.parametrize("geojson", [False, True])
@pytest.mark.parametrize("matched", [False, True])
def test_all_pages_are_read(platform, asking, geojson, matched):
    formats = ("application/gml+xml; version=3.2", *(["application/json"] if geojson else []))
    service = Service(
        platform, capabilities(kind("app:light"), formats=formats), geojson=geojson, matched=matched
    )
    report = Report()
    whole, things = read(platform, asking, report=report)
    assert [value for *_, value in whole] == [0, 1, 2, 3, 4] and not list(report)
    assert things["light.3"].place == (4.35, 50.85) and things["light.3"].kind == "light"
    starts = [one.get("startindex") for one in service.asked[1:]]
    assert starts[:3] == [None, "2", "4"] and len(starts) == (3 if matched and not geojson else 4)
    assert service.asked[1]["typenames"] == "app:light"
    assert service.asked[1].get("outputformat") == ("application/json" if geojson else None)


def test_pages_that_begin_again_end(platform, asking):
    service = Service(platform, capabilities(kind("app:light")), matched=False)
    service.body = lambda ids, told=service.body: told([0, 1])
    assert len(read(platform, asking)[0]) == 2 and len(service.asked) == 3


def test_a_service_of_1_1_is_asked_once(platform, asking):
    service = Service(platform, capabilities(kind("app:light"), version="1.1.0"))
    assert len(read(platform, asking)[0]) == 2 and len(service.asked) == 2
    assert service.asked[1]["typename"] == "app:light" and service.asked[1]["version"] == "1.1.0"


def test_types_that_are_named_are_read_alone(platform, asking):
    Service(platform, capabilities(kind("a"), kind("app:b")), count=1)
    assert set(read(platform, asking)[1]) == {"a/light.0", "app:b/light.0"}
    for name in ("b", "app:b"):
        assert set(read(platform, asking, f"?service=WFS&typeNames={name}")[1]) == {"light.0"}
    with pytest.raises(FeedFault, match="no features"):
        read(platform, asking, "?typeNames=c")


def test_degrees_are_asked_for_where_a_service_has_them(platform, asking):
    told = capabilities(kind("a", LAMBERT, "urn:ogc:def:crs:EPSG::4326"))
    service = Service(platform, told, count=1)
    assert read(platform, asking, area=(4.3, 50.8, 4.4, 50.9))[1]["light.0"].place == (4.35, 50.85)
    assert service.asked[1]["srsname"] == "urn:ogc:def:crs:EPSG::4326"
    assert service.asked[1]["bbox"] == "50.8,4.3,50.9,4.4,urn:ogc:def:crs:EPSG::4326"


@pytest.mark.parametrize("geojson", [False, True])
def test_the_types_own_metres_become_degrees(platform, asking, geojson):
    told = capabilities(kind("a", LAMBERT), formats=("application/json",) if geojson else ())
    service = Service(platform, told, count=1, geojson=geojson)
    degrees, metres = b"4.35, 50.85" if geojson else b"50.85 4.35", "484239.78 6594803.23"
    written = (metres.replace(" ", ", ") if geojson else metres).encode()
    service.body = lambda ids, made=service.body: made(ids).replace(degrees, written)
    place = read(platform, asking)[1]["light.0"].place
    assert place == pytest.approx((4.35, 50.85), abs=1e-6) and "srsname" not in service.asked[1]


def test_swapped_places_are_told(platform, asking):
    service = Service(platform, capabilities(kind("a")), count=1)
    service.body = lambda ids, made=service.body: made(ids).replace(b"50.85 4.35", b"4.35 50.85")
    report = Report()
    read(platform, asking, report=report)
    assert [one.code for one in report] == ["swapped"]


def test_another_server_is_not_believed_in(platform, other, asking):
    Service(platform, capabilities(kind("a"), href=f"{other.address}/wfs"), count=1)
    assert len(read(platform, asking)[1]) == 1 and not other.asked
    Service(platform, capabilities(kind("a"), href="/elsewhere?map=x"), count=1)
    with pytest.raises(FeedFault, match="/elsewhere has nothing"):
        read(platform, asking)
    assert platform.paths()[-1].startswith("/elsewhere?map=x&")


def test_a_page_that_fails_is_told_and_what_came_is_kept(platform, asking):
    service = Service(platform, capabilities(kind("a")))
    service.body = lambda ids, made=service.body: made(ids) if 0 in ids else b"<a><b>"
    report = Report()
    assert len(read(platform, asking, report=report)[0]) == 2
    assert [one.code for one in report] == ["pages"]


@pytest.mark.parametrize(
    "body, says",
    [
        (b"<html>", "HTML"),
        (b"<x/>", "describe itself"),
        (b'{"a": 1}', "broken"),
        (b"<WFS_C", "cut"),
    ],
)
def test_what_is_no_wfs_is_a_fault(platform, asking, body, says):
    platform.answers["/wfs"] = body
    with pytest.raises(FeedFault, match=says):
        read(platform, asking)


@pytest.mark.parametrize(
    "body, says",
    [
        (b"<ExceptionReport>not now</ExceptionReport>", "not now"),
        (b"<html>", "HTML"),
        (b"{}", "no list"),
    ],
)
def test_what_is_no_geojson_is_a_fault(platform, asking, body, says):
    service = Service(platform, capabilities(kind("a"), formats=("geojson",)), geojson=True)
    service.body = lambda ids: body
    with pytest.raises(FeedFault, match=says):
        read(platform, asking)


def test_pages_without_end_are_ended(platform, asking, monkeypatch):
    monkeypatch.setattr(wfs, "PAGES", 3)
    Service(platform, capabilities(kind("a")), count=100)
    report = Report()
    assert len(read(platform, asking, report=report)[0]) == 6
    assert [one.code for one in report] == ["pages"]
