"""Platforms on real sockets, and a way to ask them that does not wait long."""

from collections.abc import Iterator

import pytest

from importers.live.web import Web
from tests.live_platform import Platform, serving
from tests.pygeoapi import running


@pytest.fixture
def platform() -> Iterator[Platform]:
    with serving() as one:
        yield one


@pytest.fixture
def other() -> Iterator[Platform]:
    """Another origin."""
    with serving() as one:
        yield one


@pytest.fixture
def asking(platform: Platform) -> Iterator[Web]:
    """A way to the platform, with a secret."""
    with Web(platform.address, {"Authorization": "Bearer s3cret"}, 0.3, 0.6, 0.01) as one:
        yield one


@pytest.fixture(scope="session")
def pygeoapi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server of OGC API, one for each process that runs tests."""
    with running(tmp_path_factory.mktemp("pygeoapi")) as address:
        yield address
