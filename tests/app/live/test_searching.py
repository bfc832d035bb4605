"""A catalogue is asked part by part, and stopped at once."""

import pytest

from app.live import searching
from app.live.searching import Search
from city.progress import Cancelled, Progress
from importers.live.web import FeedFault
from tests.importers.catalogues.catalogues import dataset, jsonld
from tests.live_platform import serving


@pytest.fixture
def platform():
    with serving() as made:
        yield made


@pytest.fixture
def search(platform):
    made = []

    def ask(*asked):
        made.append(Search(platform.address + "/c", *asked))
        return made[-1]

    yield ask
    for one in made:
        one.close()


def pages(platform, count):
    """A catalogue of so many pages with two data sets each."""
    for page in range(count):
        view = {"@type": "hydra:PagedCollection"}
        if page + 1 < count:
            view["hydra:nextPage"] = {"@id": f"{platform.address}/c?page={page + 1}"}
        sets = [dataset(f"Trees {2 * page + k}") for k in range(2)]
        where = f"/c?page={page}" if page else "/c"
        platform.answers[where] = jsonld(*sets, view)


def test_it_goes_on_where_it_stopped(platform, search, monkeypatch):
    monkeypatch.setattr(searching, "SOME", 3)
    pages(platform, 3)
    one = search("trees", None)
    first = one.more(Progress())
    assert [e.title for e in first.entries] == ["Trees 0", "Trees 1", "Trees 2", "Trees 3"]
    assert not first.complete and first.standard == "DCAT-AP" and len(platform.asked) == 2
    last = one.more(Progress())
    assert [e.title for e in last.entries] == ["Trees 4", "Trees 5"] and last.complete
    assert len(platform.asked) == 3


def test_a_later_part_is_stopped_by_its_own_job(platform, search, monkeypatch):
    monkeypatch.setattr(searching, "SOME", 1)
    pages(platform, 2)
    one = search("", None)
    one.more(Progress())
    going = Progress()
    going.cancel()
    with pytest.raises(Cancelled):
        one.more(going)
    assert len(platform.asked) == 1


def test_what_is_no_catalogue_is_said(platform, search):
    platform.answers["/c"] = {"a": 1}
    with pytest.raises(FeedFault, match="no catalogue that is understood"):
        search("", None).more(Progress())
