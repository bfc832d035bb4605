"""Asks platforms for data: patiently, within limits, and never with a secret for somebody else."""

from __future__ import annotations

import contextlib
import json
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urljoin, urlsplit

from city.progress import Progress
from importers.intake import ReadError

if TYPE_CHECKING:
    import httpx2

SILENCE = 15.0  # seconds without a byte
PATIENCE = 60.0  # seconds for one answer, however slowly its bytes come
LARGEST = 64 << 20  # bytes of one answer, unpacked
KEPT = 64 << 20  # bytes of answers kept, so that unchanged ones need not be sent again
TRIES = 4
FIRST_WAIT = 0.5  # seconds; each wait is twice the one before
LONGEST_WAIT = 60.0  # seconds; a server that asks for more is left alone
REDIRECTS = 5
JSON = "application/json"
AGENT = "Maquette/0.1 (desktop city viewer)"
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
REFUSALS = {
    401: "wants to know who asks; give it with --header, as the platform's operator says",
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


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the address it came from in the end, its type, its bytes, and when.

    skew: seconds that the server's clock is ahead of ours; 0 where it does not say. changed: the
    last time that the server changed it, where it says so. location: the address of what was made
    or begun by what was sent, where it says so.
    """

    url: str
    kind: str
    body: bytes
    skew: float = 0.0
    changed: datetime | None = None
    tags: Mapping[str, str] = field(default_factory=dict)  # to ask whether it has changed
    status: int = 200
    location: str = ""

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


def _parts(url: str) -> SplitResult:
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
    parts = _parts(url)
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


class Web:
    """One way to servers for all feeds.

    headers: what to say with each question to `address`' own origin, keys and tokens among them;
    no other server ever gets them, wherever links and redirects lead. Answers that carry an ETag
    or a date are asked for anew only where they have changed.
    """

    def __init__(
        self,
        address: str,
        headers: Mapping[str, str] | None = None,
        silence: float = SILENCE,
        patience: float = PATIENCE,
        first_wait: float = FIRST_WAIT,
    ) -> None:
        import httpx2

        self._home = origin(address)
        self._secrets = dict(headers or {})
        self._patience = patience
        self._first_wait = first_wait
        self._kept: dict[str, Answer] = {}
        self._client = httpx2.Client(
            timeout=silence, follow_redirects=False, headers={"User-Agent": AGENT}
        )

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, url: str, progress: Progress, tries: int = TRIES) -> Answer:
        """What a server answers. Raises FeedFault, and Cancelled when the progress says so."""
        return self._patiently(lambda: self._followed(url, progress), progress, tries)

    def send(
        self,
        method: str,
        url: str,
        body: Any,
        progress: Progress,
        headers: Mapping[str, str] | None = None,
        tries: int = TRIES,
    ) -> Answer:
        """Tell a server something (POST, PUT, PATCH, DELETE), and what it answers. It is sent again
        only where it surely was not heard: nobody at home, or a server that says when to come back.

        body: JSON, or bytes as they are; None for none. Raises FeedFault and Cancelled.
        """
        import orjson

        said = {} if body is None or isinstance(body, bytes) else {"Content-Type": JSON}
        said.update(headers or {})
        content = body if body is None or isinstance(body, bytes) else orjson.dumps(body)

        def ask() -> Answer:
            answer = self._once(url, progress, method, said, content)
            if isinstance(answer, Answer):
                return answer
            raise FeedFault(
                f"{without_secrets(url)} sends on to {without_secrets(answer)}; "
                "what is sent goes to no other address: name that one, if it is right",
                lasting=True,
            )

        return self._patiently(ask, progress, tries, lambda fault: fault.unheard)

    def _patiently(
        self,
        ask: Callable[[], Answer],
        progress: Progress,
        tries: int,
        again: Callable[[FeedFault], bool] = lambda fault: not fault.lasting,
    ) -> Answer:
        pause = self._first_wait
        for attempt in range(tries):
            progress.check()
            try:
                return ask()
            except FeedFault as fault:
                if not again(fault) or attempt == tries - 1 or fault.wait > LONGEST_WAIT:
                    raise
                wait = max(fault.wait, pause * (0.75 + random.random() / 2))
            rest(wait, progress)
            pause *= 2
        raise AssertionError("unreachable")

    def _followed(self, url: str, progress: Progress) -> Answer:
        seen: set[str] = set()
        while True:
            if url in seen or len(seen) > REDIRECTS:
                raise FeedFault(
                    f"{without_secrets(url)} sends from one address to the next without end; "
                    "check the address",
                    lasting=True,
                )
            seen.add(url)
            answer = self._once(url, progress)
            if isinstance(answer, Answer):
                return answer
            url = answer

    def _once(
        self,
        url: str,
        progress: Progress,
        method: str = "GET",
        said: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer | str:
        """An answer, or the address that the server sends to."""
        import httpx2

        parts = _parts(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise FeedFault(
                f"{url.partition('?')[0][:200]}: only http and https addresses are asked", True
            )
        name, end = without_secrets(url), time.monotonic() + self._patience
        kept = self._kept.get(url) if method == "GET" else None
        asked = dict(self._secrets) if origin(url) == self._home else {}
        asked.update(kept.tags if kept else said or {})
        try:
            with self._client.stream(method, url, headers=asked, content=content) as reply:
                self._client.cookies.clear()  # nobody signed in here
                if kept is not None and reply.status_code == 304:
                    return kept
                if reply.is_redirect and "location" in reply.headers:
                    return linked(url, reply.headers["location"])
                _refuse(name, reply)
                body = bytearray()
                for block in reply.iter_bytes():  # as they come: a drip must not hide in a buffer
                    progress.check()
                    body += block
                    if len(body) > LARGEST:
                        raise FeedFault(
                            f"{name} sends more than {LARGEST >> 20} MB; ask for a part of it",
                            lasting=True,
                        )
                    if time.monotonic() > end:
                        raise FeedFault(f"{name} answers too slowly; ask again later")
                answer = _answer(url, reply, bytes(body))
        except httpx2.TimeoutException as fault:
            silent = FeedFault(f"{name} does not answer; ask again later")
            silent.unheard = isinstance(fault, httpx2.ConnectTimeout)
            raise silent from fault
        except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as fault:
            why = re.sub(r"\[Errno -?\d+\] ", "", " ".join(str(fault).split()))[:200]
            broken = FeedFault(
                f"{name} cannot be read ({why or type(fault).__name__}); "
                "check the address and the network"
            )
            broken.unheard = isinstance(fault, httpx2.ConnectError)
            raise broken from fault
        if method == "GET":
            self._keep(url, answer)
        return answer

    def _keep(self, url: str, answer: Answer) -> None:
        self._kept.pop(url, None)
        if answer.tags:
            self._kept[url] = answer
        while sum(len(one.body) for one in self._kept.values()) > KEPT:
            del self._kept[next(iter(self._kept))]


def rest(seconds: float, progress: Progress) -> None:
    """Wait, and stop at once when somebody cancels."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        progress.check()
        time.sleep(min(0.1, left))


def _refuse(name: str, reply: httpx2.Response) -> None:
    """Raise FeedFault for every status but 200 and its like."""
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
        raise FeedFault(f"{name} {why} (status {status})", lasting=True, status=status)


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


def _answer(url: str, reply: httpx2.Response, body: bytes) -> Answer:
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
    )
