"""Platforms on real sockets, and a way to ask them that does not wait long."""

from tests.importers.live.conftest import asking, other, platform

__all__ = ["asking", "other", "platform"]
