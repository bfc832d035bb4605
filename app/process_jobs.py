"""A question to a process from the plan to its results: written down before each step, so that a
project that is closed, or a program that crashes, can go on with it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from city.progress import Progress
from city.project.jobs import LARGEST, Job, Jobs, Output, plan_of
from city.scenario import Scenario
from importers.live.web import FeedFault, Web
from importers.processes.execution import Asked, ask, dismiss, follow, job_of, request_of
from importers.processes.outputs import outputs_of, why_failed
from importers.processes.service import Process
from importers.report import Report

PATIENT = 600.0  # seconds that a process may take which is no job


def send(
    process: Process,
    address: str,
    inputs: Mapping[str, Any],
    web: Web,
    progress: Progress,
    scenario: Scenario | None = None,
    jobs: Jobs | None = None,
) -> Asked:
    """Ask a process about a plan. inputs: as `form.settled` gives them. jobs: where it is written
    down. Raises FeedFault, after which the job says what is known; ValueError for too much."""
    request = request_of(process, inputs)
    job = new_job(process, address, request, scenario)
    if jobs is not None:
        jobs.keep(job, request)
    return _asked(job, process, request, web, progress, jobs)


def new_job(process: Process, address: str, request: bytes, scenario: Scenario | None) -> Job:
    """A question about a plan as it is written down before it is sent; see `job_of`."""
    about = (scenario.ident, plan_of(scenario)) if scenario else ("", "")
    return job_of(process, address, request, uuid4().hex, *about)


def send_kept(job: Job, process: Process, web: Web, progress: Progress, jobs: Jobs) -> Asked:
    """Ask what is written down, word by word: for the first time, or again after the server has
    lost the job. Raises as `send`."""
    fresh = replace(job, state="asked", progress=0, message="", location="")
    return _asked(fresh, process, jobs.request(job), web, progress, jobs)


def _asked(
    job: Job, process: Process, request: bytes, web: Web, progress: Progress, jobs: Jobs | None
) -> Asked:
    try:
        asked = ask(job, process, request, web, progress)
    except FeedFault as fault:
        if jobs is not None:
            unheard = fault.status or fault.unheard or fault.lasting
            jobs.keep(replace(job, message=str(fault), state="failed" if unheard else "asked"))
        raise
    if jobs is not None and asked.answer is None:
        job = asked.job  # one that has ended ends here together with its results
        jobs.keep(job if job.open else replace(job, state="accepted"))
    return asked


def carry_on(
    asked: Asked,
    web: Web,
    report: Report,
    progress: Progress,
    jobs: Jobs | None = None,
    until: float = math.inf,
    folder: Path | None = None,
) -> Iterator[tuple[Job, tuple[Output, ...]]]:
    """A job each time that there is news of it, with what came back once it has ended well.

    It is kept as ended together with its results, and not before. until, and what is raised: as
    `follow`. folder: where results go that are too large for a project.
    """
    if asked.job.state == "asked":
        raise FeedFault(
            f"{asked.job.title}: nobody knows whether the server has taken this; ask again",
            lasting=True,
        )
    at_once = asked.answer is not None or not asked.job.open
    for job in [asked.job] if at_once else follow(asked.job, web, progress, until):
        outputs: tuple[Output, ...] = ()
        if job.state == "successful":
            outputs = outputs_of(job, web, report, progress, asked.answer, folder)
        if job.state == "failed":
            job = replace(job, message=why_failed(job, web, progress))
        if jobs is not None:
            jobs.keep(job, outputs=_fitting(outputs, report))
        yield job, outputs


def stop(job: Job, web: Web, progress: Progress, jobs: Jobs) -> Job:
    """Stop a job, there and here. Raises FeedFault where the server cannot be told."""
    stopped = dismiss(job, web, progress)
    jobs.keep(stopped)
    return stopped


def _fitting(outputs: tuple[Output, ...], report: Report) -> tuple[Output, ...]:
    """Those that a project can hold; the others are told."""
    for one in outputs:
        if one.size > LARGEST:
            words = f"it has {one.size >> 20} MB, too much to be kept in the project"
            report.warning("output", one.key, words)
    return tuple(one for one in outputs if one.size <= LARGEST)
