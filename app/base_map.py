"""Keeps the map under the city: fetches what is in sight, and tries again when a server fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.document import Document
from app.on_the_table import BaseMap, Change
from app.tasks import Task, Tasks

if TYPE_CHECKING:
    from city.imagery import Imagery
    from city.progress import Progress
    from importers.maps.fetch import Fetcher
    from importers.maps.ground import GroundMap

WIDE = 2048  # pixels of the picture of everything
CLOSER = 1.6  # times as fine a picture is worth another one
RESTS = 500  # milliseconds that the eye must rest before a finer picture is asked for
FIRST_WAIT, LONGEST_WAIT = 5_000, 300_000  # milliseconds until a failed server is asked again
MARGIN = 0.05  # of the city's size, that the map goes beyond it on each side


class Cartographer(QObject):
    """Lays the document's map under the city; `said` tells how it stands, "" when all is well."""

    said = Signal(str)

    def __init__(
        self, document: Document, viewport: Any, tasks: Tasks, fetcher: Fetcher | None = None
    ) -> None:
        super().__init__()
        self._document, self._viewport, self._tasks = document, viewport, tasks
        self._fetcher = fetcher
        self._wanted: BaseMap | None = None
        self._source: GroundMap | None = None
        self._whole: Imagery | None = None
        self._near: Imagery | None = None
        self._job: Task | None = None
        self._wait = FIRST_WAIT
        self._rest = QTimer(self, singleShot=True, interval=RESTS)
        self._rest.timeout.connect(self._look_closer)
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._begin)
        document.changed.connect(self._on_change)
        viewport.moved.connect(lambda *_: self._rest.start())

    def close(self) -> None:
        """Ask nobody any more."""
        self._rest.stop()
        self._forget()
        if self._fetcher is not None:
            self._fetcher.close()

    def _on_change(self, change: Change) -> None:
        if change.what == "opened":
            self._forget()
            self._begin()
        elif change.what == "map":
            self._follow()

    def _follow(self) -> None:
        """See what has become of the map: another, none, or only fainter."""
        wanted, had = self._document.base_map, self._wanted
        if wanted is not None and had is not None and wanted.same_map(had):
            self._wanted = wanted
            self._lay()
            return
        self._forget()
        self._begin()

    def _forget(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._again.stop()
        self._wait = FIRST_WAIT
        self._source = self._whole = self._near = self._wanted = None
        self._lay()
        self.said.emit("")

    def _begin(self) -> None:
        """Find the map, and fetch the picture of all of the city."""
        wanted, frame = self._document.base_map, self._document.frame
        if wanted is None or frame is None:
            return
        self._wanted = wanted
        self.said.emit("On its way")
        box = _wider(self._viewport.extent())
        fetcher = self._asked()

        def job(progress: Progress) -> tuple[GroundMap, Imagery]:
            from importers.maps.catalogue import find
            from importers.maps.ground import under

            source = find(wanted.address, wanted.name, frame.horizontal, fetcher, progress)
            metres = max(box[2] - box[0], box[3] - box[1]) / WIDE
            return source, under(source, frame, box, metres, progress)

        self._start(job, self._arrived)

    def _arrived(self, found: tuple[GroundMap, Imagery]) -> None:
        self._job = None
        self._wait = FIRST_WAIT
        self._source, self._whole = found
        self.said.emit("No map of this place" if self._whole.empty else "")
        self._lay()
        self._rest.start()

    def _look_closer(self) -> None:
        """Fetch a finer picture of what is in sight, where that shows more."""
        frame, source, whole = self._document.frame, self._source, self._whole
        if source is None or whole is None or frame is None:
            return
        sight = self._viewport.ground_in_sight()
        if sight is None:
            return
        box, metres = sight
        held = self._near
        if metres * CLOSER > whole.metres or (held is not None and _serves(held, box, metres)):
            return

        def job(progress: Progress) -> Imagery:
            from importers.maps.ground import under

            return under(source, frame, box, metres, progress)

        self._start(job, self._came_closer)

    def _came_closer(self, near: Imagery) -> None:
        self._job = None
        self._near = near
        self.said.emit("")
        self._lay()

    def _start(self, job: Any, then: Any) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = self._tasks.start("", job, then, self._failed)

    def _failed(self, fault: Exception) -> None:
        """Say what is wrong; ask again later, each time after a longer wait."""
        from importers.maps.fetch import MapFault

        self._job = None
        if not isinstance(fault, MapFault):
            raise fault
        if fault.lasting:
            self.said.emit(str(fault))
            return
        self.said.emit(f"{fault}. Trying again in {self._wait // 1000} s")
        if self._source is None:
            self._again.start(self._wait)
        else:
            self._rest.start(self._wait)
        self._wait = min(self._wait * 2, LONGEST_WAIT)

    def _lay(self) -> None:
        wanted = self._wanted
        if wanted is None or not wanted.visible or self._whole is None:
            self._viewport.lay_map(None, None, 1.0)
        else:
            self._viewport.lay_map(self._whole, self._near, wanted.strength)

    def _asked(self) -> Fetcher:
        if self._fetcher is None:
            from importers.maps.fetch import Fetcher

            self._fetcher = Fetcher()
        return self._fetcher


Box = tuple[float, float, float, float]


def _wider(box: Box) -> Box:
    west, south, east, north = box
    room = MARGIN * max(east - west, north - south)
    return west - room, south - room, east + room, north + room


def _serves(held: Imagery, box: Box, metres: float) -> bool:
    """Whether a picture that is there already shows a place as finely as wanted."""
    west, south, east, north = box
    inside = held.west <= west and held.south <= south and held.east >= east and held.north >= north
    return inside and held.metres <= metres * CLOSER
