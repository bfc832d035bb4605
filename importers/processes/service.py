"""A server of processes: what it offers, and what each process takes and gives (OGC 18-062r2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from city.progress import Progress
from importers.live.answer import origin, parted
from importers.live.feed import text
from importers.live.ogc_collections import REL, link, pages
from importers.live.web import Answer, FeedFault, Web, without_secrets
from importers.processes.form import ABOUT, Input, input_of
from importers.processes.schema import resolved
from importers.report import Report

ACCEPT = {"Accept": "application/json"}
MOST_INPUTS = 1_000


@dataclass(frozen=True, slots=True)
class Summary:
    """A process as a list tells of it. at_once: it must be waited for, and is no job; dismisses:
    its jobs can be stopped; by_reference: its results come as addresses alone. address: of its
    description."""

    id: str
    title: str
    about: str
    version: str
    address: str
    at_once: bool = False
    dismisses: bool = False
    by_reference: bool = False


@dataclass(frozen=True, slots=True)
class Process:
    """All that a process tells of itself. execution: where it is asked for. outputs: what it says
    that it gives, as its description has it."""

    summary: Summary
    inputs: tuple[Input, ...]
    outputs: Mapping[str, Any]
    execution: str


class Service:
    """The processes behind an address: of a first page, of a list, or of one process."""

    def __init__(self, address: str, web: Web, report: Report, progress: Progress) -> None:
        """Raises FeedFault where there are none."""
        if parted(address).username is not None:
            raise FeedFault(
                f"{without_secrets(address)}: a password has no place in an address; sign in",
                lasting=True,
            )
        self.title = without_secrets(address)
        self._web, self._report = web, report
        answer = _first(address, web, progress)
        data = answer.data()
        url = link(data, answer.url, f"{REL}processes", "processes") if _is_page(data) else ""
        if url and "processes" not in data:
            if origin(url) != origin(address):  # a server that does not know its own name
                url = f"{_without_query(answer.url)}/processes"
            answer = web.get(url, progress, headers=ACCEPT)
        elif isinstance(data, dict) and isinstance(data.get("inputs"), dict) and "id" in data:
            answer = web.get(_above(answer.url), progress, headers=ACCEPT)
        self._list = answer
        self.address = _without_query(answer.url)  # of the list: what jobs keep, without a key
        self.root = _above(self.address)
        told = answer.data()
        if not (isinstance(told, dict) and isinstance(told.get("processes"), list)):
            raise FeedFault(f"{self.title} offers no processes (OGC API Processes)", lasting=True)

    def processes(self, progress: Progress) -> tuple[Summary, ...]:
        """What there is, in the order of the server. Raises FeedFault."""
        chain = pages(self._list, "processes", self._web, self._report, progress)
        found = []
        for page, _, rows in chain:
            for row in rows:
                if isinstance(row, dict) and isinstance(row.get("id"), str) and row["id"]:
                    found.append(self._summary(row, page.url))
                else:
                    self._report.error("process", "", "an entry of the list is no process")
        return tuple(found)

    def describe(self, id: str, progress: Progress) -> Process:
        """One process by its id. Raises FeedFault, with those that there are where it is none."""
        url = f"{self.root}/processes/{quote(id, safe='')}"
        try:
            answer = self._web.get(url, progress, headers=ACCEPT)
        except FeedFault as fault:
            if fault.status not in (400, 404):
                raise
            names = ", ".join(one.id for one in self.processes(progress)) or "none"
            raise FeedFault(
                f"{self.title} has no process {id}; there is {names[:500]}", True
            ) from None
        data = answer.data()
        if not isinstance(data, dict) or not isinstance(data.get("id"), str):
            raise FeedFault(f"{self.title}: what it says of {id} is no description", True)
        summary = self._summary(data, answer.url)
        outputs = data.get("outputs")
        execution = link(data, answer.url, f"{REL}execute", "execute")
        if not execution or origin(execution) != origin(self.address):  # a plan goes nowhere else
            execution = f"{url}/execution"
        return Process(
            summary, self._inputs(data), outputs if isinstance(outputs, dict) else {}, execution
        )

    def _inputs(self, data: Mapping[str, Any]) -> tuple[Input, ...]:
        told, found = data.get("inputs"), []
        listed = told.items() if isinstance(told, dict) else ()
        for key, one in list(listed)[:MOST_INPUTS]:
            if not isinstance(one, dict):
                self._report.error("input", text(key), "it says nothing of this input")
                continue
            try:
                found.append(input_of(key, one, resolved(one.get("schema"), data)))
            except ValueError as fault:
                self._report.error("input", text(key), f"it cannot be told: {fault}")
        return tuple(found)

    def _summary(self, row: Mapping[str, Any], base: str) -> Summary:
        options, ways = (
            told if isinstance(told := row.get(key), list) else []
            for key in ("jobControlOptions", "outputTransmission")
        )
        id = str(row["id"])
        return Summary(
            id,
            text(row.get("title")) or text(id),
            " ".join(str(row.get("description") or "").split())[:ABOUT],
            text(row.get("version")),
            link(row, base, "self") or f"{self.root}/processes/{quote(id, safe='')}",
            "async-execute" not in options and "sync-execute" in options,
            "dismiss" in options,
            "reference" in ways and "value" not in ways,
        )


def _first(address: str, web: Web, progress: Progress) -> Answer:
    """The first page; some servers have it only behind a slash."""
    try:
        return web.get(address, progress, headers=ACCEPT)
    except FeedFault as fault:
        if fault.status != 404 or "?" in address or address.endswith("/"):
            raise
        return web.get(f"{address}/", progress, headers=ACCEPT)


def _is_page(data: Any) -> bool:
    return isinstance(data, dict) and isinstance(data.get("links"), list)


def _above(url: str) -> str:
    """The address that lies above another one: of its list, or of the server."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/").rpartition("/")[0]
    return urlunsplit(parts._replace(path=path))


def _without_query(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(query="", fragment="")).rstrip("/")
