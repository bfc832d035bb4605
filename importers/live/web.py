"""Asks platforms for data: patiently, within limits, and never with a secret for somebody else."""

from __future__ import annotations

import hashlib
import math
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from city.progress import Progress
from importers.live.answer import (
    LONGEST_WAIT,
    Answer,
    FeedFault,
    answered,
    faults,
    linked,
    origin,
    parted,
    refuse,
    without_secrets,
)
from importers.live.download import GAIN, Part
from importers.live.download import LARGEST as LARGEST_FILE
from importers.live.offline import Offline
from importers.live.sign_in.access import Access

if TYPE_CHECKING:
    import httpx2

__all__ = ["Answer", "FeedFault", "Web", "faults", "linked", "origin", "rest", "without_secrets"]

SILENCE = 15.0  # seconds without a byte
PATIENCE = 60.0  # seconds for one answer, however slowly its bytes come
LARGEST = 64 << 20  # bytes of one answer, unpacked
KEPT = 64 << 20  # bytes of answers kept, so that unchanged ones need not be sent again
TRIES = 4
AWAY = 10.0  # seconds that kept answers stand in before a server is asked again
FIRST_WAIT = 0.5  # seconds; each wait is twice the one before
REDIRECTS = 5
JSON = "application/json"
AGENT = "Maquette/0.1 (desktop city viewer)"


