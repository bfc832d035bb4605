"""The recordings of the demonstration, played as the platforms of the sample city."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import assets
from importers.live.replay.clock import Clock
from importers.live.replay.service import Service, playing
from importers.report import Report


@contextmanager
def demo_service(clock: Clock | None = None) -> Iterator[Service]:
    """The replay service of the demonstration while it is needed: addresses, what to say with each
    question, and its clock, which shows this moment unless another one is given."""
    folder = assets.path("recordings")
    timetable = (folder / "gtfs.zip").read_bytes()
    paths = sorted(folder.glob("*.ndjson"))
    with playing(paths, clock or Clock(), Report(), timetable) as service:
        yield service
