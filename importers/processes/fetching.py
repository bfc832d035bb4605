"""Fetches what a process gives: small things as they are, large ones into a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from uuid import uuid4

from city.progress import Progress
from city.project.jobs import LARGEST
from importers.live.web import Answer, FeedFault, Web
from importers.processes.media import suffix

HEAD = 64 << 10  # bytes of a file that tell what it is


def fetched(
    web: Web, address: str, accept: str, folder: Path | None, progress: Progress
) -> tuple[Answer, Path | None]:
    """What is at an address. Of what is larger than a project holds only the first bytes, and the
    file in `folder` that has them all; without a folder, that is a fault as `Web.get` tells it."""
    said = {"Accept": accept}
    if folder is None:
        try:
            return web.get(address, progress, headers=said), None
        except FeedFault as fault:
            if fault.status != 413:
                raise
            told = f"{fault}, or name a folder for results (--out)"
            raise FeedFault(told, True, 413) from None
    path = folder / f".{uuid4().hex}"
    answer = web.download(address, path, progress, headers=said)
    try:
        large = path.stat().st_size > LARGEST
        with path.open("rb") as file:
            body = file.read(HEAD if large else LARGEST)
        if not large:
            path.unlink()
    except OSError as fault:
        raise FeedFault(f"{path}: cannot be read: {fault.strerror or fault}", True) from fault
    return replace(answer, body=body), path if large else None


def named(path: Path, key: str, media: str) -> Path:
    """Call a fetched file after the output that it is, beside what is there already."""
    place = next(one for one in names(path.parent, key, media) if not one.exists())
    return path.replace(place)


def names(folder: Path, key: str, media: str) -> Iterator[Path]:
    """What the file of an output may be called."""
    name = re.sub(r"[^\w-]+", "-", key).strip("-")[:80] or "output"
    yield folder / f"{name}{suffix(media)}"
    yield from (folder / f"{name}-{number}{suffix(media)}" for number in count(2))
