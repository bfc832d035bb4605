"""`maquette process`: what a server of processes offers, asked about a plan, and what came back."""

from __future__ import annotations

import json
import math
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from app import cli_process_words as words
from app import cli_sign_in, plans
from app.cli_feed_words import findings
from app.cli_plans import with_base
from app.cli_terminal import Meter, Refused, stoppable, warn
from app.process_inputs import PARTS, as_taken, document_of, part_of
from app.process_jobs import PATIENT, carry_on, send, send_kept, stop
from app.wording import visible
from city.base import Base
from city.progress import Progress
from city.project import Job, Output, Project, ProjectError
from city.project.jobs import plan_of
from city.scenario import Scenario
from importers.live.opening import is_address
from importers.live.web import FeedFault, Web
from importers.processes.execution import Asked
from importers.processes.form import Input, settled
from importers.processes.outputs import written
from importers.processes.service import Process, Service
from importers.report import Report


def run(asked: Namespace) -> int:
    """Carry out `maquette process`."""
    if fault := _wrong(asked):
        warn(fault)
        return 2
    if asked.jobs is not None:
        return _jobs(asked)
    if asked.sign_out:
        return cli_sign_in.sign_out(asked.address)
    report = Report()
    with _web(asked, asked.address) as web, Meter() as progress:
        service = Service(asked.address, web, report, progress)
        if not asked.name:
            found = service.processes(progress)
        else:
            process = service.describe(asked.name, progress)
    if not asked.name:
        plain = {"address": service.title, "processes": [words.summary_plain(p) for p in found]}
        _say(asked, plain, words.listed(service.title, found))
    elif asked.describe:
        _say(asked, words.process_plain(process), words.described(process))
    else:
        return _ask(asked, service.address, process, report)
    _warn(report)
    return 0


def _wrong(asked: Namespace) -> str:
    """What cannot be asked like this, before anything is opened; "" for nothing."""
    if asked.jobs is not None:
        if asked.address:
            return "--jobs asks the servers that the project knows; leave out the address"
        if (asked.cancel or asked.again or asked.forget) and not asked.job:
            return "say which job with --job (see: maquette process --jobs PROJECT)"
        return ""
    if asked.job or asked.cancel or asked.again or asked.forget:
        return "say with --jobs PROJECT whose job it is"
    if not is_address(asked.address):
        return "say the address of a server of processes, such as https://twin.example/api"
    if asked.scenario and asked.project is None:
        return "--scenario is of a project; name it after the process"
    if asked.project is None and asked.name and asked.wait is False:
        return "without a project nobody would find the job again; name one, or wait"
    return cli_sign_in.wrong(asked)


@contextmanager
def _web(asked: Namespace, address: str, patience: float = 60.0) -> Iterator[Web]:
    vault = cli_sign_in.vault()
    asked.address = address
    access = cli_sign_in.access(asked, vault)
    silence = patience if patience > 60 else 15.0
    with Web(address, dict(asked.header), silence, patience, access=access) as web:
        yield web
    cli_sign_in.told(asked, vault)


# asking


def _ask(asked: Namespace, address: str, process: Process, report: Report) -> int:
    with ExitStack() as stack:
        project, scenario, base = None, None, None
        if asked.project is not None:
            project, base = stack.enter_context(with_base(asked.project, True))
            baseline = asked.scenario.casefold() in ("", plans.BASELINE.casefold())
            scenario = Scenario("", plans.BASELINE)
            if not baseline:
                scenario = plans.named(project, asked.scenario)
        try:
            given = _given(asked, process, scenario, base)
            inputs = settled(process.inputs, given)
        except ValueError as fault:
            raise Refused(f"{process.summary.title}: {fault}") from None
        patience = PATIENT if process.summary.at_once else 60.0
        web = stack.enter_context(_web(asked, asked.address, patience))
        jobs = None if project is None else project.keeping_jobs()
        with Meter() as progress, stoppable(progress):
            try:
                sent = send(process, address, inputs, web, progress, scenario, jobs)
            except ValueError as fault:
                raise Refused(f"{process.summary.title}: {fault}") from None
        if asked.wait is False and sent.answer is None:
            _say(asked, *_told(project, sent.job))
            return 0
        until = time.monotonic() + asked.long if asked.long else math.inf
        job, outputs = _followed(sent, web, report, project, until, asked.out)
        return _close(asked, project, job, outputs, report)


def _given(
    asked: Namespace, process: Process, scenario: Scenario | None, base: Base | None
) -> dict[str, Any]:
    """What was set, with files and parts of the plan read. Raises ValueError."""
    kinds = {one.key: one for one in process.inputs}
    found: dict[str, Any] = {}
    for key, value in asked.settings:
        if value.startswith("@") and key in kinds:
            value = _document(value[1:], kinds[key], scenario, base)
        if key in found:
            old = found[key]
            value = [*old, value] if isinstance(old, list) else [old, value]
        found[key] = value
    return found


