"""Pictures and descriptions from servers: patiently, politely, and never twice."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from city.progress import Progress
from importers import places

TIMEOUT = 15.0  # seconds without a byte
PATIENCE = 60.0  # seconds for one answer, however slowly its bytes come
LARGEST = 40 << 20  # bytes of one answer
TRIES = 4
FIRST_WAIT = 0.5  # seconds; each wait is twice the one before
FRESH = 30 * 24 * 3600  # seconds for which a kept picture is not asked for again
ROOM = 1 << 30  # bytes of kept pictures; the oldest go first
AGENT = "Maquette/0.1 (desktop city viewer)"
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class MapFault(Exception):
    """Why a map service gives nothing, in one line.

    lasting: asking again would bring the same.
    """

    def __init__(self, message: str, lasting: bool = False) -> None:
        super().__init__(message)
        self.lasting = lasting


class Fetcher:
    """Asks servers for pictures; what it got is kept on the disk and serves without a network.

    Several threads may ask at once. Credentials are part of no address that is kept or told.
    """

    def __init__(self, transport: Any = None) -> None:
        import httpx2

        from importers.live.wire import trust

        self._client = httpx2.Client(
            verify=trust(),
            transport=transport,
            timeout=TIMEOUT,
            follow_redirects=True,
            max_redirects=5,
            headers={"User-Agent": AGENT},
        )

    def close(self) -> None:
        self._client.close()

    def get(
        self, url: str, progress: Progress, kinds: tuple[str, ...], fresh: float = FRESH
    ) -> bytes:
        """What a server answers, of one of these content types ("image/", "text/xml").

        A kept answer younger than `fresh` seconds is not asked for again; an older one serves when
        the server does not. Raises MapFault, and Cancelled when the progress says so.
        """
        scheme = urlsplit(url).scheme
        if scheme not in ("http", "https"):
            raise MapFault(f"{_host(url)}: only http and https addresses are asked", lasting=True)
        kept = _place(url)
        with contextlib.suppress(OSError):
            if time.time() - kept.stat().st_mtime < fresh:
                return kept.read_bytes()
        try:
            answer = self._ask(url, progress, kinds)
        except MapFault:
            with contextlib.suppress(OSError):
                return kept.read_bytes()
            raise
        _keep(kept, answer)
        return answer

    def _ask(self, url: str, progress: Progress, kinds: tuple[str, ...]) -> bytes:
        pause = FIRST_WAIT
        for attempt in range(TRIES):
            progress.check()
            try:
                return self._once(url, progress, kinds)
            except MapFault as fault:
                if fault.lasting or attempt == TRIES - 1:
                    raise
            end = time.monotonic() + pause * (0.75 + random.random() / 2)
            while time.monotonic() < end:  # so that Cancel works while one waits
                progress.check()
                time.sleep(min(0.05, pause))
            pause *= 2
        raise AssertionError("unreachable")

    def _once(self, url: str, progress: Progress, kinds: tuple[str, ...]) -> bytes:
        import httpx2

        host, end = _host(url), time.monotonic() + PATIENCE
        try:
            with self._client.stream("GET", url) as answer:
                if answer.status_code in AGAIN:
                    raise MapFault(f"{host} is busy or out of order (status {answer.status_code})")
                if answer.status_code != 200:
                    raise MapFault(f"{host} refuses (status {answer.status_code})", lasting=True)
                kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
                body = bytearray()
                for block in answer.iter_bytes():
                    progress.check()
                    body += block
                    if len(body) > LARGEST:
                        raise MapFault(f"{host} sends more than {LARGEST >> 20} MB", lasting=True)
                    if time.monotonic() > end:
                        raise MapFault(f"{host} answers too slowly")
        except httpx2.TimeoutException as fault:
            raise MapFault(f"{host} does not answer within {TIMEOUT:.0f} seconds") from fault
        except (httpx2.HTTPError, httpx2.InvalidURL) as fault:
            raise MapFault(f"{host} cannot be reached: {_plain(fault)}") from fault
        if not kind.startswith(kinds):
            raise MapFault(
                f"{host} answers with {kind or 'something'} {_said(bytes(body))}".strip()
            )
        return bytes(body)


def _host(url: str) -> str:
    """The server's name alone: an address may hold a key."""
    return urlsplit(url).hostname or url.partition("?")[0]


def _plain(fault: Exception) -> str:
    return " ".join(str(fault).split()) or type(fault).__name__


def _said(body: bytes) -> str:
    """The words of a service's own exception report, if the answer is one."""
    found = re.search(rb"<(?:\w+:)?(?:ServiceException|ExceptionText)[^>]*>([^<]{1,400})", body)
    text = found.group(1).decode("utf-8", "replace") if found else ""
    return f"that says: {' '.join(text.split())}" if text.strip() else "instead of a picture"


# what is kept


def folder() -> Path:
    """Where fetched pictures are kept."""
    return places.home() / "maps"


def _place(url: str) -> Path:
    name = hashlib.blake2b(url.encode(), digest_size=16).hexdigest()
    return folder() / name[:2] / name


def _keep(path: Path, answer: bytes) -> None:
    """Keep an answer; a full disk costs only the second look."""
    part = path.with_name(f"{path.name}.{os.getpid()}.{random.randrange(1 << 30)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(answer)
        part.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    if random.random() < 0.002:
        trim()


def trim(room: int = ROOM) -> None:
    """Drop the oldest kept pictures until the rest fits."""
    entries = []
    for path in folder().glob("*/*"):
        with contextlib.suppress(OSError):
            stat = path.stat()
            entries.append((stat.st_mtime, stat.st_size, path))
    total = sum(size for _, size, _ in entries)
    for _, size, path in sorted(entries):
        if total <= room:
            break
        with contextlib.suppress(OSError):
            path.unlink()
            total -= size
