"""What `maquette process` says: processes, what each takes, jobs and their results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from city.project.jobs import Job, Output
from importers.processes.form import Input
from importers.processes.service import Process, Summary


def listed(title: str, processes: Sequence[Summary]) -> str:
    """The processes of a server, for people."""
    lines = [f"{title}  (OGC API Processes)"]
    for one in processes:
        lines += ["", f"{one.id}  {one.title}"]
        if one.about and one.about != one.title:
            lines.append(f"  {one.about[:200]}")
    return "\n".join(lines if processes else [*lines, "", "It offers no process."])


def described(process: Process) -> str:
    """What a process takes and gives, for people."""
    summary = process.summary
    lines = [f"{summary.title}  ({summary.id} {summary.version})".replace(" )", ")")]
    lines += [summary.about] if summary.about else []
    lines += ["", "It takes:" if process.inputs else "It takes nothing."]
    lines += [line for one in process.inputs for line in _input(one)]
    lines += ["", "It gives:"]
    for key, told in process.outputs.items():
        title = told.get("title") if isinstance(told, dict) else ""
        lines.append(f"  {key}  {title or ''}".rstrip())
    if summary.at_once:
        lines += ["", "It cannot be left alone: the answer must be waited for."]
    return "\n".join(lines)


def _input(one: Input) -> list[str]:
    need = "needed" if one.required else "may be left out"
    if one.default is not None:
        need = f"{str(one.default)[:80]} unless said otherwise"
    lines = [f"  {one.key}  {one.title}: {one.allowed()} ({need})"]
    return [*lines, f"      {one.about[:300]}"] if one.about and one.about != one.title else lines


def summary_plain(one: Summary) -> dict[str, Any]:
    return asdict(one)


def process_plain(process: Process) -> dict[str, Any]:
    """A process as --json prints it."""
    inputs = [
        {
            "key": one.key,
            "title": one.title,
            "about": one.about,
            "kind": one.kind,
            "unit": one.unit,
            "default": one.default,
            "low": one.low,
            "high": one.high,
            "choices": one.choices,
            "media": one.media,
            "least": one.least,
            "most": one.most,
            "several": one.several,
            "required": one.required,
        }
        for one in process.inputs
    ]
    return {**asdict(process.summary), "inputs": inputs, "outputs": process.outputs}


def job_plain(job: Job, scenario: str, outdated: bool) -> dict[str, Any]:
    """A job as --json prints it. scenario: its name; outdated: whether the plan is another now."""
    told = asdict(job)
    for name in ("outputs", "plan", "scenario"):
        del told[name]
    return {**told, "scenario": scenario, "outdated": outdated}


def job_line(job: Job, scenario: str, outdated: bool) -> str:
    """How far a job is, in a line."""
    how = f"{job.state} {job.progress} %" if job.state == "running" else job.state
    about = f" about {scenario}" if scenario else ""
    old = ", and the plan was changed since" if outdated and scenario else ""
    message = f": {job.message}" if job.message else ""
    when = job.made[:16].replace("T", " ")
    return f"{job.ident[:12]}  {job.title}{about}  {when}  {how}{old}{message}"


def output_lines(outputs: Iterable[Output], paths: Sequence[Path]) -> list[str]:
    """What came back: small texts and numbers as they are, others by kind and size."""
    lines = []
    for at, one in enumerate(outputs):
        said = one.content[:200].decode("utf-8", "replace")
        small = one.size <= 200 and one.media.startswith(("text/", "application/json"))
        what = said if small else f"{one.media}, {one.size:,} bytes"
        lines.append(f"  {one.title}: {what}" + (f"  -> {paths[at]}" if paths else ""))
    return lines


def outputs_plain(outputs: Iterable[Output], paths: Sequence[Path]) -> list[dict[str, Any]]:
    return [
        {
            "key": one.key,
            "title": one.title,
            "media": one.media,
            "size": one.size,
            "note": one.note,
            "address": one.address,
            "path": str(paths[at]) if paths else None,
        }
        for at, one in enumerate(outputs)
    ]
