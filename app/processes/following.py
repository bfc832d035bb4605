"""Follows what was asked of servers of simulations, until it has ended or somebody stops it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.planning import Planning
from app.process_jobs import PATIENT, new_job, send_kept
from app.processes.ways import UNKNOWN, Opener, Ways
from app.processes.words import is_plain
from app.processes.worker import Heard, followed, stopped
from app.settings import Settings
from app.tasks import Task, Tasks
from city.progress import Progress
from city.project import Job, Output, Project, ProjectError
from city.project.jobs import Jobs
from city.scenario import Scenario
from importers.intake import ReadError
from importers.live.answer import origin
from importers.live.sign_in.entry import SignIn
from importers.live.web import PATIENCE, Web
from importers.processes.execution import Asked
from importers.processes.outputs import written
from importers.processes.service import Process, Service
from importers.report import Report

SERVERS = "processes"  # what the settings remember: addresses that somebody here has asked
MOST = 32  # jobs that are followed at once; the others have their turn
UNSAID = "nobody knows whether the server has taken this; ask again"
STRANGE = "nobody here has asked this server yet; ask it only if you trust it"


class Following(QObject):
    """The jobs of the project that is open, each followed by a worker at the server's pace.

    told: there is news of a job, or there are others. ended: a job has ended, well or not.
    sign_in_wanted: the server of a job wants to know who asks. refused: why something could not be
    done, in a sentence. faults: why a job is not followed, by its ident. found: what was odd about
    the results of a job, by its ident.
    """

    told = Signal()
    ended = Signal(object)  # Job
    sign_in_wanted = Signal(object)  # Job
    refused = Signal(str)

    def __init__(
        self,
        planning: Planning,
        ways: Ways,
        settings: Settings,
        held: Callable[[], Project | None],
        need_project: Callable[[], Project | None],
    ) -> None:
        """held: the project that is open. need_project: the same, made where there is none."""
        super().__init__()
        self._planning, self._settings, self.ways = planning, settings, ways
        self._held, self._need_project = held, need_project
        # of its own: what takes hours must hold up nothing else, and no questions of a moment
        self._hours, self.tasks = Tasks(self, workers=MOST), Tasks(self)
        for tasks in (self._hours, self.tasks):
            tasks.moved.connect(self._move)
            tasks.ended.connect(self._done)
        self._project: Project | None = None
        self._at_work: dict[str, Task] = {}
        self._after: dict[str, Callable[[], None]] = {}  # what follows once a worker has stopped
        self.faults: dict[str, str] = {}
        self.found: dict[str, list[str]] = {}
        self.locked: set[str] = set()  # jobs whose server wants to know who asks

    # What there is

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All jobs of the project, the newest first."""
        return self._project.jobs.all[::-1] if self._project is not None else ()

    def job(self, ident: str) -> Job | None:
        """A job as it is now."""
        return next((job for job in self.jobs if job.ident == ident), None)

    def follows(self, ident: str) -> bool:
        """Whether a worker asks after a job."""
        return ident in self._at_work

    def strange(self, job: Job) -> bool:
        """Whether nobody has asked the server of a job on this machine yet: it came with a file."""
        return job.address not in self._settings.known(SERVERS)

    def renew(self) -> None:
        """Take up the jobs of the project that is open now, where it is another one."""
        project = self._held()
        if project is self._project:
            return
        if self._project is not None:  # else what was said of signing in was said for this one
            self.ways.forget()
        self.let_go()
        self._project = project
        for job in self.jobs:
            self._take_up(job)
        self.told.emit()

    def _take_up(self, job: Job) -> None:
        if not job.open or self._project is None:
            return
        if self._project.read_only:
            self.faults[job.ident] = f"nothing can be kept: {self._project.read_only}"
        elif job.state == "asked":
            self.faults[job.ident] = job.message or UNSAID
        elif self.strange(job):
            self.faults[job.ident] = STRANGE
        else:
            self._follow(job)

    def let_go(self) -> None:
        """Follow nothing any more; the servers go on, and so will whoever opens the project."""
        for task in self._at_work.values():
            task.cancel()
        for held in (self._at_work, self._after, self.faults, self.found):
            held.clear()
        self.locked.clear()
        self._project = None

    def close(self) -> None:
        """End everything that was begun."""
        self.let_go()
        self._hours.close()
        self.tasks.close()

    # Asking

    def ask(self, process: Process, address: str, request: bytes, scenario: Scenario) -> str:
        """Ask a process about a plan; returns the ident of the job, "" where nothing could be kept.

        address: of the server, as `Service.address`. request: byte for byte what is sent.
        """
        project = self._need_project()
        if project is None:
            return ""
        self.renew()
        job = new_job(process, address, request, scenario)
        if (jobs := self._jobs()) is None:
            return ""
        self._settings.remember(SERVERS, address)
        self.ways.keep(address)

        def begin(web: Web, _: Report, progress: Progress) -> Asked:
            return send_kept(job, process, web, progress, jobs)

        opener = self._sending(job, process)

        def work(progress: Progress) -> Heard:
            jobs.keep(job, request)
            return followed(begin, opener, jobs, progress)

        self._work(self._hours, job, work)
        return job.ident

    def again(self, job: Job) -> None:
        """Ask the same once more, word by word, as the process is to be asked now."""
        if (jobs := self._jobs()) is None or job.ident in self._at_work:
            return
        self._settings.remember(SERVERS, job.address)
        opener = self.ways.opener(job.address)

        def look(progress: Progress) -> Process:
            with opener() as web:
                service = Service(job.address, web, Report(), progress)
                return service.describe(job.process, progress)

        def send(process: Process) -> None:
            def begin(web: Web, _: Report, progress: Progress) -> Asked:
                return send_kept(job, process, web, progress, jobs)

            opener = self._sending(job, process)
            self._work(self._hours, job, lambda progress: followed(begin, opener, jobs, progress))

        self._work(self.tasks, job, look, send)

    def _sending(self, job: Job, process: Process) -> Opener:
        """The way to a server that may compute for a while before it answers."""
        patience = PATIENT if process.summary.at_once else PATIENCE
        return self.ways.opener(job.address, patience)

    def go_on(self, job: Job) -> None:
        """Follow a job that is not followed."""
        self._settings.remember(SERVERS, job.address)
        self._follow(job)

    def sign_in(self, job: Job, way: SignIn | None, secret: str) -> None:
        """Sign in at the server of a job, and go on with all that wait for that."""
        self.ways.sign_in(job.address, way, secret)
        self.ways.keep(job.address)
        waiting = self.locked | {job.ident}
        for one in self.jobs:
            if one.ident not in waiting or origin(one.address) != origin(job.address):
                continue
            if one.state in ("asked", "failed"):
                self.again(one)
            else:
                self.go_on(one)

    def cancel(self, job: Job) -> None:
        """Stop a job, there and here; one that nobody has answered is given up."""
        ident, jobs = job.ident, self._jobs()
        if jobs is None:
            return

        def then() -> None:
            now = self.job(ident)
            if now is not None and now.open:
                opener = self.ways.opener(now.address)
                self._work(self.tasks, now, partial(stopped, now, opener, jobs))

        if ident in self._at_work:
            self._after[ident] = then
            self._at_work[ident].cancel()
        else:
            then()
        self.told.emit()

    def forget(self, job: Job) -> None:
        """Take a job out of the project with all that came back of it."""
        if job.ident in self._at_work or (jobs := self._jobs()) is None:
            return
        try:
            jobs.forget(job)
        except ProjectError as fault:
            self.refused.emit(str(fault))
        self.told.emit()

    def read(self, job: Job, then: Callable[[tuple[Output, ...]], None]) -> None:
        """Read what came back of a job, on a worker."""
        if self._project is not None:
            kept = self._project.jobs
            self.tasks.start("", lambda _: kept.outputs(job), then, self._refuse)

    def read_request(self, job: Job, then: Callable[[bytes], None]) -> None:
        """Read what was asked, on a worker."""
        if self._project is not None:
            kept = self._project.jobs
            self.tasks.start("", lambda _: kept.request(job), then, self._refuse)

    def write(
        self, job: Job, folder: Path, then: Callable[[list[tuple[Output, Path]]], None]
    ) -> None:
        """Write what a few numbers do not say of what came back of a job as files of their kinds,
        on a worker; what was too large for the project lies there already."""
        if self._project is not None:
            kept = self._project.jobs

            def work(_: Progress) -> list[tuple[Output, Path]]:
                outputs = [one for one in kept.outputs(job) if not is_plain(one)]
                found = list(zip(outputs, written(outputs, folder), strict=True))
                mine = {path for _, path in found}
                others = sorted(folder.iterdir()) if folder.is_dir() else []
                large = [one for one in others if one not in mine and one.is_file()]
                return [*found, *((Output(one.stem, one.stem, "", b""), one) for one in large)]

            self.tasks.start("", work, then, self._refuse)

    # Workers

    def _follow(self, job: Job) -> None:
        if (jobs := self._jobs()) is not None:
            begin, opener = (lambda *_: Asked(job)), self.ways.opener(job.address)
            self._work(self._hours, job, lambda progress: followed(begin, opener, jobs, progress))

    def _work(
        self,
        tasks: Tasks,
        job: Job,
        work: Callable[[Progress], Any],
        then: Callable[[Any], None] | None = None,
    ) -> None:
        """Let a worker do something for a job; there is one at a time for each."""
        if job.ident in self._at_work:
            return
        self.faults.pop(job.ident, None)
        self.locked.discard(job.ident)
        fails = partial(self._fails, job.ident)
        self._at_work[job.ident] = tasks.start("", work, then or self._heard, fails)
        self.told.emit()

    def _done(self, task: Task) -> None:
        """A worker is free again; what was to follow its stop follows."""
        ident = next((ident for ident, one in self._at_work.items() if one is task), None)
        if ident is None:
            return
        del self._at_work[ident]
        after = self._after.pop(ident, None)
        if after is not None:
            after()
            self.told.emit()

    def _move(self, task: Task, *_: object) -> None:
        if task in self._at_work.values():
            self.told.emit()

    def _heard(self, heard: Heard) -> None:
        job = heard.job
        if job.open:  # others have had their turn
            self._follow(job)
            return
        self.found[job.ident] = heard.odd
        self.ended.emit(job)
        self.told.emit()

    def _fails(self, ident: str, fault: Exception) -> None:
        if not isinstance(fault, (ReadError, ProjectError, OSError)):
            raise fault
        self.faults[ident] = str(fault)
        job = self.job(ident)
        if job is None:
            self.refused.emit(str(fault))
        elif getattr(fault, "status", 0) == UNKNOWN:
            self.locked.add(ident)
            self.sign_in_wanted.emit(job)
        elif job.open:
            self.refused.emit(str(fault))
        else:
            self.ended.emit(job)
        self.told.emit()

    def _refuse(self, fault: Exception) -> None:
        if not isinstance(fault, (ProjectError, OSError)):
            raise fault
        self.refused.emit(str(fault))

    def _jobs(self) -> Jobs | None:
        """The jobs of the project, to be written; None where nothing can be."""
        if self._project is None:
            return None
        try:
            return self._project.keeping_jobs()
        except ProjectError as fault:
            self.refused.emit(str(fault))
            return None
