"""A question to the replay service, its answer, and what is wrong with a question (RFC 7807)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import orjson

from importers.live import feed

LONGEST_OFFSET = 10_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: method, path without the part that leads to the protocol, parameters, headers in
    small letters, and body."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""

    def whole(self, name: str, fallback: int, least: int = 0, most: int = LONGEST_OFFSET) -> int:
        """A parameter that is a whole number. Raises Problem for anything else."""
        told = self.query.get(name)
        if told is None:
            return fallback
        if not (told.isascii() and told.isdigit() and len(told) < 10):
            raise Problem(400, f"{name} is no whole number")
        if not least <= int(told) <= most:
            raise Problem(400, f"{name} must lie between {least:,} and {most:,}")
        return int(told)

    def data(self) -> Any:
        """The body as JSON. Raises Problem where it is none."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as fault:
            raise Problem(400, "the body is no JSON") from fault


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its bytes, their type, its status, and headers."""

    body: bytes = b""
    kind: str = "application/json"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Problem(Exception):
    """Why a question has no answer; `kind` is a URI of the standard's own, where it has one."""

    def __init__(self, status: int, detail: str, kind: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind


def problem(fault: Problem, kind: str, title: str) -> Reply:
    """A problem as an answer."""
    told = {"type": kind, "title": title, "status": fault.status, "detail": str(fault)}
    return Reply(orjson.dumps(told), "application/problem+json", fault.status)


def told(data: Any, status: int = 200, **headers: str) -> Reply:
    """Data as an answer in JSON."""
    return Reply(orjson.dumps(data), status=status, headers=headers)


@lru_cache(maxsize=4096)
def iso(moment: int) -> str:
    """Milliseconds since 1970 as ISO 8601 writes them, in UTC."""
    return f"{np.datetime64(moment, 'ms')}Z"


def milliseconds(text: str) -> int | None:
    """A moment of ISO 8601 in milliseconds since 1970; None for anything else."""
    found = feed.moment(text)
    return None if found is None else int(found.astype("datetime64[ms]").astype(np.int64))
