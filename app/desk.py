"""What one does with a project: keep it, copy it, save views, pin notes, look for lost sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QFileDialog

from app.cli_plans_arguments import AROUND
from app.flags import Flags
from app.lift import Lift
from app.on_the_table import BaseMap, Change, Opened, Selection
from app.panels.heights import Heights
from app.panels.notes import Notes
from app.panels.views import Views
from app.project import Scribe, show_as
from app.reopening import Lost, Reopened, read_again
from app.tasks import Job
from app.tools.pin import Pin
from city.crs import Crs
from city.model import City
from city.progress import Progress
from city.project import SUFFIX, Note, Origin, Project, ProjectError, Viewpoint
from city.scenario import Scenario
from city.style import write_style

if TYPE_CHECKING:
    from app.tools.tool import Point
    from app.window import Window

PROJECTS = f"Maquette projects (*{SUFFIX})"
KEYS = ("1", "2", "3")  # fly to the first views
ROOM = 20.0  # metres round a note that are shown with it


class Desk(QObject):
    """The window's project: its commands, its panels, and the file it is kept in."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        assert window.table is not None
        self._window, self._document, self._table = window, window.document, window.table
        self.viewport = self._table.viewport
        self.views, self.notes = Views(window.document), Notes(window.document)
        # after the notes: what is half typed is kept before the file is closed
        self.scribe = Scribe(window.document, self.viewport)
        self.lift = Lift(window.document, window.tasks)
        self.heights = Heights(window.document, window.tasks)
        self.flags = Flags(self.viewport, window.document)
        side = self._table.side
        side.add("views", "Views", self.views)
        side.add("notes", "Notes", self.notes)
        side.add("heights", "Heights", self.heights, self.heights.look)
        self._commands()
        self.scribe.saved.connect(window.status.say_saved)
        self.scribe.failed.connect(window.notice.say)
        self.viewport.moved.connect(lambda *_: self.scribe.eye_moved())
        self.views.saving.connect(self.save_view)
        self.views.updated.connect(self.update_view)
        self.views.flown.connect(self.fly_to_view)
        self.notes.pinning.connect(self.pin)
        self.notes.flown.connect(self.fly_to_note)
        self.notes.marked.connect(self.flags.mark)
        self.notes.exporting.connect(self.ask_export)
        self.flags.clicked.connect(self._turn_to_note)
        window.document.changed.connect(self._on_change)

    def _commands(self) -> None:
        add = self._window.actions_.add
        add("File", "&Keep as project…", "Ctrl+S", self.ask_keep, part="keep")
        add("File", "Save a cop&y as…", "Ctrl+Shift+S", self.ask_copy, part="keep")
        add("File", "Pack &into one file…", "", self.ask_pack, part="keep")
        self.undo = add("Edit", "&Undo", "Ctrl+Z", lambda: self._step(True), part="undo")
        self.redo = add("Edit", "&Redo", "Ctrl+Shift+Z", lambda: self._step(False), part="undo")
        add("View", "Save this &view", "Ctrl+D", self.save_view, part="views")
        for place, key in enumerate(KEYS):
            words = f"Fly to the {('first', 'second', 'third')[place]} view"
            add("View", words, key, partial(self.views.fly, place), part="views")
        add("Edit", "Pin a no&te", "N", self.pin)
        add("Edit", "&Write a note about it", "Shift+N", self.note_selection, thing=True)
        add("Tools", "Why does it &float?", "", lambda: self._turn("heights"))
        self._name_steps()

    def _turn(self, page: str) -> None:
        self._window.turn_to(page)

    def _on_change(self, change: Change) -> None:
        if change.what in ("history", "opened", "planned"):
            self._name_steps()

    def _step(self, back: bool) -> None:
        """Undo or redo: what was done here, or else what the plan holds of earlier sessions."""
        document, studio = self._document, self._window.studio
        if document.history.last if back else document.history.next:
            document.undo() if back else document.redo()
        elif studio is not None:
            studio.planning.retracing.step(back)

    def _name_steps(self) -> None:
        history, studio = self._document.history, self._window.studio
        steps = studio.planning.retracing if studio is not None else None
        for action, verb, step in (
            (self.undo, "&Undo", history.last or (steps.can_step(True) if steps else "")),
            (self.redo, "&Redo", history.next or (steps.can_step(False) if steps else "")),
        ):
            words = step.replace("&", "&&")  # else a name's "&" would be an access key
            _rename(action, f"{verb}: {words}" if step else verb, bool(step))

    # The project file

    @property
    def name(self) -> str:
        """What the project is called, "" where nothing is kept."""
        return self.scribe.project.path.stem if self.scribe.project is not None else ""

    def holds(self, path: str) -> bool:
        """Whether this is the project that is open here."""
        project = self.scribe.project
        return project is not None and project.path == Path(path).absolute()

    def ask_keep(self) -> None:
        """Choose where the project is kept; one that is kept already needs nothing."""
        if self.scribe.project is not None and not self.scribe.project.read_only:
            name = self.scribe.project.path.name
            self._window.notice.say(
                f"{name} is kept as you go: every change is in it already.", grave=False
            )
        else:
            self._ask_path("Keep as project", self.keep_as)

    def ask_copy(self) -> None:
        self._ask_path("Save a copy of the project", self.copy_to)

    def keep_as(self, path: Path) -> None:
        """Make a project file of what is on the table."""
        path, scribe, old = _named(path), self.scribe, self.scribe.project

        def kept(fresh: Project) -> None:
            if scribe.project is not old:  # another lies on the table by now
                fresh.close()
                return
            scribe.kept(fresh)
            if self._window.studio is not None:
                self._window.studio.planning.move()
            self._window.settings.opened([str(path)])
            self._window.show_title()

        self._make(f"Keeping {path.name}", scribe.keeping(path), kept)

    def copy_to(self, path: Path) -> None:
        """Write a copy; the project that is open stays the one that is written."""
        project = self.scribe.project
        if project is None:
            self.keep_as(path)
            return
        self.scribe.write()
        path, say = _named(path), self._window.notice.say
        self._make(
            f"Copying to {path.name}",
            lambda progress: project.copy_to(path, progress),
            lambda _: say(f"{path.name} is a copy of it.", grave=False),
        )

    def _make(self, title: str, job: Job, then: Callable[[Any], None]) -> None:
        """Do a job and go on; one that copies packed sources is done by a worker."""
        if self.scribe.packed:
            self._window.tasks.start(title, job, then, self._failed)
            return
        try:
            made = job(Progress())
        except ProjectError as fault:
            self._window.notice.say(str(fault))
        else:
            then(made)

    def _failed(self, fault: Exception) -> None:
        if not isinstance(fault, ProjectError):
            raise fault
        self._window.notice.say(str(fault))

    def ask_pack(self) -> None:
        """Choose the file that is to hold the project with all of its sources."""
        if self.scribe.project is None:
            self._window.notice.say("Keep it as a project first (Ctrl+S); then it can be packed.")
        else:
            self._ask_path("Pack into one file", self.pack)

    def pack(self, path: Path) -> None:
        """Write a copy of the project with its sources in it; this one stays as it is."""
        from app.packing import Packing, pack

        project, opened, path = self.scribe.project, tuple(self._document.opened), _named(path)
        if project is None or path.absolute() == project.path:
            self._window.notice.say(f"{path.name}: this is the project itself; choose another name")
            return
        self.scribe.write()

        def packed(made: Packing) -> None:
            size = f"{path.stat().st_size / 1e6:,.1f} MB"
            words = f"{path.name} holds the project and its sources ({size})."
            self._window.notice.say(" ".join([words, *made.left]), grave=bool(made.left))

        self._window.tasks.start(
            f"Packing {path.name}",
            lambda progress: pack(project.path, path, progress, opened),
            packed,
        )

    def ask_package(self, scenario: Scenario) -> None:
        """Choose the file that is to hold one scenario with what it needs of the city."""
        self._ask_path("Hand the scenario on", partial(self.package, scenario))

    def package(self, scenario: Scenario, path: Path) -> None:
        """Write a scenario with the base around it as a project of its own."""
        from app.scenario_package import Handed, package

        project, opened, path = self.scribe.project, tuple(self._document.opened), _named(path)
        if project is None or self._window.studio is None:
            return
        self.scribe.write()
        models = dict(self._window.studio.planning.base.models)

        def handed(made: Handed) -> None:
            words = f"{path.name} holds {scenario.name} and what it needs of the city."
            self._window.notice.say(" ".join([words, *made.left[:3]]), grave=False)

        self._window.tasks.start(
            f"Handing on {scenario.name}",
            lambda progress: package(project, scenario, opened, path, AROUND, progress, models),
            handed,
        )

    def _ask_path(self, title: str, then: Callable[[Path], None], filters: str = PROJECTS) -> None:
        dialog = QFileDialog(self._window, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(filters.split(";;"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: then(Path(path)))
        dialog.open()

    def take_up(self, found: Reopened) -> None:
        """Lay a reopened project on the table, and say what is not as it was."""
        eye = self.scribe.take_up(found, self._trusts)
        self._table.first_eye = eye
        self._window.show_title()
        told = list(found.told)
        if self.scribe.strange is not None:
            told.append(
                f"Its map {self.scribe.strange.title} comes from an address that was never asked "
                "here; to see it, choose it yourself."
            )
        if found.project.read_only:
            told.insert(0, f"Nothing you do here is kept: {found.project.read_only}.")
        if told:
            self._window.notice.say(" ".join(told[:3]), grave=bool(found.project.read_only))
        if found.lost:
            self.ask_lost(found.lost)

    def _trusts(self, base_map: BaseMap) -> bool:
        """Whether a map may be asked for because a file says so: only where the user, or this
        program, has named its address before; asking tells the other side who asks.
        """
        from app.dialogs.base_map import known

        address = base_map.address
        plain = address.replace("\\", "/")
        local = Path(address).is_absolute() and not plain.startswith("//")
        return local or address in [*self._window.settings.maps, *(m["address"] for m in known())]

    def ask_lost(self, lost: tuple[Lost, ...]) -> None:
        """Let the sources that are missing be looked for elsewhere."""
        from app.dialogs.lost import LostSources

        dialog = LostSources(self._window, lost)
        dialog.found.connect(self.read_again)
        dialog.open()

    def read_again(self, lost: Lost, path: Path) -> None:
        """Read the opening of a source that was missing, now that it has been found."""
        project = self.scribe.project
        if project is None:
            return
        opening = lost.origin.opening
        fresh = tuple(
            replace(o, path=str(path), relative="") if o == lost.origin else o
            for o in self.scribe.contents().origins
            if o.opening == opening
        )
        frame, fixes = self._document.frame, self._document.fixes

        def job(progress: Progress) -> tuple[Opened | None, list[Lost], list[str]]:
            return read_again(fresh, project, frame, fixes, progress)

        self._window.tasks.start(
            f"Opening {path.name}", job, lambda found: self._found(fresh[0], *found)
        )

    def _found(
        self, origin: Origin, come: Opened | None, lost: list[Lost], told: list[str]
    ) -> None:
        if come is None:
            self._window.notice.say(" ".join(f"{one.path.name}: {one.why}." for one in lost))
            return
        if any(opened.number == come.number for opened in self._document.opened):
            self._document.move(come)
        else:
            self._document.lay(come, add=True)
        self.scribe.found_again(origin)
        if told:
            self._window.notice.say(" ".join(told), grave=False)

    # Views

    def save_view(self) -> None:
        """Keep what is seen now as one more view."""
        if self._document.frame is None:
            return
        taken = {view.name for view in self._document.views}
        number = next(n for n in range(1, 10_000) if f"View {n}" not in taken)
        view = self._seen(uuid4().hex, f"View {number}")
        self._document.do(f"Save {view.name}", views=(*self._document.views, view))
        self._turn("views")
        self.views.list.setCurrentRow(len(self._document.views) - 1)

    def update_view(self, view: Viewpoint) -> None:
        """Let a view be what is seen now."""
        fresh = self._seen(view.ident, view.name)
        views = tuple(fresh if v.ident == view.ident else v for v in self._document.views)
        self._document.do(f"Update the view {view.name}", views=views)

    def _seen(self, ident: str, name: str) -> Viewpoint:
        document = self._document
        assert document.frame is not None
        layers = document.layers.values()
        return Viewpoint(
            ident,
            name,
            self.viewport.eye().stretched(1 / document.exaggeration).in_world(document.frame),
            {layer.key: layer.visible for layer in layers},
            {layer.key: write_style(layer.style) for layer in layers if layer.style is not None},
            document.moment.isoformat() if document.moment else "",
            document.cutaway.as_json(document.frame.origin) if document.cutaway else None,
            _png(self.viewport.thumbnail()),
        )

    def fly_to_view(self, view: Viewpoint) -> None:
        """See again what a view kept: from where, which layers, in which colours, and when."""
        document = self._document
        if document.frame is None:
            return
        try:
            eye = view.eye.in_frame(document.frame)
        except ValueError as fault:
            self._window.notice.say(f"The view {view.name} cannot be shown: {fault}.")
            return
        show_as(document, view)
        self.viewport.fly_to(eye.stretched(document.exaggeration))

    # Notes

    def pin(self) -> None:
        """Let the next click say where a note belongs."""
        self._turn("notes")
        self._window.notice.say("Click where the note belongs; Esc lets it be.", grave=False)
        self.viewport.take(Pin(self.viewport, self._pinned))
        self.viewport.setFocus()

    def note_selection(self) -> None:
        """Write a note about what is selected."""
        chosen = self._document.selection
        if chosen is None:
            self.pin()
        elif chosen.point is not None:
            self._pinned(chosen.point, chosen)
        else:
            from app.facts import box_of

            box = box_of(chosen.thing, chosen.object) if isinstance(chosen.thing, City) else None
            if box is not None:
                west, east, south, north, _, high = box
                high *= self._document.exaggeration
                self._pinned(((west + east) / 2, (south + north) / 2, high), chosen)

    def _pinned(self, point: Point, hit: Selection | None) -> None:
        document = self._document
        self._window.notice.hide()
        if document.frame is None:
            return
        true = np.array(point) / (1, 1, document.exaggeration)  # as it is, not as it is drawn
        east, north, up = document.frame.to_world(true).tolist()
        thing = hit.thing if hit is not None else None
        about = thing.objects.ids[hit.object] if hit is not None and isinstance(thing, City) else ""
        note = Note(
            ident=uuid4().hex,
            number=max((n.number for n in document.notes), default=0) + 1,
            text="",
            place=(east, north, up),
            horizontal=document.frame.horizontal,
            vertical=document.frame.vertical,
            author=document.notes[-1].author if document.notes else "",
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            opening=int(hit.key.split("/")[0]) if hit is not None and about else 0,
            object=about,
        )
        document.do(f"Pin note {note.number}", notes=(*document.notes, note))
        self._turn_to_note(note.ident)

    def _turn_to_note(self, ident: str) -> None:
        self._turn("notes")
        self.notes.turn_to(ident)

    def fly_to_note(self, note: Note) -> None:
        """Bring a note's place before the eye."""
        point = self.flags.point_of(note)
        if point is None:
            system = Crs(note.horizontal, note.vertical)
            where = system.horizontal or "unknown coordinates"
            self._window.notice.say(f"Note {note.number} lies in {where}, which is not here.")
            return
        x, y, z = point
        z *= self._document.exaggeration
        self.viewport.frame((x - ROOM, x + ROOM, y - ROOM, y + ROOM, z - 5, z + 5))

    def ask_export(self) -> None:
        self._ask_path("Export the notes", self.export, "GeoJSON (*.geojson);;Table (*.csv)")

    def export(self, path: Path) -> None:
        """Write the notes as GeoJSON, or as CSV."""
        from exporters import WriteError
        from exporters.notes import write_notes

        path = path if path.suffix else path.with_suffix(".geojson")
        try:
            write_notes(self._document.notes, path)
        except WriteError as fault:
            self._window.notice.say(str(fault))
        else:
            count = len(self._document.notes)
            words = f"Written: {count} note{'s' if count > 1 else ''}, in {path.name}."
            self._window.notice.say(words, grave=False)

    def close(self) -> None:
        """Write what is still to be written, and close the file."""
        self.notes.keep()
        self.scribe.let_go()


def _named(path: Path) -> Path:
    return path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)


def _rename(action: QAction, text: str, enabled: bool) -> None:
    action.setText(text)
    action.setEnabled(enabled)


def _png(picture: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the hints want bytes here
    return bytes(data.data())
