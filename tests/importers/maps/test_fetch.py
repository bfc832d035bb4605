import os
import socket
import time

import httpx2
import pytest

from city.progress import Progress
from importers.maps import fetch
from importers.maps.fetch import AGENT, Fetcher, MapFault, folder, trim
from tests.shared import cancelled

URL = "http://maps.example/a?key=secret"
IMAGE = ("image/",)


def image(body=b"picture"):
    return httpx2.Response(200, content=body, headers={"content-type": "image/png"})


def test_the_second_look_asks_nobody_and_works_without_a_network(server, fetcher):
    server.trouble = [image()]
    assert fetcher.get(URL, Progress(), IMAGE) == b"picture"
    assert fetcher.get(URL, Progress(), IMAGE) == b"picture"
    assert len(server.asked) == 1


def test_an_old_answer_is_asked_for_anew_and_serves_where_the_server_does_not(server, fetcher):
    server.trouble = [image(b"old"), image(b"new")]
    fetcher.get(URL, Progress(), IMAGE)
    assert fetcher.get(URL, Progress(), IMAGE, fresh=-1) == b"new"
    server.always = lambda _: httpx2.Response(503)
    assert fetcher.get(URL, Progress(), IMAGE, fresh=-1) == b"new"


def test_a_busy_server_is_asked_again_each_time_later(server, fetcher, monkeypatch):
    monkeypatch.setattr(fetch, "FIRST_WAIT", 0.08)
    server.trouble = [httpx2.Response(503), httpx2.Response(429), image()]
    began = time.monotonic()
    assert fetcher.get(URL, Progress(), IMAGE) == b"picture"
    assert time.monotonic() - began >= 0.75 * (0.08 + 0.16)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (httpx2.Response(404), "maps.example refuses (status 404)"),
        (httpx2.Response(403), "refuses (status 403)"),
    ],
)
def test_a_refusal_is_not_asked_again(server, fetcher, answer, says):
    server.trouble = [answer]
    with pytest.raises(MapFault, match="refuses") as told:
        fetcher.get(URL, Progress(), IMAGE)
    assert says in str(told.value) and "secret" not in str(told.value)
    assert told.value.lasting and len(server.asked) == 1


def test_a_page_instead_of_a_picture_is_told_with_the_services_own_words(server, fetcher):
    report = (
        "<ServiceExceptionReport><ServiceException code='x'>Layer is not\n queryable"
        "</ServiceException></ServiceExceptionReport>"
    )
    kind = {"content-type": "text/xml"}
    server.always = lambda _: httpx2.Response(200, text=report, headers=kind)
    with pytest.raises(MapFault, match="that says: Layer is not queryable"):
        fetcher.get(URL, Progress(), IMAGE)
    page = {"content-type": "text/html; charset=utf-8"}
    server.always = lambda _: httpx2.Response(200, text="<html>Log in", headers=page)
    with pytest.raises(MapFault, match="answers with text/html instead of a picture"):
        fetcher.get(URL, Progress(), IMAGE)
    assert len(server.asked) == 2 * fetch.TRIES


def test_too_much_is_not_taken(server, fetcher, monkeypatch):
    monkeypatch.setattr(fetch, "LARGEST", 1 << 20)
    server.always = lambda _: image(b"x" * (2 << 20))
    with pytest.raises(MapFault, match="more than 1 MB"):
        fetcher.get(URL, Progress(), IMAGE)
    assert len(server.asked) == 1


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a/b", "gopher://a", "javascript:1"])
def test_other_addresses_are_not_asked(server, fetcher, url):
    with pytest.raises(MapFault, match="only http and https"):
        fetcher.get(url, Progress(), IMAGE)
    assert not server.asked


def test_a_redirect_to_a_file_leads_nowhere(server, fetcher):
    server.always = lambda _: httpx2.Response(302, headers={"location": "file:///etc/passwd"})
    with pytest.raises(MapFault):
        fetcher.get(URL, Progress(), IMAGE)


def test_waiting_can_be_cancelled(server, fetcher, monkeypatch):
    monkeypatch.setattr(fetch, "FIRST_WAIT", 30)
    server.always = lambda _: httpx2.Response(503)
    progress = Progress()
    with cancelled(progress, 0.2):
        fetcher.get(URL, progress, IMAGE)


def test_a_server_that_says_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(fetch, "TIMEOUT", 0.2)
    monkeypatch.setattr(fetch, "TRIES", 1)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        fetcher = Fetcher()
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/tile.png"
        with pytest.raises(MapFault, match="does not answer"):
            fetcher.get(url, Progress(), IMAGE)
        fetcher.close()


def test_a_server_that_is_down_is_told(monkeypatch):
    monkeypatch.setattr(fetch, "TRIES", 1)
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    fetcher = Fetcher()
    with pytest.raises(MapFault, match=r"127\.0\.0\.1 cannot be reached"):
        fetcher.get(f"http://127.0.0.1:{port}/tile.png", Progress(), IMAGE)
    fetcher.close()


def test_it_says_who_asks(server, fetcher):
    heard = []
    server.always = lambda request: heard.append(request.headers["user-agent"]) or image()
    fetcher.get(URL, Progress(), IMAGE)
    assert heard == [AGENT]


def test_a_full_disk_costs_only_the_second_look(server, fetcher, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    server.always = lambda _: image()
    assert fetcher.get(URL, Progress(), IMAGE) == b"picture"
    assert fetcher.get(URL, Progress(), IMAGE) == b"picture"
    assert len(server.asked) == 2


def test_the_oldest_pictures_go_first():
    (folder() / "ab").mkdir(parents=True)
    for age in range(4):
        path = folder() / "ab" / str(age)
        path.write_bytes(b"x" * 100)
        os.utime(path, (1e9 - age, 1e9 - age))
    trim(250)
    assert sorted(p.name for p in folder().glob("*/*")) == ["0", "1"]
