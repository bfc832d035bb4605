"""What platforms answer, and why not; and addresses, told without their secrets."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urljoin, urlsplit

from importers.intake import ReadError

if TYPE_CHECKING:
    import httpx2

LONGEST_WAIT = 60.0  # seconds; a server that asks for more is left alone
LONGEST_REFUSAL = 64 << 10  # bytes
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
REFUSALS = {
    401: "wants to know who asks, or does not take this sign-in; sign in (--sign-in, --header) as "
    "its operator says, and forget what was wrong first (--sign-out)",
    403: "does not let this be read with what was given; ask the platform's operator",
    404: "has nothing at this address; check it",
    410: "has nothing at this address any more",
}


class FeedFault(ReadError):
    """Why a feed gives nothing, in one line; lasting: asking again would bring the same."""

    def __init__(self, message: str, lasting: bool = False, status: int = 0) -> None:
        super().__init__(message)
        self.lasting = lasting
        self.status = status
        self.wait = 0.0  # seconds that the server wants to be left alone
        self.unheard = False  # whether the server surely did nothing with what it was told
        self.body = b""  # what the server says of it, where that is JSON


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the address it came from in the end, its type, its bytes, and when.

    skew: seconds that the server's clock is ahead of ours; 0 where it does not say. changed: the
    last time that the server changed it, where it says so. location: the address of what was made
    or begun by what was sent, where it says so. cached: since when it has not been asked again,
    for the network is down; None for an answer of now. crs: the system of its coordinates, where it
    says so (OGC API Features, Part 2). headers: all that an answer of now says, by name in small
    letters.
    """

    url: str
    kind: str
    body: bytes
    skew: float = 0.0
    changed: datetime | None = None
    tags: Mapping[str, str] = field(default_factory=dict)  # to ask whether it has changed
    status: int = 200
    location: str = ""
    cached: datetime | None = None
    crs: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> Any:
        """The answer as JSON. Raises FeedFault where it is none, or cut."""
        name = without_secrets(self.url)
        start = self.body[:200].lstrip().lower()
        if "html" in self.kind or start.startswith((b"<!doctype html", b"<html")):
            raise FeedFault(
                f"{name} answers with a page for people (HTML) instead of data; "
                "check the address, and whether the platform wants a sign-in",
                lasting=True,
            )
        import orjson

        with contextlib.suppress(orjson.JSONDecodeError):
            return orjson.loads(self.body)
        try:  # more slowly, since some platforms write NaN, which is no JSON
            return json.loads(self.body, parse_constant=lambda _: None)
        except (ValueError, RecursionError) as fault:
            at = f" (at byte {fault.pos:,})" if isinstance(fault, json.JSONDecodeError) else ""
            raise FeedFault(
                f"{name} answers with JSON that is broken or cut{at}; ask again later"
            ) from fault


def parted(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (it is this that notices a port of letters)
    except ValueError as fault:
        raise FeedFault(f"{url.partition('?')[0][:200]}: this is no address", True) from fault
    return parts


def linked(url: str, link: str) -> str:
    """Where a link in an answer from `url` leads. Raises FeedFault where it is none."""
    try:
        return urljoin(url, link)
    except ValueError as fault:
        raise FeedFault(f"{without_secrets(url)} has a link that is none", True) from fault


def origin(url: str) -> tuple[str, str, int]:
    """Whom an address belongs to: scheme, host and port."""
    parts = parted(url)
    port = parts.port
    fallback = {"http": 80, "https": 443}.get(parts.scheme, 0)
    return parts.scheme, (parts.hostname or "").lower(), port or fallback


def without_secrets(url: str) -> str:
    """An address without what may be a key: for messages, recordings and logs."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "this address"
    if not parts.netloc:
        return url.partition("?")[0][:300]
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"[:300]


def refuse(name: str, reply: httpx2.Response) -> None:
    """Raise FeedFault for every status but 200 and its like; `name` is how its address is told."""
    status = reply.status_code
    if status in AGAIN:
        fault = FeedFault(f"{name} is busy or out of order (status {status})", status=status)
        fault.wait = _seconds(reply.headers.get("retry-after", ""))
        if fault.wait > LONGEST_WAIT:
            fault = FeedFault(f"{fault}; it asks to come back in {fault.wait:,.0f} s", True, status)
        fault.unheard = (
            status in (429, 503) and "retry-after" in reply.headers and not fault.lasting
        )
        raise fault
    if not 200 <= status < 300:
        why = REFUSALS.get(status, "does not answer this question")
        fault = FeedFault(f"{name} {why} (status {status})", lasting=True, status=status)
        if "json" in reply.headers.get("content-type", ""):
            fault.body = _first(reply)
        raise fault


@contextlib.contextmanager
def faults(name: str) -> Iterator[None]:
    """What goes wrong on the way, as a FeedFault."""
    import httpx2

    from importers.live.wire import distrust

    try:
        yield
    except httpx2.TimeoutException as fault:
        silent = FeedFault(f"{name} does not answer; ask again later")
        silent.unheard = isinstance(fault, httpx2.ConnectTimeout)
        raise silent from fault
    except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as fault:
        if why := distrust(fault):
            raise FeedFault(f"{name} {why}", lasting=True) from fault
        why = re.sub(r"\[Errno -?\d+\] ", "", " ".join(str(fault).split()))[:200]
        broken = FeedFault(
            f"{name} cannot be read ({why or type(fault).__name__}); "
            "check the address and the network"
        )
        broken.unheard = isinstance(fault, httpx2.ConnectError)
        raise broken from fault


def _first(reply: httpx2.Response) -> bytes:
    """The first bytes of what a server says of a refusal; what cannot be read is not missed."""
    import httpx2

    body = bytearray()
    with contextlib.suppress(httpx2.HTTPError):
        for block in reply.iter_bytes():
            body += block
            if len(body) > LONGEST_REFUSAL:
                break
    return bytes(body)


def _seconds(text: str) -> float:
    """Retry-After: seconds, or a moment."""
    if text.strip().isdigit():
        return float(text.strip()[:9])
    when = _moment(text)
    return max(0.0, (when - datetime.now(UTC)).total_seconds()) if when else 0.0


def _moment(text: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def answered(url: str, reply: httpx2.Response, body: bytes) -> Answer:
    """What a server's reply says."""
    says = reply.headers
    there = _moment(says.get("date", ""))
    tags = {
        asks: says[told]
        for told, asks in (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))
        if told in says
    }
    return Answer(
        url,
        says.get("content-type", "").partition(";")[0].strip().lower(),
        body,
        (there - datetime.now(UTC)).total_seconds() if there else 0.0,
        _moment(says.get("last-modified", "")),
        tags,
        reply.status_code,
        linked(url, says["location"]) if "location" in says else "",
        crs=says.get("content-crs", "").strip(" <>"),
        headers=dict(says),
    )
