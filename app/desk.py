"""What one does with a project: keep it, copy, pack and hand it on, look for lost sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.cli_plans_arguments import AROUND
from app.dialogs.one_file import ask_new_file
from app.lift import Lift
from app.on_the_table import BaseMap, Change, Opened
from app.panels.heights import Heights
from app.pinning import Pinning
from app.project import Scribe
from app.reopening import Lost, Reopened, read_again
from app.saved_views import SavedViews
from app.tasks import Job
from app.wording import size_words
from city.progress import Progress
from city.project import SUFFIX, Origin, Project, ProjectError
from city.scenario import Scenario

if TYPE_CHECKING:
    from app.window import Window

PROJECTS = f"Maquette projects (*{SUFFIX})"
KEYS = ("1", "2", "3")  # fly to the first views


class Desk(QObject):
    """The window's project: its commands, its panels, and the file it is kept in."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        assert window.table is not None
        self._window, self._document, self._table = window, window.document, window.table
        self.viewport = self._table.viewport
        self.views, self.notes = SavedViews(window), Pinning(window)
        # after the notes: what is half typed is kept before the file is closed
        self.scribe = Scribe(window.document, self.viewport)
        self.lift = Lift(window.document, window.tasks)
        side = self._table.side
        side.add("views", "Views", lambda: self.views.page)
        side.add("notes", "Notes", self.notes.page)
        side.add("heights", "Heights", lambda: self.heights, lambda: self.heights.look())
        self._commands()
        self.scribe.saved.connect(window.status.say_saved)
        self.scribe.failed.connect(window.notice.say)
        self.viewport.moved.connect(lambda *_: self.scribe.eye_moved())
        window.document.changed.connect(self._on_change)

    @cached_property
    def heights(self) -> Heights:
        return Heights(self._document, self._window.tasks)

    def _commands(self) -> None:
        add = self._window.actions_.add
        add("File", "&Keep as project…", "Ctrl+S", self.ask_keep, part="keep")
        add("File", "Save a cop&y as…", "Ctrl+Shift+S", self.ask_copy, part="keep")
        add("File", "Pack &into one file…", "", self.ask_pack, part="keep")
        self.undo = add("Edit", "&Undo", "Ctrl+Z", lambda: self._step(True), part="undo")
        self.redo = add("Edit", "&Redo", "Ctrl+Shift+Z", lambda: self._step(False), part="undo")
        add("View", "Save this &view", "Ctrl+D", self.views.save, part="views")
        for place, key in enumerate(KEYS):
            words = f"Fly to the {('first', 'second', 'third')[place]} view"
            add("View", words, key, partial(self._fly, place), part="views")
        add("Edit", "Pin a no&te", "N", self.notes.pin)
        add("Edit", "&Write a note about it", "Shift+N", self.notes.pin_to_selection, thing=True)
        add("Tools", "Why does it &float?", "", lambda: self._window.turn_to("heights"))
        self._name_steps()

    def _fly(self, place: int) -> None:
        self.views.page.fly(place)

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
            size = size_words(path.stat().st_size)
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

    def _ask_path(self, title: str, then: Callable[[Path], None]) -> None:
        ask_new_file(self._window, title, lambda path, _: then(path), [PROJECTS])

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

    def close(self) -> None:
        """Write what is still to be written, and close the file."""
        self.notes.page.keep()
        self.scribe.let_go()


def _named(path: Path) -> Path:
    return path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)


def _rename(action: QAction, text: str, enabled: bool) -> None:
    action.setText(text)
    action.setEnabled(enabled)
