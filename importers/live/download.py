"""An answer that goes into a file, whatever its size: how far it has come, and how it goes on after
the connection was lost."""

from __future__ import annotations

import errno
import math
import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from city.progress import Progress
from importers.live.answer import FeedFault
from importers.unpack import RESERVE

if TYPE_CHECKING:
    import httpx2

LARGEST = 8 << 30  # bytes of a file
LOOK = 64 << 20  # bytes between two looks at how much is free
GAIN = 1 << 20  # bytes that have to come so that a server is asked for the rest once more
LEAST = 64 << 10  # bytes that have to come while its patience lasts
NUMBER = re.compile(r"[0-9]{1,15}")
RANGE = re.compile(r"bytes ([0-9]{1,15})-[0-9]+/(?:[0-9]+|\*)")


class Part:
    """A file beside `path` that takes its place once it is whole, and is gone if it never is.

    most: bytes that it may have. patience: seconds in which at least LEAST bytes have to come.
    """

    def __init__(self, path: Path, most: int, patience: float, progress: Progress) -> None:
        self.size = 0
        self._path, self._most, self._patience, self._progress = path, most, patience, progress
        self._of = self._tag = ""  # the address that it came from, and what tells its content
        self._wanted, self._until = 0, math.inf  # how many bytes have to be there, and when
        self.path = path.with_name(f".{path.name[:60]}.{uuid4().hex}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("xb")
        except OSError as fault:
            raise self._unwritten(fault) from fault

    def __enter__(self) -> Part:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)

    def asking(self, url: str) -> dict[str, str]:
        """What is said so that only the rest comes, if nothing has changed there (RFC 9110, 13.1.5
        and 14.2). Bytes are asked for as they are, since parts of packed ones are none of these."""
        self._wanted, self._until = self.size + LEAST, math.inf
        as_it_is = {"Accept-Encoding": "identity"}
        if not self.size or not self._tag or url != self._of:
            return as_it_is
        return {**as_it_is, "Range": f"bytes={self.size}-", "If-Range": self._tag}

    def take(self, url: str, name: str, reply: httpx2.Response) -> None:
        """Write down what comes. Raises FeedFault, and Cancelled."""
        encoded = reply.headers.get("content-encoding", "identity") != "identity"
        first = self._first(url, name, reply, encoded)
        length = reply.headers.get("content-length", "")
        total = first + int(length) if NUMBER.fullmatch(length) and not encoded else 0
        self._fits(name, total)
        self._room(max(total - first, 0))
        self.size = first
        look = first + LOOK
        self._hope()
        try:
            self._file.seek(first)
            self._file.truncate()
            for block in reply.iter_bytes():
                self.size += self._file.write(block)
                self._fits(name, self.size)
                self._progress.report(self.size, total, f"Fetching {self._path.name}")
                self.check(name)
                if self.size >= look:
                    look = self.size + LOOK
                    self._room(0)
            self._file.flush()
        except OSError as fault:
            raise self._unwritten(fault) from fault

    def check(self, name: str) -> None:
        """Raise a FeedFault where next to nothing comes for too long."""
        if self.size >= self._wanted:
            self._hope()
        elif time.monotonic() > self._until:
            raise FeedFault(f"{name} sends too slowly; ask again later")

    def _hope(self) -> None:
        self._wanted, self._until = self.size + LEAST, time.monotonic() + self._patience

    def refused(self, name: str, reply: httpx2.Response) -> None:
        """Raise a FeedFault after which all is asked for, where the rest is refused."""
        if reply.status_code == 416 and self.size:
            self.size = 0
            raise FeedFault(f"{name} has changed meanwhile; ask again", status=416)

    def keep(self, blank: Callable[[Path, Callable[[], None]], None]) -> None:
        """Put the whole file where it belongs, after secrets in it were made blank."""
        try:
            self._file.close()
            blank(self.path, self._progress.check)
            os.replace(self.path, self._path)
        except OSError as fault:
            raise self._unwritten(fault) from fault

    def _first(self, url: str, name: str, reply: httpx2.Response, encoded: bool) -> int:
        """From which byte on the answer is."""
        tag = reply.headers.get("etag", "")
        if reply.status_code == 206:
            told = RANGE.fullmatch(reply.headers.get("content-range", ""))
            asked = self.size and url == self._of and tag == self._tag and not encoded
            if not asked or told is None or int(told[1]) != self.size:
                self.size = 0
                raise FeedFault(f"{name} sends another part than it was asked for; ask again")
            return self.size
        strong = tag.startswith('"') and not encoded
        self._of = url
        self._tag = tag if strong and reply.headers.get("accept-ranges") != "none" else ""
        return 0

    def _fits(self, name: str, size: int) -> None:
        if size > self._most:
            told = f"{name} sends more than {_bytes(self._most)}; ask for a part of it"
            raise FeedFault(told, True, 413)

    def _room(self, size: int) -> None:
        try:
            free = shutil.disk_usage(self.path.parent).free
        except OSError as fault:
            raise self._unwritten(fault) from fault
        if size + RESERVE > free:
            needs = f"needs {_bytes(size)} more, and " if size else ""
            raise FeedFault(
                f"{self._path}: it {needs}has only {_bytes(free)} left on its disk, of which "
                f"{_bytes(RESERVE)} stay free; make room there, or choose another folder",
                lasting=True,
            )

    def _unwritten(self, fault: OSError) -> FeedFault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            told = "its disk is full; make room there, or choose another folder"
        else:
            told = f"it cannot be written ({fault.strerror or fault}); choose another folder"
        return FeedFault(f"{self._path}: {told}", lasting=True)


def _bytes(size: int) -> str:
    return f"{size / (1 << 30):.1f} GB" if size >= 1 << 30 else f"{size / (1 << 20):.0f} MB"
