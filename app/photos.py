"""Photographs of the city: where each was taken, found from corners that it and the city show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QImageReader

from app.cli_photo import draw_apart, found_photo
from app.photo_marks import PhotoMarks
from app.planning import Planning
from app.plans import BASELINE
from app.tasks import Task, Tasks
from app.tools.corner import Corner
from city.camera import Camera, Triple
from city.photo_match import KEPT, PAIRS, Matched, PhotoMatch, matched, photo_matches
from city.progress import Progress
from city.project import Eye, Project
from importers import ReadError
from importers.apart import Broken, apart
from importers.photo import Photo, proposed, read_photo

if TYPE_CHECKING:
    from app.document import Document
    from app.viewport import Viewport

F64 = NDArray[np.float64]

EYES = 1.6  # metres over the ground at which photographs are taken, where nobody knows better
PATIENCE = 900.0  # seconds for which a picture may take
LARGE = 512  # megabytes of a photograph's pixels that are read


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A pixel of the photograph (2,), and the place of the city that it shows (3,), local."""

    pixel: F64
    place: F64


class Photos(QObject):
    """The photograph that is being matched, and those that the project keeps.

    told: something of it has changed. refused: why something could not be done, in a sentence.
    done: a picture has been written; what is to be told of it.
    """

    told = Signal()
    refused = Signal(str)
    done = Signal(str)

    def __init__(
        self,
        viewport: Viewport,
        document: Document,
        planning: Planning,
        tasks: Tasks,
        held: Callable[[], Project | None],
        need_project: Callable[[], Project | None],
    ) -> None:
        super().__init__(viewport)
        self._viewport, self.document, self._planning = viewport, document, planning
        self._tasks, self._held, self._need_project = tasks, held, need_project
        self.name = ""  # under which it is kept
        self.photo: Photo | None = None
        self.image = QImage()
        self.camera: Camera | None = None  # local metres, of the photograph's size
        self.pairs: list[Pair] = []
        self.found: Matched | None = None
        self.keep_angle = False  # whether the focal length is known
        self.veil = 0.0  # how strongly the photograph lies over the city, from 0 to 1
        self._task: Task | None = None
        viewport.marks.append(PhotoMarks(viewport, self))
        document.emptying.connect(self.put_away)

    @property
    def kept(self) -> dict[str, PhotoMatch]:
        """The photographs of the project, by name."""
        project = self._held()
        return photo_matches(project.contents.settings) if project is not None else {}

    @property
    def busy(self) -> bool:
        """Whether a picture is being made."""
        return self._task is not None

    # Opening

    def open(self, path: Path) -> bool:
        """Begin with a photograph, at the place that it names itself, or where one looks from."""
        frame = self.document.frame
        if frame is None or not self._read(path):
            return False
        assert self.photo is not None
        self.name = path.stem
        camera = proposed(self.photo, frame, self._eye().position)
        if self.photo.lon is None:
            self.camera = self._as_now(camera.angle)
        else:
            x, y, _ = camera.position
            ground = float(self._planning.view.ground(np.array([[x, y]]))[0])
            lift = ground + EYES - camera.position[2]
            place, focus = (_lifted(p, lift) for p in (camera.position, camera.focus))
            self.camera = replace(camera, position=place, focus=focus)
        self.keep_angle = self.photo.as_film is not None
        self.look()
        return True

    def take_up(self, name: str) -> bool:
        """Go on with a photograph that the project keeps."""
        project, match, frame = self._held(), self.kept.get(name), self.document.frame
        if project is None or match is None or frame is None:
            return False
        if not self._read(found_photo(project.path, match)):
            return False
        ends = frame.to_local(np.array([match.position, match.focus]))
        camera = match.camera()
        self.camera = replace(camera, position=_triple(ends[0]), focus=_triple(ends[1]))
        self.name = name
        self.look()
        return True

    def _read(self, path: Path) -> bool:
        try:
            photo = read_photo(path)
        except (ReadError, OSError) as fault:
            self.refused.emit(str(fault))
            return False
        QImageReader.setAllocationLimit(LARGE)
        reader = QImageReader(str(path))
        reader.setAutoTransform(True)
        image = reader.read()
        if image.isNull():
            self.refused.emit(f"{path.name} cannot be shown: {reader.errorString()}")
            return False
        self.photo, self.image = photo, image
        self.pairs, self.found = [], None
        return True

    def put_away(self) -> None:
        """Let go of the photograph."""
        self.photo, self.image, self.camera = None, QImage(), None
        self.pairs, self.found, self.veil = [], None, 0.0
        self.told.emit()
        self._viewport.update()

    # Where the camera stands

    def _eye(self) -> Eye:
        return self._viewport.eye().stretched(1 / self.document.exaggeration)

    def _as_now(self, angle: float | None = None) -> Camera:
        """A camera that stands and looks as the eye does now; angle: of the photograph, degrees,
        None for what the eye sees where the photograph lies over the city."""
        assert self.photo is not None
        eye, (columns, rows) = self._eye(), self.photo.size
        if angle is None:
            half = np.tan(np.radians(eye.angle) / 2) / self._wider(columns / rows)
            angle = float(np.degrees(2 * np.arctan(half)))
        return Camera(eye.position, eye.focus, eye.up, angle, self.photo.size)

    def _wider(self, shape: float) -> float:
        """How many times as high as a photograph of a shape the picture is that has it all."""
        room = self._viewport.room
        return max(shape * room.height() / max(room.width(), 1), 1.0)

    def take_view(self) -> None:
        """Let the camera stand where the eye is."""
        if self.photo is not None:
            self.camera, self.found = self._as_now(), None
            self.told.emit()

    def look(self) -> None:
        """Look from where the camera stands, so that the photograph fits over the city."""
        camera = self.camera
        if camera is not None:
            columns, rows = camera.size
            half = np.tan(np.radians(camera.angle) / 2) * self._wider(columns / rows)
            angle = float(np.degrees(2 * np.arctan(half)))
            eye = Eye(camera.position, camera.focus, camera.up, angle)
            self._viewport.start_at(eye.stretched(self.document.exaggeration))
        self.told.emit()

    def lay_over(self, strength: float) -> None:
        """Lay the photograph over the city, from 0, not at all, to 1."""
        self.veil = strength
        self._viewport.update()

    # Pairs

    def pair(self, x: float, y: float) -> None:
        """Let the next click in the city say what a pixel of the photograph shows."""

        def told(place: F64) -> None:
            self.pairs.append(Pair(np.array([x, y]), place))
            self.match()

        self._viewport.take(Corner(self._viewport, self.document.exaggeration, told))
        self._viewport.setFocus()

    def unpair(self, number: int) -> None:
        """Take a pair away."""
        if 0 <= number < len(self.pairs):
            del self.pairs[number]
            self.match()

    def match(self) -> None:
        """Find the camera from the pairs, as soon as there are enough of them."""
        self.found = None
        if self.camera is not None and len(self.pairs) >= PAIRS:
            pixels = np.array([pair.pixel for pair in self.pairs])
            places = np.array([pair.place for pair in self.pairs])
            try:
                self.found = matched(self.camera, pixels, places, self.keep_angle)
            except ValueError as fault:
                self.refused.emit(f"The camera is not found: {fault}.")
            else:
                self.camera = self.found.camera
        self.told.emit()
        self._viewport.update()

    # In the project

    def keep(self, name: str) -> None:
        """Keep the photograph and its camera in the project, under a name."""
        frame = self.document.frame
        name = " ".join(name.split())[:200]
        if self.photo is None or self.camera is None or frame is None or not name:
            return
        if self._need_project() is None:
            return
        ends = frame.to_world(np.array([self.camera.position, self.camera.focus]))
        camera = replace(self.camera, position=_triple(ends[0]), focus=_triple(ends[1]))
        match = PhotoMatch.of(str(self.photo.path.absolute()), camera, self._moment())
        self._write(self.kept | {name: match})
        self.name = name
        self.told.emit()

    def _moment(self) -> str:
        """When it was taken; else the moment of the time bar."""
        assert self.photo is not None
        shown = self.document.moment
        known = self.kept.get(self.name)
        return (
            self.photo.moment
            or (known.moment if known is not None else "")
            or (shown.isoformat() if shown is not None else "")
        )

    def forget(self, name: str) -> None:
        """Take a photograph out of the project; its file stays."""
        self._write({key: one for key, one in self.kept.items() if key != name})
        self.told.emit()

    def rename(self, name: str, new: str) -> None:
        """Call a photograph otherwise; no other one is replaced."""
        new, kept = " ".join(new.split())[:200], self.kept
        if name in kept and new and new not in kept:
            self._write({new if key == name else key: one for key, one in kept.items()})
            self.name = new if self.name == name else self.name
        self.told.emit()

    def _write(self, matches: dict[str, PhotoMatch]) -> None:
        self._planning.remember(KEPT, {key: one.as_json() for key, one in matches.items()})

    def make(self, name: str, out: Path, outlined: bool = True) -> None:
        """Draw the plan on the table into a photograph that is kept; another process does."""
        project, scenario = self._held(), self._planning.scenario
        if project is None or name not in self.kept or self.busy:
            return
        plan = BASELINE if scenario is None else scenario.name
        given = (project.path, out, name, plan, outlined)

        def job(progress: Progress) -> list[str]:
            progress.report(0, 0, f"Laying {plan} into {name}")
            return [line for told in apart(draw_apart, given, PATIENCE, progress) for line in told]

        def done(told: list[str]) -> None:
            lines = [f"{line[:1].upper()}{line[1:]}." for line in told[:2]]
            self.done.emit(" ".join([f"Written: {out.name}.", *lines]))

        self._task = self._tasks.start("Laying the plan into a photograph", job, done, self._failed)
        self._tasks.ended.connect(self._on_ended)
        self.told.emit()

    def _failed(self, fault: Exception) -> None:
        if not isinstance(fault, (ReadError, Broken, OSError)):
            raise fault
        self.refused.emit(f"The picture was not made: {fault}")

    def _on_ended(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self._tasks.ended.disconnect(self._on_ended)
            self.told.emit()


def _lifted(point: Triple, by: float) -> Triple:
    return point[0], point[1], point[2] + by


def _triple(values: Any) -> Triple:
    x, y, z = (float(value) for value in values)
    return x, y, z
