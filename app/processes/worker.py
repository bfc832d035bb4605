"""What a worker does for a job that was asked of a server: follow it, or stop it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from app.process_jobs import carry_on, stop
from app.processes.ways import Opener
from city.progress import Progress
from city.project import Job
from city.project.jobs import Jobs
from importers import places
from importers.live.answer import FeedFault
from importers.live.web import Web
from importers.processes.execution import Asked
from importers.report import Report

TURN = 600.0  # seconds after which a job lets another one have its turn

Begin = Callable[[Web, Report, Progress], Asked]


class Heard(NamedTuple):
    """A job after it was followed, and what was odd about its results, in words."""

    job: Job
    odd: list[str]


def folder_of(job: Job) -> Path:
    """Where files of what came back of a job lie on this machine: what is too large for a project,
    and what is shown."""
    return places.results() / job.ident[:32]


def followed(begin: Begin, opener: Opener, jobs: Jobs, progress: Progress) -> Heard:
    """A job until it has ended, or others want their turn. Raises FeedFault."""
    report = Report()
    with opener() as web:
        asked = begin(web, report, progress)
        job, until = asked.job, time.monotonic() + TURN
        progress.report(job.progress, 100, job.state)
        folder = folder_of(job)
        for job, _ in carry_on(asked, web, report, progress, jobs, until, folder):
            progress.report(job.progress, 100, f"{job.state} {job.message}")
    return Heard(job, [f"{one.object}: {one.message}" for one in report])


def stopped(job: Job, opener: Opener, jobs: Jobs, progress: Progress) -> Heard:
    """A job that was stopped. Raises FeedFault where the server cannot be told."""
    with opener() as web:
        try:
            return Heard(stop(job, web, progress, jobs), [])
        except FeedFault as fault:
            words = f"{job.title} could not be stopped: {fault}"
            raise FeedFault(words, fault.lasting, fault.status) from None
