"""Whatever stands where something else should: entries, a finding or a fault, and nothing else."""

import copy
import json

import pytest

from city.progress import Progress
from importers.catalogues.ckan import Ckan
from importers.catalogues.entry import Entry
from importers.catalogues.opening import open_catalogue
from importers.intake import ReadError
from importers.live.web import Answer
from importers.report import Report
from tests.importers.catalogues.catalogues import CAPTURED
from tests.shared import needs_data

pytestmark = needs_data
ODD = (None, 5, "x", [], {}, [5], {"@id": 5}, True, "http://[bad")
HOME = "http://a.eu"


class Answers:
    """A way to answers that a test holds."""

    def __init__(self, documents):
        self.documents = documents

    def get(self, url, progress):
        path = url.removeprefix(HOME).partition("?")[0] or "/"
        document = self.documents.get(path, {"stac_version": "1.0.0"})
        return Answer(url, "application/json", json.dumps(document).encode())


def places(document, path=()):
    """Where something stands in a document."""
    yield path
    inner = document.items() if isinstance(document, dict) else ()
    inner = enumerate(document) if isinstance(document, list) else inner
    for key, one in inner:
        yield from places(one, (*path, key))


def put(document, path, value):
    changed = copy.deepcopy(document)
    if not path:
        return value
    node = changed
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return changed


RECORDS = "/collections/catalogue/items"
SITES = {
    "ckan": {"/api/3/action/package_search": "ckan/api_3_action_package_search_q_air"},
    "records": {
        "/": "ogcapi-pygeoapi/landing.json",
        "/collections": "ogcapi-pygeoapi/collections.json",
        RECORDS: "ogcapi-pygeoapi/records.json",
    },
    "stac": {
        "/": "stac-pgstac/root.json",
        "/collections": "stac-pgstac/collections.json",
        "/search": "stac-pgstac/search.json",
    },
}
CHANGED = [
    ("ckan", "/api/3/action/package_search"),
    ("records", RECORDS),
    ("stac", "/search"),
    ("stac", "/collections"),
    ("stac", "/"),
]


@pytest.mark.parametrize("site, changed", CHANGED)
def test_odd_answers(site, changed):
    documents = {}
    for path, place in SITES[site].items():
        words = (CAPTURED / place).read_text("utf-8")
        for port in (15000, 18082):
            words = words.replace(f"http://127.0.0.1:{port}", HOME)
        documents[path] = json.loads(words)
    right, listed = documents[changed], 0
    for path in places(right):
        for odd in ODD:
            documents[changed] = put(right, path, odd)
            web, report = Answers(documents), Report()
            try:
                if site == "ckan":
                    catalogue = Ckan(HOME, web, report)
                else:
                    catalogue = open_catalogue(f"{HOME}/", web, report, Progress())
                pages = catalogue.search("", None, Progress())
                found = [one for page in pages for one in page]
            except ReadError:
                continue
            assert all(isinstance(one, Entry) and one.title for one in found)
            listed += len(found)
    assert listed > 100
