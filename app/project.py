"""Keeps the document and its project file in step: what is done is written as it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from app.document import Document
from app.on_the_table import PLANNED, BaseMap, Change, Opened
from app.reopening import Reopened
from city.crs import Crs
from city.cutaway import Cutaway, read_cutaway
from city.frame import Frame
from city.place import Place
from city.progress import Progress
from city.project import Contents, Eye, Look, Origin, Project, ProjectError, Viewpoint
from city.project.tables import eye_from
from city.project.viewpoint import places_in_frame
from city.style import StyleError, read_style, write_style
from city.time_zone import zone
from importers import places

AT_ONCE = ("views", "notes", "fixes", "measurements", "styles")
PASSING = (  # are not kept
    *("history", "selection", "chosen", "shown", "cutaway", "plan", "planned"),
    *("live", "shown_at", "live_chosen"),
)
SOON = 300  # milliseconds that a sliding change may take to come to rest
EYE_RESTS = 2000  # milliseconds after which the eye's place is written
AGAIN = 5000  # milliseconds after which a write that failed is tried again


class Eyed(Protocol):
    """Whatever has an eye: the viewport."""

    def eye(self) -> Eye: ...


class Scribe(QObject):
    """Writes down what the document holds, once it is kept as a project.

    Notes, measurements, views, styles and height fixes are in the file before the call that made
    them returns; what slides (opacity, the hour, the eye) as soon as it rests. `saved` says how it
    stands.
    """

    saved = Signal(str)  # in a word or two, "" without a project
    failed = Signal(str)  # why nothing could be written, in a sentence
    leaving = Signal()  # the project is about to be closed: what is half typed is kept now

    def __init__(self, document: Document, viewport: Eyed) -> None:
        super().__init__()
        self._document, self._viewport = document, viewport
        self.project: Project | None = None
        self._missing: tuple[Origin, ...] = ()  # of openings of which nothing came
        self._asleep: dict[str, Look] = {}  # how their layers are to look
        self.sources_asleep: list[Any] = []  # of live layers that are not on the table yet
        self.results_asleep: list[Any] = []  # and of results
        self._fault = ""
        self.strange: BaseMap | None = None  # a map that nobody here has asked for
        self._looked = False  # whether the eye is where somebody has put it
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.write)
        document.changed.connect(self._on_change)
        document.emptying.connect(self.let_go)

    # Taking up and letting go

    def keep_as(self, path: Path) -> None:
        """Make a project of what is on the table. Raises ProjectError where that cannot be."""
        self.kept(self.keeping(path)(Progress()))

    @property
    def packed(self) -> bool:
        """Whether the project holds its sources, so that copying it takes a while."""
        return self.project is not None and bool(self.project.pack.sources)

    def keeping(self, path: Path) -> Callable[[Progress], Project]:
        """A job that makes a project of what is on the table; its answer goes to `kept`."""
        contents = self.contents()
        old = self.project.path if self.project is not None else None

        def job(progress: Progress) -> Project:
            if old is None:
                return Project.create(path, contents, True)
            other = Project.open(old, write=False)
            try:
                return Project.create(path, contents, True, other, progress)
            finally:
                other.close()

        return job

    def kept(self, fresh: Project) -> None:
        """Write from now on into a project that `keeping` has made."""
        if self.project is not None:
            self.project.close()
        self.project = fresh
        self.write()

    def take_up(self, found: Reopened, trusts: Callable[[BaseMap], bool]) -> Eye | None:
        """Lay a reopened project on the table as it was left, in place of what is there.

        trusts: whether a map may be asked for; one that may not is `strange`, and only kept.
        Returns where the eye was, in local metres; None where that is nowhere here.
        """
        document, contents = self._document, found.project.contents
        document.clear()
        for opened in found.opened:
            document.lay(opened, add=True)
        numbers = {opened.number for opened in found.opened}
        self._missing = tuple(o for o in contents.origins if o.opening not in numbers)
        self._asleep = {look.key: look for look in contents.looks}
        self._asleep = wake(document, self._asleep)
        document.remember(contents.views, contents.notes, contents.fixes, contents.measurements)
        document.say_place(*place_from(contents.settings))
        document.set_moment(moment_from(contents.settings))
        document.exaggerate(exaggeration_from(contents.settings))
        base_map = map_from(contents.settings)
        if base_map is None or trusts(base_map):
            document.lay_map(base_map)
        else:
            self.strange = base_map
        self.project = found.project
        said = contents.settings.get("live")
        self.sources_asleep = said if isinstance(said, list) else []
        said = contents.settings.get("results")
        self.results_asleep = said if isinstance(said, list) else []
        self.write()
        eye = _eye_left(contents.settings, document.frame)
        return eye.stretched(document.exaggeration) if eye is not None else None

    def found_again(self, origin: Origin) -> None:
        """An opening that was missing lies on the table again."""
        self._missing = tuple(o for o in self._missing if o.opening != origin.opening)
        self._asleep = wake(self._document, self._asleep)
        self.write()

    def let_go(self) -> None:
        """Write what is still to be written, and close the project."""
        if self.project is not None:
            self.leaving.emit()
            self.write()
            self.project.close()
        self._soon.stop()
        self.project, self._missing, self._asleep = None, (), {}
        self.sources_asleep, self.results_asleep = [], []
        self._fault, self._looked, self.strange = "", False, None
        self.saved.emit("")

    # Writing

    def _on_change(self, change: Change) -> None:
        if self.project is None or change.what in PASSING:
            return
        if change.what in AT_ONCE:
            self.write()
        else:
            self._later(SOON)

    def eye_moved(self) -> None:
        """The eye has moved; where it rests is written."""
        self._looked = True
        if self.project is not None:
            self._later(EYE_RESTS)

    def _later(self, milliseconds: int) -> None:
        if self.project is not None and not self.project.read_only:
            self.saved.emit("Saving…")
            self._soon.start(milliseconds)

    def write(self) -> None:
        """Write what is new, and say how it stands."""
        self._soon.stop()
        if self.project is None:
            return
        if self.project.read_only:
            self.saved.emit("Read only")
            return
        try:
            self.project.keep(self.contents())
        except ProjectError as fault:
            self.saved.emit("Not saved")
            self._soon.start(AGAIN)
            if str(fault) != self._fault:  # told once, not every five seconds
                self._fault = str(fault)
                self.failed.emit(self._fault)
        else:
            self._fault = ""
            self.saved.emit("Saved")

    def contents(self) -> Contents:
        """What the document holds, as it is written."""
        document = self._document
        origins = [
            Origin(opened.number, position, self._where(opened, position), hash=h, crs=opened.said)
            for opened in document.opened
            for position, h in enumerate(opened.hashes or [""] * len(opened.paths))
        ]
        looks = [
            Look(
                layer.key,
                layer.visible,
                layer.opacity,
                layer.lod,
                layer.textures,
                write_style(layer.style) if layer.style is not None else "",
            )
            for layer in document.layers.values()
            if layer.group != PLANNED
        ]
        return Contents(
            origins=(*origins, *self._missing),
            looks=(*looks, *self._asleep.values()),
            views=document.views,
            notes=document.notes,
            fixes=document.fixes,
            measurements=document.measurements,
            plans=self.project.contents.plans if self.project is not None else (),
            settings=self._settings(),
        )

    def _where(self, opened: Opened, position: int) -> str:
        """Where a source lies; of one that came in the project itself, where it lay before."""
        path = Path(opened.paths[position]).absolute()
        if self.project is not None and path.is_relative_to(places.packed()):
            for origin in self.project.contents.origins:
                if (origin.opening, origin.position) == (opened.number, position):
                    return origin.path
        return str(path)

    def _settings(self) -> dict[str, Any]:
        settings = dict(self.project.contents.settings) if self.project else {}
        document = self._document
        if document.frame is not None and self._looked:
            eye = self._viewport.eye().stretched(1 / document.exaggeration)
            settings["eye"] = asdict(eye.in_world(document.frame))
        settings["exaggeration"] = document.exaggeration
        base_map = document.base_map or self.strange
        settings["map"] = asdict(base_map) if base_map else None
        live = [one.source.to_plain() for one in document.live.values() if one.source.kept]
        settings["live"] = [*self.sources_asleep, *live]
        results = [one.kept.to_plain() for one in document.results.values()]
        settings["results"] = [*self.results_asleep, *results]
        settings["moment"] = document.moment.isoformat() if document.moment else ""
        settings["zone"] = getattr(document.moment and document.moment.tzinfo, "key", "")
        place = document.said_place
        said = {"place": [place.lon, place.lat] if place else None, "clock": document.clock}
        return {k: v for k, v in {**settings, **said}.items() if v or k not in said}


def wake(document: Document, looks: dict[str, Look]) -> dict[str, Look]:
    """Let the layers on the table look as they did; returns the looks of those that are not."""
    for key in looks.keys() & document.layers.keys():
        look, layer = looks[key], document.layers[key]
        try:
            style = read_style(look.style) if look.style else None
        except StyleError:
            style = None
        lod = look.lod if look.lod in layer.lods else None
        shown: dict[str, Any] = {"visible": look.visible, "opacity": look.opacity, "lod": lod}
        document.set_layer(key, **shown, textures=look.textures, style=style)
    return {key: look for key, look in looks.items() if key not in document.layers}


def show_as(document: Document, view: Viewpoint) -> None:
    """Show the layers of a view as it kept them, at its moment."""
    for key in view.visible.keys() & document.layers.keys():
        try:
            style = read_style(view.styles[key]) if key in view.styles else None
        except StyleError:
            style = document.layers[key].style
        document.set_layer(key, visible=view.visible[key], style=style)
    name = getattr(document.moment and document.moment.tzinfo, "key", "")
    document.set_moment(moment_from({"moment": view.moment, "zone": name}))
    document.cut(_cutaway(view, document.frame))


def _cutaway(view: Viewpoint, frame: Frame | None) -> Cutaway | None:
    """What a view cuts away, in a frame that need not be the view's own."""
    said, crs = view.section, Crs(view.eye.horizontal, view.eye.vertical)
    if frame is None or not isinstance(said, Mapping):
        return None
    try:
        place = places_in_frame([said["place"]], crs, frame)[0].tolist()
    except (ValueError, TypeError, KeyError, IndexError):
        return None
    return read_cutaway({**said, "place": place}, (0.0, 0.0, 0.0))


