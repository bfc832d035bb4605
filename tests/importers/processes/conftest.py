"""Servers of processes on real sockets, and a way to ask them that does not wait long."""

from tests.importers.live.conftest import asking, other, platform, pygeoapi

__all__ = ["asking", "other", "platform", "pygeoapi"]
