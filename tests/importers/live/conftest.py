"""Platforms on real sockets, and a way to ask them that does not wait long."""

from collections.abc import Iterator

import pytest

from importers.live.web import Web
from tests.live_platform import Platform, serving


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