def _document(name: str, one: Input, scenario: Scenario | None, base: Base | None) -> Any:
    if name not in PARTS:
        return as_taken(document_of(Path(name), one), one)
    if scenario is None or base is None:
        raise ValueError(f"@{name} is of a plan; name a project after the process")
    with Meter() as progress:
        return as_taken(part_of(name, scenario, base, progress), one)


def _followed(
    sent: Asked,
    web: Web,
    report: Report,
    project: Project | None,
    until: float,
    folder: Path | None,
) -> tuple[Job, tuple[Output, ...]]:
    """A job with its results, or as far as it was waited for."""
    job, outputs = sent.job, tuple[Output, ...]()
    jobs = None if project is None else project.keeping_jobs()
    try:
        with Meter() as progress, stoppable(progress):
            news = carry_on(sent, web, report, progress, jobs, until, folder)
            for job, outputs in news:  # noqa: B007
                progress.report(job.progress, 100, f"{job.title}: {job.state} {job.message}")
    except KeyboardInterrupt:
        if project is not None:
            warn(f"the server goes on; look later: maquette process --jobs {project.path}")
        raise
    return job, outputs


def _close(
    asked: Namespace,
    project: Project | None,
    job: Job,
    outputs: tuple[Output, ...],
    report: Report,
) -> int:
    paths = written(outputs, asked.out) if asked.out and outputs else []
    plain, line = _told(project, job)
    plain["results"] = words.outputs_plain(outputs, paths)
    _say(asked, plain, "\n".join([line, *words.output_lines(outputs, paths)]))
    _warn(report)
    return 0 if job.open or job.state == "successful" else 1


def _told(project: Project | None, job: Job) -> tuple[dict[str, Any], str]:
    scenarios = {} if project is None else project.scenarios()
    scenario = scenarios.get(job.scenario)
    name = scenario.name if scenario else plans.BASELINE if project else ""
    outdated = scenario is not None and plan_of(scenario) != job.plan
    return words.job_plain(job, name, outdated), words.job_line(job, name, outdated)


# jobs of a project


def _jobs(asked: Namespace) -> int:
    project = Project.open(asked.jobs)
    try:
        if project.read_only and (asked.cancel or asked.again or asked.forget or asked.wait):
            raise ProjectError(f"{asked.jobs}: nothing can be written: {project.read_only}")
        chosen = [job for job in project.jobs.all if job.ident.startswith(asked.job)]
        if asked.job and len(chosen) != 1:
            raise Refused(f"{asked.jobs}: there is no one job {asked.job}; see them without --job")
        plain, lines, code = [], [], 0
        for job in chosen:
            report = Report()
            job, outputs = _renewed(asked, project, job, report)
            paths = written(outputs, asked.out / job.ident[:12]) if asked.out and outputs else []
            told, line = _told(project, job)
            plain.append({**told, "results": words.outputs_plain(outputs, paths)})
            lines += [line, *words.output_lines(outputs, paths)]
            _warn(report)
            code = code or int(job.state in ("failed", "lost"))
        _say(asked, {"jobs": plain}, "\n".join(lines) or "Nothing was asked yet.")
        return code if asked.job or asked.wait else 0
    finally:
        project.close()


def _renewed(
    asked: Namespace, project: Project, job: Job, report: Report
) -> tuple[Job, tuple[Output, ...]]:
    """A job as it is now, after what was wanted of it."""
    if asked.forget:
        project.keeping_jobs().forget(job)
        return job, ()
    if not (job.open or asked.again) or project.read_only:
        return job, project.jobs.outputs(job)
    with _web(asked, job.address) as web:
        try:
            if asked.cancel:
                return stop(job, web, Progress(), project.keeping_jobs()), ()
            if asked.again:
                with Meter() as progress:
                    process = Service(job.address, web, report, progress).describe(
                        job.process, progress
                    )
                    sent = send_kept(job, process, web, progress, project.keeping_jobs())
            else:
                sent = Asked(job)
            wait = asked.long or (math.inf if asked.wait else 0.0)
            folder = asked.out / job.ident[:12] if asked.out else None
            return _followed(sent, web, report, project, time.monotonic() + wait, folder)
        except FeedFault as fault:
            if asked.job:
                raise
            report.error("job", job.ident, str(fault))
            return job, ()


def _say(asked: Namespace, plain: dict[str, Any], page: str) -> None:
    if asked.json:
        print(json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False), flush=True)
    else:
        print(visible(page), flush=True)


def _warn(report: Report) -> None:
    for line in findings(report):
        warn(line)