def map_from(settings: Mapping[str, Any]) -> BaseMap | None:
    """The map of a project's settings; None for none, and for one that is not to be understood."""
    said = settings.get("map")
    if not isinstance(said, Mapping):
        return None
    try:
        words = {name: said[name] for name in ("address", "name", "title", "attribution")}
        visible, strength = said["visible"] is True, float(said["strength"])
    except (TypeError, KeyError, ValueError):
        return None
    if not all(isinstance(word, str) for word in words.values()) or not 0 <= strength <= 1:
        return None
    return BaseMap(**words, visible=visible, strength=strength)


def moment_from(settings: Any) -> datetime | None:
    """The moment of a project's settings, in its time zone; None for none or a wrong one."""
    try:
        moment = datetime.fromisoformat(settings.get("moment", ""))
        name = settings.get("zone", "")
        return moment.astimezone(ZoneInfo(name) if name else moment.tzinfo)
    except (ValueError, TypeError, LookupError, OSError):
        return None


def place_from(settings: Mapping[str, Any]) -> tuple[Place | None, str]:
    """Where a person says that the city stands, and whose clock it keeps: an IANA zone, or ""."""
    try:
        lon, lat = (float(degrees) for degrees in settings["place"])
        place = Place(lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None
    except (KeyError, TypeError, ValueError):
        place = None
    clock = settings.get("clock", "")
    try:
        return place, str(zone(clock).key) if clock else ""
    except (TypeError, ValueError):
        return place, ""


def exaggeration_from(settings: Mapping[str, Any]) -> float:
    """How many times as high everything was drawn, within reason."""
    factor = settings.get("exaggeration")
    return factor if isinstance(factor, float) and 0.1 <= factor <= 100 else 1.0


def _eye_left(settings: Any, frame: Frame | None) -> Eye | None:
    if frame is None or "eye" not in settings:
        return None
    try:
        return eye_from(settings["eye"]).in_frame(frame)
    except (ValueError, KeyError, TypeError):
        return None
