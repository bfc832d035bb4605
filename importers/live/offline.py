"""The last good answers of platforms on disk, for when the network is down."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from importers.live.answer import Answer, without_secrets

LIMIT = 256 << 20  # bytes on disk; beyond it the answers go that were good longest ago
FRESH = 60.0  # seconds that an answer is kept before the next one takes its place
SLACK = 0.9  # of the limit that stays, so that not each answer makes room anew


class Offline:
    """Answers by who asked and for which address, both as hashes; what cannot be written or read
    is not there.

    `who` is "" for whoever needs no sign-in. An answer's address is kept without its question.
    """

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self._folder = folder
        self._limit = limit
        self._used: int | None = None  # bytes, counted when first something is kept

    def get(self, who: str, url: str, tagged: bool = False) -> Answer | None:
        """The last good answer, and since when it was not asked again; `tagged`: only one that a
        server can be asked whether it has changed."""
        path = self._path(who, url)
        try:
            with path.open("rb") as file:
                said = json.loads(file.readline())
                changed = said["changed"]
                if tagged and not said["tags"]:
                    return None
                body = file.read()
            return Answer(
                said["url"] or url,
                said["kind"],
                body,
                changed=datetime.fromisoformat(changed) if changed else None,
                tags=said["tags"],
                crs=said.get("crs", ""),
                cached=datetime.fromtimestamp(path.stat().st_mtime, UTC),
            )
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def keep(self, who: str, url: str, answer: Answer) -> None:
        """Keep what was answered just now, unless what is kept is as good."""
        path = self._path(who, url)
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime < FRESH:
                return
        said = {
            "url": "" if answer.url == url else without_secrets(answer.url),
            "kind": answer.kind,
            "changed": answer.changed.isoformat() if answer.changed else None,
            "tags": dict(answer.tags),
            "crs": answer.crs,
        }
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent)
            try:
                with open(handle, "wb") as file:
                    file.write(json.dumps(said).encode() + b"\n" + answer.body)
                    size = file.tell()
                os.replace(name, path)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
            self._make_room(size)

    def confirm(self, who: str, url: str) -> None:
        """What is kept is as good as if it had been answered just now."""
        with contextlib.suppress(OSError):
            os.utime(self._path(who, url))

    def forget(self, who: str) -> None:
        """Drop all that somebody was answered."""
        shutil.rmtree(self._folder / _hash(who), ignore_errors=True)

    def _path(self, who: str, url: str) -> Path:
        return self._folder / _hash(who) / _hash(url)

    def _make_room(self, size: int) -> None:
        if self._used is not None and self._used + size <= self._limit:
            self._used += size
            return
        kept = sorted(
            (stat.st_mtime, stat.st_size, path)
            for path in self._folder.glob("*/*")
            for stat in (path.stat(),)
        )
        self._used = sum(size for _, size, _ in kept)
        if self._used <= self._limit:
            return
        for _, size, path in kept:
            path.unlink(missing_ok=True)
            self._used -= size
            if self._used <= SLACK * self._limit:
                return


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
