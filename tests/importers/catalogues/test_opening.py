"""What kind of catalogue an address has is found out, and what is none is said."""

import pytest

from city.progress import Progress
from importers.catalogues.opening import open_catalogue
from importers.live.web import FeedFault
from importers.report import Report
from tests.importers.catalogues.catalogues import dataset, jsonld
from tests.live_platform import send

PAGE = b"<!DOCTYPE html><title>Open data"


def opened(address, asking):
    return open_catalogue(str(address), asking, Report(), Progress())


def test_each_standard_is_recognised(platform, asking):
    home = platform.address
    platform.answers["/dcat"] = jsonld(dataset("a"))
    platform.answers["/stac"] = {"stac_version": "1.0.0", "type": "Catalog", "links": []}
    platform.answers["/records"] = {"id": "c", "itemType": "record", "links": []}
    paths = ("/dcat", "/stac", "/records", "/api/3/action/package_list")
    found = [opened(home + path, asking) for path in paths]
    assert [one.standard for one in found] == ["DCAT-AP", "STAC", "OGC API Records", "CKAN"]


def test_behind_a_page_for_people_there_may_be_a_ckan(platform, asking):
    platform.answers["/data"] = lambda handler: send(handler, PAGE, kind="text/html")
    with pytest.raises(FeedFault, match="a page for people"):
        opened(platform.address + "/data", asking)
    platform.answers["/data/api/3/action/package_search"] = {"success": True, "help": "x"}
    assert opened(platform.address + "/data", asking).standard == "CKAN"


def test_a_service_that_shows_a_page_unless_asked_for_json(platform, asking):
    platform.answers["/c"] = lambda handler: send(handler, PAGE, kind="text/html")
    platform.answers["/c?f=json"] = {"id": "c", "itemType": "record", "links": []}
    assert opened(platform.address + "/c", asking).standard == "OGC API Records"


@pytest.mark.parametrize("body", [b"{}", b"[]", b"5", b"a,b\n1,2", b"", b'{"links": [5]}'])
def test_what_is_no_catalogue_is_said(platform, asking, body):
    platform.answers["/x"] = lambda handler: send(handler, body, kind="text/plain")
    with pytest.raises(FeedFault, match="no catalogue that is understood"):
        opened(platform.address + "/x?key=s3cret", asking)


def test_services_whose_collections_have_no_end_are_left(platform, asking):
    after = [{"rel": "next", "href": "/collections?page=2"}]
    platform.answers["/"] = {"links": [{"rel": "data", "href": "/collections"}]}
    record = {"id": "c", "itemType": "record", "links": [{"rel": "self", "href": "/c?f=json"}]}
    platform.answers["/collections"] = {"collections": [record, 5], "links": after}
    assert opened(platform.address + "/", asking).standard == "OGC API Records"
    assert len(platform.asked) == 3


def test_files_that_are_none_are_refused(asking, tmp_path):
    file = tmp_path / "a.ttl"
    file.write_text("nothing")
    for path in (file, tmp_path, tmp_path / "none.ttl"):
        with pytest.raises(FeedFault):
            opened(path, asking)
