"""A process is asked, followed and stopped (OGC 18-062r2, 7.11 to 7.13 and clause 13)."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

import orjson

from city.progress import Progress
from city.project.jobs import LARGEST, Job, State, digest
from importers.live.answer import AGAIN, LONGEST_WAIT, origin
from importers.live.feed import text
from importers.live.ogc_collections import REL, link
from importers.live.web import Answer, FeedFault, Web, rest, without_secrets
from importers.processes.service import ACCEPT, Process

FIRST_REST, LONGEST_REST = 0.25, 30.0  # seconds between two questions after a job
QUIET = 600.0  # seconds without any news, after which that is told
GONE = (404, 410)
STATUS: dict[str, State] = {
    "accepted": "accepted",
    "queued": "accepted",
    "running": "running",
    "successful": "successful",
    "succeeded": "successful",
    "failed": "failed",
    "dismissed": "dismissed",
}
LOST = (
    "the server does not know this job any more: it was started anew, or has thrown it away; "
    "what was asked is kept, so ask again"
)


class Asked(NamedTuple):
    """A job after it was sent, and the results where the server had them at once."""

    job: Job
    answer: Answer | None = None


def request_of(process: Process, inputs: Mapping[str, Any]) -> bytes:
    """What is sent: the inputs, as `form.settled` gives them, and that all outputs are wanted.

    Raises ValueError where it is larger than a project can hold.
    """
    mode = "reference" if process.summary.by_reference else "value"
    outputs = {key: {"transmissionMode": mode} for key in process.outputs}
    said = {"inputs": inputs, "outputs": outputs, "response": "document"}
    body = orjson.dumps(said)
    if len(body) > LARGEST:
        raise ValueError(
            f"what would be sent has {len(body) >> 20} MB, and {LARGEST >> 20} MB is the most; "
            "send a part of the city"
        )
    return body


def job_of(
    process: Process, address: str, request: bytes, ident: str, scenario: str, plan: str
) -> Job:
    """A question as it is written down before it is sent. The rest: see Job."""
    moment, summary = _now(), process.summary
    return Job(
        *(ident, address, summary.id, summary.title, summary.version, scenario, plan),
        outputs=process.outputs,
        made=moment,
        updated=moment,
        digest=digest(request),
    )


def ask(job: Job, process: Process, request: bytes, web: Web, progress: Progress) -> Asked:
    """Send a question; as a job, unless the server computes it at once. Raises FeedFault."""
    headers = {**ACCEPT, "Content-Type": "application/json"}
    if not process.summary.at_once:
        headers["Prefer"] = "respond-async"
    try:
        answer = web.send("POST", process.execution, request, progress, headers)
    except FeedFault as fault:
        if fault.status or fault.unheard or fault.lasting:
            raise refused(fault, job.title) from None
        raise FeedFault(f"{fault}; it may have taken the question all the same") from None
    data = _data(answer)
    if answer.status in (201, 202) or ("jobID" in data and "status" in data):
        where = _location(job, answer, data)
        if not where:
            raise FeedFault(f"{job.title}: the server does not say where its job is", True)
        found = replace(job, location=where, state="accepted")
        return Asked(told(found, data) if "status" in data else found)
    return Asked(replace(job, state="successful", progress=100, updated=_now()), answer)


def look(job: Job, web: Web, progress: Progress, tries: int = 4) -> Job:
    """How far a job is now; "lost" where the server does not know it any more. Raises FeedFault
    where nobody can say, or wants to know who asks."""
    try:
        answer = web.get(job.location, progress, tries, {**ACCEPT, "Cache-Control": "no-store"})
    except FeedFault as fault:
        if fault.status in GONE:
            return replace(job, state="lost", message=LOST, updated=_now())
        raise
    data = answer.data()
    if not isinstance(data, dict):
        raise FeedFault(f"{without_secrets(job.location)}: this tells nothing of a job", True)
    return told(job, data)


def follow(job: Job, web: Web, progress: Progress, until: float = math.inf) -> Iterator[Job]:
    """A job each time that there is news of it, until it has ended; asked again ever less often,
    but not after a moment of `time.monotonic`.

    A server that does not answer for a while, as when it is started anew, is asked again; that is
    told as the job's message. A job that never ends is followed until somebody cancels: the server
    goes on meanwhile. Raises FeedFault where asking again would bring the same: nobody has signed
    in, above all; the job can be followed again later.
    """
    pause, quiet, warned = FIRST_REST, 0.0, 0
    while job.open:
        rest(max(min(pause, until - time.monotonic()), 0.0), progress)
        quiet += pause
        fresh, wait = _looked(job, web, progress)
        if _news(fresh) != _news(job):
            job, pause, quiet, warned = fresh, max(FIRST_REST, wait), 0.0, 0
            yield job
        else:
            pause = max(min(pause * 1.5, LONGEST_REST), wait)
        if time.monotonic() >= until:
            return
        if quiet >= QUIET * (warned + 1):
            warned += 1
            minutes = f"no news for {quiet / 60:.0f} min"
            yield replace(
                job, message=f"{minutes}; the server may have lost it: wait, or cancel it"
            )


def _looked(job: Job, web: Web, progress: Progress) -> tuple[Job, float]:
    """How far a job is, and the seconds that the server wants to be left alone."""
    try:
        return look(job, web, progress), 0.0
    except FeedFault as fault:
        if fault.lasting and fault.status not in AGAIN:
            raise
        wait = LONGEST_WAIT if fault.lasting else fault.wait
        return replace(job, message=f"{fault}; asked again"), wait


def dismiss(job: Job, web: Web, progress: Progress) -> Job:
    """Stop a job; where the server cannot, nobody waits for it any more. Raises FeedFault."""
    words = ""
    if job.location:
        try:
            web.send("DELETE", job.location, None, progress, ACCEPT)
        except FeedFault as fault:
            if fault.status not in (*GONE, 405, 501):
                raise
            if fault.status not in GONE:
                words = "this server stops no jobs: it goes on there, and nobody waits for it"
    return replace(job, state="dismissed", message=words, updated=_now())


def told(job: Job, data: Mapping[str, Any]) -> Job:
    """A job with what a server says of it (statusInfo, 18-062r2 table 14)."""
    state = STATUS.get(str(data.get("status")).lower())
    if state is None:
        words = text(data.get("status")) or "without a status"
        raise FeedFault(f"{job.title}: the server says that its job is {words}", lasting=True)
    share = data.get("progress")
    if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 100:
        share = job.progress
    progress = 100 if state == "successful" else int(share)
    message = " ".join(str(data.get("message") or "").split())[:1_000]
    return replace(job, state=state, progress=progress, message=message, updated=_now())


def refused(fault: FeedFault, name: str) -> FeedFault:
    """A refusal with what the server says of it (RFC 7807), where it says something."""
    with suppress(orjson.JSONDecodeError):
        said = orjson.loads(fault.body)
        for key in ("detail", "description", "message", "title"):
            if isinstance(said, dict) and (words := text(said.get(key))):
                found = FeedFault(f"{name}: {words} (status {fault.status})", True, fault.status)
                found.body = fault.body
                return found
    return fault


def _news(job: Job) -> tuple[str, int, str]:
    return job.state, job.progress, job.message


def _location(job: Job, answer: Answer, data: Mapping[str, Any]) -> str:
    """Where the server tells of a job: as it says, but on this server alone."""
    listed = (answer.location, link(data, answer.url, "monitor", "self", f"{REL}job"))
    for url in listed:
        if url and origin(url) == origin(job.address):
            return url
    id = data.get("jobID")
    id = id if isinstance(id, str) else next(filter(None, listed), "").rpartition("/")[2]
    above = answer.url.rpartition("/processes/")[0]
    return f"{above}/jobs/{quote(id, safe='')}" if id and above else ""


def _data(answer: Answer) -> dict[str, Any]:
    """What an answer says as JSON, {} where it is something else."""
    if "json" not in answer.kind:
        return {}
    with suppress(FeedFault):
        data = answer.data()
        return data if isinstance(data, dict) else {}
    return {}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
