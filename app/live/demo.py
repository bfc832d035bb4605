"""The sample city alive without a network: its invented platforms, played on this machine."""

from __future__ import annotations

from contextlib import ExitStack

from app.live.feeds import Feeds
from app.live.layer import Source
from app.live.link import Link
from importers.live.replay.demo import demo_service

# Of each layer its title, the types of its entities, what it shows, and whether at once.
LAYERS = (
    ("Buses and trams (invented)", "Vehicle", "", True),
    ("Air quality (invented)", "AirQualityObserved", "pm25", True),
    ("Noise (invented)", "NoiseLevelObserved", "laeq", False),
    ("Car parks (invented)", "OffStreetParking", "", False),
    ("Weather (invented)", "WeatherObserved", "temperature", False),
    ("Water levels (invented)", "WaterObserved", "", False),
    ("Street lights (invented)", "Streetlight", "", False),
    ("Energy use (invented)", "EnergyMeter", "", False),
)
EVERY = 3.0  # seconds between two questions


class Demo:
    """The replay service of the sample city, while it is needed."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._service = self._stack.enter_context(demo_service())

    def begin(self, feeds: Feeds) -> None:
        """Lay what the invented platforms tell on the city."""
        service = self._service
        for title, kind, shown, visible in LAYERS:
            address = f"{service.ngsi_ld}/entities?type={kind}"
            follows = service.gtfs if kind == "Vehicle" else ""
            source = Source(
                *(address, title, shown, visible, EVERY),
                timetable=follows,
                kept=False,
                played=True,
            )
            link = Link(address, timetable=follows, headers=service.headers, kept=False)
            feeds.add(source, link)

    def close(self) -> None:
        """Play nothing any more."""
        self._stack.close()
