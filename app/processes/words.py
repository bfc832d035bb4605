"""What is said of jobs: how far they are, what was sent, and the numbers that came back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import orjson

from app.wording import number, size_words, visible
from city.project import Job, Output
from city.project.jobs import digest
from importers.processes.form import unit_of

ROWS = 200  # numbers of results that are listed
SHOWN = 200_000  # bytes of a request that are shown
SMALL = 100_000  # bytes of a result that is looked into for numbers
LONGEST = 300  # letters of a value
STATES = {
    "asked": "not answered",
    "accepted": "waiting",
    "running": "running",
    "successful": "done",
    "failed": "failed",
    "dismissed": "cancelled",
    "lost": "lost by the server",
}


def in_window(words: str) -> str:
    """What is said of a fault, as a sentence without what only the command line knows."""
    plain = visible(re.sub(r" \(--[^)]*\)", "", words)).strip().rstrip(".")
    begin = plain[:1] if plain.startswith("http") else plain[:1].upper()
    return f"{begin}{plain[1:]}." if plain else ""


def state_words(job: Job, locked: bool = False, sending: bool = False) -> str:
    """How far a job is, in a word or two. locked: its server wants to know who asks."""
    if locked:
        return "wants a sign-in"
    if job.state == "running":
        return f"running {job.progress} %"
    if sending and job.state in ("asked", "failed", "lost"):
        return "asking"
    return STATES[job.state]


def moment_words(iso: str) -> str:
    """A moment of UTC on the clock of this machine; as it stands where it makes no sense."""
    try:
        moment = datetime.fromisoformat(iso)
        local = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone()
    except (ValueError, OverflowError):
        return visible(iso[:40])
    return local.strftime("%Y-%m-%d %H:%M")


def lasting(job: Job, now: datetime) -> str:
    """How long a job has taken so far, or took; "" where nobody knows."""
    try:
        made = datetime.fromisoformat(job.made)
        end = now if job.open else datetime.fromisoformat(job.updated)
        seconds = (end - made).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return ""
    if not 0 <= seconds < 1e9:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{number(hours)} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def value_rows(outputs: Iterable[Output], told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What came back, a name and what is said of it: numbers and short texts as they are, what
    shows in the picture by its kind and size. told: what the process says of its outputs."""
    rows: list[tuple[str, str]] = []
    for one in outputs:
        title = visible(one.title or one.key)[:LONGEST]
        value = _small(one)
        said = told.get(one.key)
        unit = _unit(said) if isinstance(said, dict) else ""
        if isinstance(value, dict | list):
            rows += _flat(title, value, unit)
        elif value is not None:
            rows.append((title, _words(value, unit)))
        else:
            rows.append((title, f"{visible(one.media)[:100]}, {size_words(len(one.content))}"))
        if one.note:
            rows.append(("", visible(one.note)[:LONGEST]))
    more = len(rows) - ROWS
    return [*rows[:ROWS], ("", f"and {number(more)} more")] if more > 0 else rows


def is_plain(one: Output) -> bool:
    """Whether a result is said in full by a few numbers and texts, so that there is nothing to
    show in the picture."""
    return _small(one) is not None


def request_words(method: str, address: str, request: bytes) -> str:
    """A request as one reads it: to whom, how large, and its JSON on lines of its own."""
    head = f"{method} {address}\nContent-Type: application/json\nSHA-256: {digest(request)}"
    body = request[:SHOWN].decode("utf-8", "ignore")
    if len(request) <= SHOWN:
        with suppress(orjson.JSONDecodeError):
            body = orjson.dumps(orjson.loads(request), option=orjson.OPT_INDENT_2).decode()
    left = len(request) - SHOWN
    cut = f"\n… and {size_words(left)} more" if left > 0 else ""
    size = f"{size_words(len(request))}, here on lines of its own"
    return f"{visible(head)}\n{size}\n\n{visible(body)}{cut}"


def _small(one: Output) -> Any:
    """A result that is numbers and short texts alone; None for any other."""
    if one.media == "text/plain":
        text = one.content.decode("utf-8", "replace")
        return text if len(text) <= LONGEST else None
    if one.media != "application/json" or len(one.content) > SMALL:
        return None
    try:
        value = orjson.loads(one.content)
    except orjson.JSONDecodeError:
        return None
    inner = list(value.values()) if isinstance(value, dict) else value
    if isinstance(inner, list):
        return value if inner and all(map(_scalar, inner)) else None
    return "none" if value is None else value


def _scalar(value: Any) -> bool:
    return isinstance(value, bool | int | float) or (
        isinstance(value, str) and len(value) <= LONGEST
    )


def _flat(title: str, value: dict[str, Any] | list[Any], unit: str) -> list[tuple[str, str]]:
    items = value.items() if isinstance(value, dict) else enumerate(value, 1)
    return [(f"{title}: {visible(str(name))[:100]}", _words(one, unit)) for name, one in items]


def _words(value: Any, unit: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{number(value)} {visible(unit)}".strip()
    return visible(str(value))[:LONGEST]


def _unit(told: Mapping[str, Any]) -> str:
    schema = told.get("schema")
    return (unit_of(schema) if isinstance(schema, dict) else "") or unit_of(told)
