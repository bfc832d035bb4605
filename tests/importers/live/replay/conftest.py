"""A small recording whose answers are known, played with a clock that stands still."""

from collections.abc import Iterator

import httpx2
import pytest

from importers.live.replay.service import Service
from tests.importers.live.replay.shared import NOON, SECOND, still, store


@pytest.fixture
def service() -> Iterator[Service]:
    """The service, 25 seconds after the recording began."""
    service = Service(store(), b"a timetable")
    still(service.store.clock, NOON + 25 * SECOND)
    try:
        yield service
    finally:
        service.close()


@pytest.fixture
def client(service: Service) -> Iterator[httpx2.Client]:
    with httpx2.Client(headers=service.headers, timeout=5, verify=False) as one:
        yield one
