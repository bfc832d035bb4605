"""What city models tell over time themselves: the series of their Dynamizers, as live layers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.document import Document
from app.live.layer import Source
from app.live.link import Heard, heard_of
from app.on_the_table import Change
from app.tasks import Tasks
from city.model import City
from city.progress import Progress
from city.series import Series
from importers.live.dynamized import dynamized
from importers.report import Report

STANDARD = "CityGML Dynamizer"


class Models(QObject):
    """Looks for series in every city that comes on the table, on a worker."""

    def __init__(
        self, document: Document, tasks: Tasks, hold: Callable[[Source, str, Heard], object]
    ) -> None:
        """hold: lays what was found on the table."""
        super().__init__()
        self._document, self._tasks, self._hold = document, tasks, hold
        self._known: list[City] = []
        document.changed.connect(self._on_change)

    def _on_change(self, change: Change) -> None:
        if change.what != "opened":
            return
        cities = self._document.cities()
        new = [city for city in cities if not any(city is one for one in self._known)]
        self._known = cities
        for city in new:

            def job(progress: Progress, city: City = city) -> Heard | None:
                return told_by(city, progress)

            def took(heard: Heard | None, city: City = city) -> None:
                if heard is not None and any(city is one for one in self._known):
                    self._hold(
                        Source("", _title(city), kept=False, form="objects"), STANDARD, heard
                    )

            self._tasks.start("", job, took)


def told_by(city: City, progress: Progress) -> Heard | None:
    """What a city model tells over time; None where it tells nothing."""
    report, series = Report(), Series()
    for readings in dynamized(city, report):
        progress.check()
        series = series.merge(readings)
    return heard_of(series, report) if len(series) else None


def _title(city: City) -> str:
    names = [source.path.replace("\\", "/").rpartition("/")[2] for source in city.sources]
    return f"Series of {names[0] or 'the city'}" if names else "Series of the city"