class Web:
    """One way to servers for all feeds.

    headers: what to say with each question to `address`' own origin, keys and tokens among them;
    access: the same for whoever has signed in there. No other server ever gets them, wherever links
    and redirects lead. Answers that carry an ETag or a date are asked for anew only where they have
    changed. keep: a folder for the last good answers, which stand in while the network is down:
    `since` then says of when the oldest of them is, and is None once a server answers again.
    """

    def __init__(
        self,
        address: str,
        headers: Mapping[str, str] | None = None,
        silence: float = SILENCE,
        patience: float = PATIENCE,
        first_wait: float = FIRST_WAIT,
        access: Access | None = None,
        keep: Path | None = None,
    ) -> None:
        import httpx2

        from importers.live.wire import Wire, trust

        self._home = origin(address)
        self._secrets = dict(headers or {})
        self._access = access or Access()
        self._offline = Offline(keep) if keep else None
        self._asker = _asker(self._secrets) if keep and headers else ""
        self._away: dict[tuple[str, str, int], float] = {}  # until when nobody is asked
        self.since: datetime | None = None
        self._patience = patience
        self._first_wait = first_wait
        self._kept: dict[str, Answer] = {}
        self._client = httpx2.Client(
            verify=trust(),
            timeout=silence,
            follow_redirects=False,
            headers={"User-Agent": AGENT},
        )
        self._wire = Wire()
        self._wire.serve(self._client)

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def said(self, url: str, progress: Progress) -> dict[str, str]:
        """The headers that go with each question to an address: secrets for its own origin alone,
        renewed where they are about to end. For connections that are not made here; `proved` tells
        that what was said was right. Raises FeedFault where nobody could sign in."""
        if origin(url) != self._home:
            return {}
        return {**self._secrets, **self._access.asked(url, progress)[1]}

    def proved(self) -> None:
        self._access.proved()

    def get(
        self,
        url: str,
        progress: Progress,
        tries: int = TRIES,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """What a server answers. Raises FeedFault, and Cancelled when the progress says so.

        headers: what else is said, to every server that this leads to; "Cache-Control: no-store"
        keeps the answer off the disk.
        """
        url = self._access.without(url)
        said = headers or {}
        ask = partial(self._followed, url, progress, said)
        if self._offline is None or said.get("Cache-Control") == "no-store":
            return self._patiently(ask, progress, tries)
        who = self._who + "".join(f"\n{name}: {value}" for name, value in said.items())
        host = origin(url)
        if time.monotonic() < self._away.get(host, 0.0) and (kept := self._stand_in(who, url)):
            return kept
        known = self._kept.get(url) or self._offline.get(who, url, tagged=True)
        if known is not None and known.url == url:
            self._kept[url] = known = replace(known, cached=None)
        try:
            answer = self._patiently(ask, progress, tries)
        except FeedFault as fault:
            if fault.lasting or (kept := self._stand_in(who, url)) is None:
                raise
            self._away[host] = time.monotonic() + AWAY
            return kept
        self.since = None
        if answer is known:
            self._offline.confirm(who, url)
        else:
            self._offline.keep(who, url, answer)
        return answer

    def download(
        self,
        url: str,
        path: Path,
        progress: Progress,
        most: int = LARGEST_FILE,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Bring what a server answers into a file, and return the rest of the answer, its body
        empty. After a fault only what is missing is asked for, where that can be told.

        path: there is no such file, or the one from before, until all has come. most: bytes.
        Progress is told in bytes. Raises FeedFault, also where there is no room, and Cancelled.
        """
        url = self._access.without(url)
        with Part(path, most, self._patience, progress) as part:
            ask = partial(self._followed, url, progress, headers, part)
            while True:
                before = part.size
                try:
                    answer = self._patiently(ask, progress, TRIES)
                    break
                except FeedFault as fault:
                    if fault.lasting or part.size < before + GAIN:
                        raise
            part.keep(self._access.blank)
        return answer

    @property
    def _who(self) -> str:
        return self._access.who + self._asker

    def _stand_in(self, who: str, url: str) -> Answer | None:
        """What was answered before, if that is kept."""
        kept = self._offline.get(who, url) if self._offline else None
        if kept is not None and kept.cached is not None:
            self.since = min(self.since or kept.cached, kept.cached)
        return kept

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

    def _followed(
        self,
        url: str,
        progress: Progress,
        headers: Mapping[str, str] | None,
        part: Part | None = None,
    ) -> Answer:
        seen: set[str] = set()
        while True:
            if url in seen or len(seen) > REDIRECTS:
                raise FeedFault(
                    f"{without_secrets(url)} sends from one address to the next without end; "
                    "check the address",
                    lasting=True,
                )
            seen.add(url)
            answer = self._once(url, progress, said=headers, part=part)
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
        part: Part | None = None,
    ) -> Answer | str:
        """An answer, or the address that the server sends to."""
        parts = parted(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise FeedFault(
                f"{url.partition('?')[0][:200]}: only http and https addresses are asked", True
            )
        url, told = self._access.without(url), dict(said or {})  # links repeat keys
        told.update(part.asking(url) if part else {})
        kept = self._kept.get(url) if method == "GET" and part is None else None
        told.update(kept.tags if kept else {})
        ask = partial(self._exchange, method, content=content, kept=kept, part=part)
        if origin(url) != self._home:
            return ask(url, url, told, progress)
        signed, secrets = self._access.asked(url, progress)
        told.update(self._secrets)
        try:
            answer = ask(url, signed, {**told, **secrets}, progress)
        except FeedFault as fault:
            if fault.status != 401 or not self._access.renew(secrets, progress):
                raise
            signed, secrets = self._access.asked(url, progress)
            answer = ask(url, signed, {**told, **secrets}, progress)
        if isinstance(answer, Answer):
            self._access.proved()
        return answer

    def _exchange(
        self,
        method: str,
        url: str,
        signed: str,
        headers: Mapping[str, str],
        progress: Progress,
        *,
        content: bytes | None,
        kept: Answer | None,
        part: Part | None,
    ) -> Answer | str:
        """Ask once at an address as it is signed for the server, `url` for everybody else."""
        name, end = without_secrets(url), time.monotonic() + self._patience

        def check() -> None:
            progress.check()
            if time.monotonic() > end:
                raise FeedFault(f"{name} answers too slowly; ask again later")
            if part is not None:
                part.check(name)

        self._wire.watch(check)
        with (
            faults(name),
            self._client.stream(method, signed, headers=headers, content=content) as reply,
        ):
            self._client.cookies.clear()  # who has signed in is said by the access alone
            if kept is not None and reply.status_code == 304:
                return kept
            if reply.is_redirect and "location" in reply.headers:
                return linked(url, reply.headers["location"])
            if part is not None:
                part.refused(name, reply)
            refuse(name, reply)
            if part is not None:
                end = math.inf
                part.take(url, name, reply)
                return answered(url, reply, b"")
            answer = answered(url, reply, self._access.masked(_body(name, reply, check)))
        if method == "GET":
            self._keep(url, answer)
        return answer

    def _keep(self, url: str, answer: Answer) -> None:
        self._kept.pop(url, None)
        if answer.tags:
            self._kept[url] = answer
        while sum(len(one.body) for one in self._kept.values()) > KEPT:
            del self._kept[next(iter(self._kept))]


def _body(name: str, reply: httpx2.Response, check: Callable[[], None]) -> bytes:
    blocks, size = [], 0
    for block in reply.iter_bytes():  # as they come: a drip must not hide in a buffer
        check()
        blocks.append(block)
        size += len(block)
        if size > LARGEST:
            raise FeedFault(
                f"{name} sends more than {LARGEST >> 20} MB; ask for a part of it", True, 413
            )
    return b"".join(blocks)


def _asker(headers: Mapping[str, str]) -> str:
    """Tells one who asks with these headers from another; there may be a password in them, and so
    they are not easily guessed from it."""
    said = repr(sorted(headers.items())).encode()
    return hashlib.scrypt(said, salt=AGENT.encode(), n=1 << 14, r=8, p=1).hex()


def rest(seconds: float, progress: Progress) -> None:
    """Wait, and stop at once when somebody cancels."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        progress.check()
        time.sleep(min(0.1, left))
