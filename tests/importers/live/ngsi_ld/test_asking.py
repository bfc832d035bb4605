"""What brokers are asked: types, conditions, areas, tenants and contexts; and what they refuse."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from importers.live.answer import FeedFault
from importers.live.ngsi_ld.asking import asking, said_in, told

AT = "http://a.eu/x/ngsi-ld/v1"


def query(address, more=None, **arguments):
    url = asking(address, **arguments).entities("A", more or {})
    return {name: value[0] for name, value in parse_qs(urlsplit(url).query).items()}


def test_an_address_says_which_entities_are_meant():
    asked = asking(f"{AT}/entities?type=A,B&q=v>5&attrs=v&limit=3")
    assert (asked.home, asked.kinds) == (AT, ("A", "B"))
    assert query(f"{AT}/entities?type=A&q=v>5&attrs=v&limit=3", {"limit": "1000"}) == {
        "type": "A",
        "q": "v>5",
        "attrs": "v",
        "limit": "1000",
    }
    assert asking(AT).kinds == ()


def test_conditions_are_put_together():
    assert query(f"{AT}/entities?q=v>5|w<2", {"q": "x==1"})["q"] == "(v>5|w<2);x==1"


def test_an_area_is_a_box_or_a_place_and_what_is_around_it():
    box = query(AT, area=(4.0, 50.0, 5.0, 51.0))
    assert box["georel"] == "within" and box["geometry"] == "Polygon"
    (ring,) = json.loads(box["coordinates"])
    assert ring[0] == ring[-1] == [4, 50] and [5, 51] in ring
    near = query(f"{AT}/entities?georel=within", area=(4.35, 50.85, 1500))
    assert near["georel"] == "near;maxDistance==1500"
    assert json.loads(near["coordinates"]) == [4.35, 50.85]
    assert query(f"{AT}/entities?georel=near;maxDistance==5&geometry=Point")["geometry"] == "Point"


def test_an_area_stands_in_an_address():
    assert query(f"{AT}/entities?area=4.35,50.85,1500")["georel"] == "near;maxDistance==1500"
    assert query(f"{AT}/entities?area=4,50,5,51")["georel"] == "within"
    for wrong in ("4,50", "4,x,5", "4,nan,5,51", "1,2,3,4,5"):
        with pytest.raises(FeedFault, match="an area is"):
            asking(f"{AT}/entities?area={wrong}")


def test_tenants_and_contexts_go_into_headers_and_nothing_is_fetched():
    said = asking(f"{AT}/entities?tenant=city&context=https://a.eu/c.jsonld").headers
    assert said["NGSILD-Tenant"] == "city"
    assert said["Link"].startswith('<https://a.eu/c.jsonld>; rel="http://www.w3.org/ns/json-ld#')
    assert asking(AT, tenant="t").headers["NGSILD-Tenant"] == "t"
    for hostile in ("a\r\nX: y", "ä", "a>b"):
        with pytest.raises(FeedFault, match="plain letters"):
            asking(AT, tenant=hostile)


def test_what_a_broker_says_of_a_refusal_is_told_and_cut():
    fault = FeedFault("a.eu does not answer this question (status 400)", True, 400)
    fault.body = b'{"title": "Invalid request", "detail": "limit is\\n too large"}'
    assert str(told(fault)).endswith("the broker says: Invalid request: limit is too large")
    assert told(fault).status == 400 and told(fault).lasting
    fault.body = json.dumps({"title": "x" * 100_000}).encode()
    assert len(str(told(fault))) < 400
    for nothing in (b"", b"<html>", b"[]", b"{}", b"[" * 100_000):
        assert said_in(nothing) == ""
