"""A server of one process that a test lets behave as it likes."""

from __future__ import annotations

from typing import Any

from city.progress import Progress
from city.project.jobs import Job
from importers.processes.execution import job_of, request_of
from importers.processes.service import Process, Service
from importers.report import Report
from tests.live_platform import Platform, send

REL = "http://www.opengis.net/def/rel/ogc/1.0/"
WIND = {
    "id": "wind",
    "version": "2.0",
    "title": "Wind at walking height",
    "description": "From one side.",
    "jobControlOptions": ["async-execute", "dismiss"],
    "inputs": {"speed": {"title": "Speed", "schema": {"type": "number", "x-ogc-unit": "m/s"}}},
    "outputs": {"field": {"title": "The wind", "schema": {"type": "object"}}},
}


def offering(platform: Platform, process: dict[str, Any] = WIND) -> None:
    """Let a platform offer one process."""
    name = process["id"]
    platform.answers |= {
        "/": {"links": [{"rel": f"{REL}processes", "href": "/processes"}]},
        "/processes": {"processes": [process], "links": []},
        f"/processes/{name}": process,
    }


def described(platform: Platform, web: Any, process: dict[str, Any] = WIND) -> Process:
    offering(platform, process)
    service = Service(platform.address, web, Report(), Progress())
    return service.describe(process["id"], Progress())


def question(platform: Platform, process: Process, **inputs: Any) -> tuple[Job, bytes]:
    """A job before it is sent, and what would be sent."""
    request = request_of(process, inputs)
    return job_of(process, platform.address, request, "1a2b", "plan", "hash"), request


def status(state: str, progress: int = 0, message: str = "", **more: Any) -> dict[str, Any]:
    return {"jobID": "7", "status": state, "progress": progress, "message": message, **more}


def taken(handler: Any, body: bytes = b'{"jobID": "7", "status": "accepted"}') -> None:
    """What a server answers that has taken a question."""
    send(handler, body, 201, location="/jobs/7")
