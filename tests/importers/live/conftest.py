"""Platforms on real sockets, and ways to ask them that do not wait long before they ask again."""

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
    """A way to the platform, with a secret; patient, since a machine that is busy answers late."""
    with Web(platform.address, {"Authorization": "Bearer s3cret"}, first_wait=0.01) as one:
        yield one


@pytest.fixture
def hasty(platform: Platform) -> Iterator[Web]:
    """The same for a platform that is silent, or slow."""
    with Web(platform.address, {}, silence=0.3, patience=0.6, first_wait=0.01) as one:
        yield one


@pytest.fixture(scope="session")
def pygeoapi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server of OGC API, one for each process that runs tests."""
    with running(tmp_path_factory.mktemp("pygeoapi")) as address:
        yield address
