"""Simulations of a twin in the window: the command, the jobs of the project, and their results."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.live.signing import Signing
from app.planning import Planning
from app.processes.drawn_area import DrawnArea
from app.processes.following import Following
from app.processes.ways import Ways
from app.processes.words import in_window
from app.processes.worker import folder_of
from app.wording import visible
from city.project import Job, Output, Project

if TYPE_CHECKING:
    from app.dialogs.process import ProcessDialog
    from app.window import Window

# A file with a result, the ident of its plan (None: the city as it is), what it is called, and the
# job that it came of.
ShowResult = Callable[[Path, str | None, str, Job], object]


class Simulations(QObject):
    """Goes between the servers of simulations, the project and the window.

    show_result: where a result goes that is to be seen.
    """

    def __init__(
        self,
        window: Window,
        planning: Planning,
        signing: Signing,
        held: Callable[[], Project | None],
        need_project: Callable[[], Project | None],
        chosen: Callable[[], list[str]],
    ) -> None:
        """held: the project that is open. need_project: the same, made where there is none.
        chosen: the ids of what is selected."""
        super().__init__(window)
        assert window.table is not None
        self._window, self._planning, self._signing = window, planning, signing
        ways = Ways(planning, signing)
        self.following = Following(planning, ways, window.settings, held, need_project)
        self.following.refused.connect(lambda words: window.notice.say(in_window(words)))
        self.following.ended.connect(self._ended)
        self.following.sign_in_wanted.connect(self._bar)
        self.areas = DrawnArea(window.table.viewport, window.document, self._say, chosen)
        self.show_result: ShowResult = self._say_where
        self.dialog: ProcessDialog | None = None  # made when it is wanted
        window.actions_.add("Tools", "Ask a simu&lation…", "", self.ask, part="live")

    def ask(self) -> None:
        """Open the window in which simulations are asked."""
        from app.dialogs.process import ProcessDialog

        if self.dialog is None:
            made = (self.following, self._planning, self._window.settings)
            self.dialog = ProcessDialog(self._window, *made, self._signing, self.areas)
            self.dialog.jobs.result_wanted.connect(self.show)
            self.dialog.seen.connect(self.areas.show)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def renew(self) -> None:
        """Take up the jobs of the project that is open now."""
        self.following.renew()

    def close(self) -> None:
        """Follow nothing any more; the servers go on."""
        self.following.close()

    def show(self, job: Job) -> None:
        """Show what came back of a job: numbers in its details, all else as `show_result` does."""

        def then(found: list[tuple[Output, Path]]) -> None:
            for one, path in found:
                self.show_result(path, job.scenario or None, one.title or one.key, job)
            if not found:
                self.look_at(job)

        self.following.write(job, folder_of(job), then)

    def look_at(self, job: Job) -> None:
        """Turn to a job in the window of simulations."""
        self.ask()
        assert self.dialog is not None
        self.dialog.show_job(job.ident)

    def _say_where(self, path: Path, plan: str | None, title: str, job: Job) -> None:
        self._window.notice.say(visible(f"{title}: {path}"), grave=False)

    def _say(self, words: str) -> None:
        """Say what to do now; nothing takes away what was said."""
        if words:
            self._window.notice.say(words, grave=False)
        else:
            self._window.notice.hide()

    def _ended(self, job: Job) -> None:
        title = visible(job.title)[:200]
        match job.state:
            case "successful":
                way = ("Show the result", partial(self.show, job))
                self._window.notice.say(f"{title} is done.", False, way)
            case "dismissed":
                more = f" {in_window(job.message)}" if job.message else ""
                self._window.notice.say(f"{title} is cancelled.{more}", False)
            case _:
                way = ("Look at it", partial(self.look_at, job))
                why = in_window(job.message) or "The server does not say why."
                self._window.notice.say(f"{title} has failed. {why}", True, way)

    def _bar(self, job: Job) -> None:
        way = ("Sign in…", partial(self.look_at, job))
        title = visible(job.title)[:200]
        self._window.notice.say(f"{title}: its server wants to know who asks.", True, way)
