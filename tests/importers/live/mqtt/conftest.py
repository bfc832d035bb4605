"""A broker for all tests of a module, and a short time of listening."""

from collections.abc import Iterator

import pytest

from importers.live.mqtt import subscription
from tests.mosquitto import Mosquitto, broker


@pytest.fixture(scope="module")
def mosquitto() -> Iterator[Mosquitto]:
    with broker() as one:
        yield one


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscription, "LISTEN", 0.2)
