"""A connector on a real socket and a provider of data on another, and a quick way to ask them."""

from collections.abc import Iterator

import pytest

from importers.dataspace import connector
from importers.dataspace.connector import Connector
from importers.live.web import Web
from importers.report import Report
from tests.dataspace import Edc
from tests.importers.live.conftest import other, platform

__all__ = ["edc", "other", "platform", "speaking"]


@pytest.fixture
def edc(platform, other, monkeypatch) -> Edc:
    monkeypatch.setattr(connector, "FIRST_PAUSE", 0.01)
    return Edc(platform, other)


@pytest.fixture
def speaking(edc) -> Iterator[Connector]:
    """Our way to the connector, with its key; patient, as machines may be busy."""
    with Web(edc.address, {"X-Api-Key": "k3y"}, 0.5, 1.0, 0.01) as web:
        yield Connector(edc.address, web, Report(), patience=5.0)
