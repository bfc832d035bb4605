"""CKAN as it comes: page by page, with sites that refuse, repeat themselves or write oddly."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from importers.catalogues.ckan import actions
from importers.live.web import FeedFault
from importers.report import Report
from tests.importers.catalogues.catalogues import found
from tests.live_platform import send

SEARCH = "/api/3/action/package_search"
HELP = {"help": "x", "success": True}


def site(platform, packages, lies=0):
    def answer(handler):
        asked = parse_qs(urlsplit(handler.path).query, keep_blank_values=True)
        start, rows = int(asked["start"][0]), int(asked["rows"][0])
        result = {"count": lies or len(packages), "results": packages[start : start + rows]}
        send(handler, json.dumps({**HELP, "result": result}).encode())

    platform.answers[SEARCH] = answer


def package(number, **more):
    return {"id": f"p{number}", "name": f"set {number}", "title": f"Set {number}", **more}


@pytest.mark.parametrize(
    "address",
    ["http://a.eu", "http://a.eu/", "http://a.eu/dataset?q=x", "http://a.eu/api/3/action/x?y=z"],
)
def test_where_the_actions_are(address):
    assert actions(address) == "http://a.eu/api/3/action"
    assert actions("http://a.eu/data/dataset/x") == "http://a.eu/data/api/3/action"


def test_all_pages_are_read_once(platform, asking):
    site(platform, [package(number) for number in range(250)])
    assert len({one.id for one in found(platform.address + SEARCH, asking)}) == 250
    assert len(platform.asked) == 3


def test_a_site_that_promises_more_than_it_has_ends(platform, asking):
    site(platform, [package(1)], lies=10**9)
    assert len(found(platform.address + SEARCH, asking)) == 1


def test_a_site_that_repeats_itself_ends(platform, asking):
    same = {**HELP, "result": {"count": 10**9, "results": [package(1), package(2)]}}
    platform.answers[SEARCH] = same
    report = Report()
    assert len(found(platform.address + SEARCH, asking, report=report)) == 2
    assert len(platform.asked) == 2 and [one.code for one in report] == ["paging"]


def test_what_a_package_says(platform, asking):
    one = package(
        1,
        title={"de": "Bäume", "en": "Trees"},
        license_id="cc-by",
        license_title="Creative Commons Attribution",
        tags=[{"name": "green", "display_name": "Green"}, "odd"],
        organization={"title": "City"},
        resources=[{"url": "http://b.eu/x.laz", "size": "99", "name": "cloud"}, {"url": None}, 7],
        extras=[{"key": "rights", "value": "ask"}, {"key": ["odd"]}, None],
        spatial={"type": "Point", "coordinates": [4, 50]},
        metadata_modified="yesterday",
    )
    two = package(2, license_id="our-own", license_title="Our own")
    site(platform, [one, two, {"title": "no id"}, "odd"])
    report = Report()
    trees, own = found(platform.address + SEARCH, asking, report=report)
    assert (trees.title, trees.words, trees.terms) == ("Trees", "CC BY: name the source", "ask")
    assert (trees.keywords, trees.publisher, trees.updated) == (("Green",), "City", None)
    cloud, nothing = trees.distributions
    assert (cloud.use, cloud.size, nothing.use) == ("cloud", 99, "") and trees.box == (4, 50, 4, 50)
    assert own.words == "Our own" and report.count("error") == 2


@pytest.mark.parametrize(
    "answer, says",
    [
        ({"success": False, "help": "x", "error": {"message": "no such field"}}, "no such field"),
        ({"success": True, "help": "x", "result": []}, "no result"),
        ([], "no result"),
    ],
)
def test_a_site_that_refuses_is_told(platform, asking, answer, says):
    platform.answers[SEARCH] = answer
    with pytest.raises(FeedFault, match=says):
        found(platform.address + SEARCH, asking)
