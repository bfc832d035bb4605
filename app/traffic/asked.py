"""What somebody asks of traffic in the window, as a project keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from app.here import is_here
from app.simulated.taken import word
from city.time_zone import zone as time_zone
from city.traffic.question import Question

MOST_TRIPS = 1_000_000  # an hour
MOST_SEED = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """network: the path of its file. routes: of one that tells the trips, "" for trips by chance,
    so many an hour. begin, end: times of a day, "07:00". crs: of a network that does not say where
    it lies, "" for one that does."""

    network: str = ""
    routes: str = ""
    trips: int = 1000
    seed: int = 1
    begin: str = "07:00"
    end: str = "08:00"
    crs: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Plain values for a file."""
        return asdict(self)

    def files(self) -> tuple[Path, Path | None]:
        """The network and the trips; ValueError in one line for what is no file of this machine."""
        if not self.network:
            raise ValueError("choose a network of streets: .net.xml, .net.xml.gz or .osm")
        network = _there(self.network)
        return network, _there(self.routes) if self.routes else None

    def question(self, day: date, zone: str) -> Question:
        """The same for a run. day, zone: that the times of the day are of. Raises ValueError."""
        begin, end = (datetime.combine(day, time.fromisoformat(t)) for t in (self.begin, self.end))
        if end <= begin:  # past midnight
            end += timedelta(days=1)
        moments = [
            moment.replace(tzinfo=time_zone(zone)).astimezone(UTC) for moment in (begin, end)
        ]
        first, last = (np.datetime64(m.replace(tzinfo=None), "ms") for m in moments)
        return Question(first, last, trips=float(self.trips), seed=self.seed)


def asked_from(said: Any) -> Asked:
    """What a project keeps; what cannot be understood is as usual."""
    if not isinstance(said, Mapping):
        return Asked()
    usual = Asked()
    return Asked(
        network=_path(said.get("network")),
        routes=_path(said.get("routes")),
        trips=_whole(said.get("trips"), usual.trips, 1, MOST_TRIPS),
        seed=_whole(said.get("seed"), usual.seed, 0, MOST_SEED),
        begin=_clock(said.get("begin"), usual.begin),
        end=_clock(said.get("end"), usual.end),
        crs=word(said.get("crs")),
    )


def _there(path: str) -> Path:
    if not is_here(path):
        raise ValueError(f"{path}: it lies on another machine; copy it to this one first")
    found = Path(path)
    if not found.is_file():
        raise ValueError(f"{path}: there is no such file; choose another one")
    return found


def _path(said: Any) -> str:
    return said if isinstance(said, str) and said.isprintable() else ""


def _whole(said: Any, usual: int, least: int, most: int) -> int:
    return said if type(said) is int and least <= said <= most else usual


def _clock(said: Any, usual: str) -> str:
    try:
        return time.fromisoformat(said).strftime("%H:%M")
    except (TypeError, ValueError):
        return usual
