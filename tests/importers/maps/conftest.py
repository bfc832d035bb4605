import pytest

from importers.maps import fetch
from importers.maps.fetch import Fetcher
from tests.importers.maps.server import Server


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(fetch, "FIRST_WAIT", 0.001)
    return Server()


@pytest.fixture
def fetcher(server):
    made = Fetcher(server.transport)
    yield made
    made.close()
