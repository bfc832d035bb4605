"""Files of catalogues are fetched whole or not at all, within limits, from real sockets."""

import pytest

from city.progress import Cancelled, Progress
from city.terms import NO_TERMS, Terms
from importers import places
from importers.catalogues import download as module
from importers.catalogues.download import download, terms_beside
from importers.catalogues.entry import Distribution
from importers.live.web import FeedFault
from tests.live_platform import send, serving

BY = Terms("CC BY 4.0", "Studio Maas")
MODEL = b'{"type": "CityJSON", "version": "2.0"}' + b" " * 100_000


@pytest.fixture
def platform():
    with serving() as made:
        made.answers["/m"] = MODEL
        yield made


def way(platform, path="/m", standard="CityJSON", size=0):
    return Distribution("", platform.address + path, "", "city model", standard, size)


def left(folder):
    return [path for path in folder.rglob("*") if path.is_file() and path.name != ".terms.json"]


def test_a_file_is_fetched_with_a_name_that_says_what_it_is(platform, tmp_path):
    notes = []
    path = download(way(platform), BY, tmp_path, Progress(lambda *far: notes.append(far)))
    assert path.name == "m.city.json" and path.read_bytes() == MODEL
    assert notes[-1][:2] == (len(MODEL), len(MODEL)) and left(tmp_path) == [path]
    platform.answers["/m"] = b"{}"
    assert download(way(platform), BY, tmp_path, Progress()) == path and path.read_bytes() == b"{}"


@pytest.mark.parametrize(
    ("path", "told", "body", "standard", "name"),
    [
        ("/a/town.gml", "", b"<x/>", "CityGML", "town.gml"),
        ("/get?id=7", "", b"PK\x03\x04rest", "CityGML", "get.zip"),
        ("/x", 'attachment; filename="../../etc/pass wd.laz"', b"LASF", "LAS", "pass-wd.laz"),
        ("/x", "attachment; filename*=UTF-8''%2e%2e%5c..%5cevil", b"II*", "GeoTIFF", "evil.tif"),
        ("/", "", b"{}", "", "download"),
        ("/.terms.json", "", b"{}", "CityJSON", "terms.json"),
    ],
)
def test_no_server_names_a_file_elsewhere(platform, tmp_path, path, told, body, standard, name):
    said = {"Content_Disposition": told} if told else {}
    platform.answers[path.partition("?")[0]] = lambda handler: send(handler, body, **said)
    made = download(way(platform, path, standard), BY, tmp_path, Progress())
    assert made.name == name and made.parent.parent == tmp_path


def test_what_is_too_large_is_refused_before_during_and_after(platform, tmp_path, monkeypatch):
    with pytest.raises(FeedFault, match="fetch it by other means"):
        download(way(platform, size=101), BY, tmp_path, Progress(), largest=100)
    assert platform.asked == []
    with pytest.raises(FeedFault, match="fetch it by other means"):
        download(way(platform), BY, tmp_path, Progress(), largest=100)
    monkeypatch.setattr(module, "RESERVE", 1 << 60)
    with pytest.raises(FeedFault, match="no room"):
        download(way(platform), BY, tmp_path, Progress())
    assert left(tmp_path) == []


def test_what_breaks_off_leaves_nothing(platform, tmp_path):
    platform.answers["/m"] = lambda handler: send(handler, MODEL, length=2 * len(MODEL))
    with pytest.raises(FeedFault, match="cannot be read"):
        download(way(platform), BY, tmp_path, Progress())
    platform.answers["/m"] = None
    with pytest.raises(FeedFault, match="404"):
        download(way(platform), BY, tmp_path, Progress())
    going = Progress()
    platform.answers["/m"] = lambda handler: (going.cancel(), send(handler, MODEL))
    with pytest.raises(Cancelled):
        download(way(platform), BY, tmp_path, going)
    assert left(tmp_path) == []


def test_it_is_followed_elsewhere_but_not_without_end_or_into_the_disk(platform, tmp_path):
    def to(where):
        return lambda handler: send(handler, b"", 302, Location=where)

    platform.answers["/a"] = to("/m")
    assert download(way(platform, "/a"), BY, tmp_path, Progress()).read_bytes() == MODEL
    platform.answers["/b"] = to("/b")
    with pytest.raises(FeedFault, match="without end"):
        download(way(platform, "/b"), BY, tmp_path, Progress())
    platform.answers["/c"] = to("file:///etc/passwd")
    with pytest.raises(FeedFault, match="only http and https"):
        download(way(platform, "/c"), BY, tmp_path, Progress())


def test_a_folder_that_cannot_be_written_is_told(platform, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FeedFault, match="cannot be written"):
        download(way(platform), BY, tmp_path / "file", Progress())


def test_whose_it_is_lies_beside_it(platform, tmp_path):
    path = download(way(platform), BY, places.downloads(), Progress())
    assert terms_beside(path) == BY
    (path.parent / ".terms.json").write_text("[")
    assert terms_beside(path) == NO_TERMS
    elsewhere = download(way(platform), BY, tmp_path, Progress())
    assert terms_beside(elsewhere) == NO_TERMS  # nothing is believed beside files of others
