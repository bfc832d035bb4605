"""The sample city's platforms are played on this machine alone, and say that they are invented."""

import socket

import pytest

from app.document import Document
from app.live.demo import LAYERS, Demo
from app.live.feeds import Feeds
from tests.app.standin import town_opened


@pytest.fixture
def document():
    made = Document()
    made.lay(town_opened(), add=False)
    return made


@pytest.fixture
def feeds(document, qtbot):
    made = Feeds(document)
    yield made
    made.close()


@pytest.fixture
def alone(monkeypatch):
    """No way to any other machine."""
    real = socket.socket.connect

    def connect(self, address):
        assert not isinstance(address, tuple) or address[0] in ("127.0.0.1", "::1"), address
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


def test_every_layer_tells_something_without_a_network(document, feeds, qtbot, alone):
    demo = Demo()
    try:
        demo.begin(feeds)
        assert [one.title for one in document.live.values()] == [title for title, *_ in LAYERS]
        qtbot.waitUntil(
            lambda: all(one.state == "live" for one in document.live.values()), timeout=20_000
        )
        layers = {one.title: one for one in document.live.values()}
        assert all(len(one.series) for one in layers.values())
        assert layers["Air quality (invented)"].subject.key == "pm25"
        assert len(layers["Buses and trams (invented)"].tracks.ids) == 25
    finally:
        for key in [*document.live]:
            feeds.remove(key)
        qtbot.waitUntil(lambda: not feeds.tasks.running, timeout=20_000)
        demo.close()


def test_it_says_that_it_is_invented_and_leaves_nothing_behind(document, feeds, fresh_folders):
    demo = Demo()
    try:
        demo.begin(feeds)
        for one in document.live.values():
            assert "invented" in one.title and one.source.played and not one.source.kept
            assert one.source.address.startswith("http://127.0.0.1:")
    finally:
        feeds.close()
        demo.close()
    assert not (fresh_folders / "feeds").exists()


def test_who_does_not_know_the_token_is_told_nothing(qapp):
    from city.progress import Progress
    from importers.live.web import FeedFault, Web

    demo = Demo()
    try:
        address = demo._service.ngsi_ld + "/types"
        with Web(address) as web, pytest.raises(FeedFault) as fault:
            web.get(address, Progress())
        assert fault.value.status == 401
    finally:
        demo.close()
