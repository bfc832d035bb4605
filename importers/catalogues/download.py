"""Fetches a file that a catalogue names: within limits, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from city.progress import Progress
from city.terms import NO_TERMS, Terms, terms_from
from importers import places
from importers.catalogues.entry import Distribution
from importers.live.answer import refuse
from importers.live.web import AGENT, REDIRECTS, SILENCE, FeedFault, faults, linked, without_secrets
from importers.registry import knows
from importers.unpack import RESERVE, ZIPS

if TYPE_CHECKING:
    import httpx2

TERMS = ".terms.json"  # beside each file; no server can call one like this
LARGEST = 4 << 30  # bytes of one file
SLOWEST = 6 * 3600.0  # seconds for all of it
LONGEST = 80  # letters of a file's name
# how files end whose names do not say what they are, by what their catalogue says
ENDINGS = {
    "CityJSON": ".city.json",
    "CityGML": ".gml",
    "GML (if it is CityGML)": ".gml",
    "COPC": ".copc.laz",
    "LAS": ".laz",
    "IFC": ".ifc",
    "GeoPackage": ".gpkg",
    "Shapefile": ".zip",
    "GeoTIFF": ".tif",
}
PACKED = {b"PK\x03\x04": ".zip", b"\x1f\x8b": ".gz"}


def download(
    way: Distribution, terms: Terms, folder: Path, progress: Progress, largest: int = LARGEST
) -> Path:
    """Fetch a file into a folder of its own under `folder`, with whose it is beside it; nobody is
    told a key.

    Raises FeedFault where it cannot be had, is larger than `largest` bytes or has no room on the
    disk, and Cancelled; then nothing of it is left.
    """
    if way.size > largest:
        raise _too_large(without_secrets(way.address), largest)
    place = folder / hashlib.sha256(way.address.encode()).hexdigest()[:16]
    try:
        place.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place, suffix=".part")
        part = Path(name)
        try:
            with open(handle, "wb") as file, _asked(way.address, progress) as reply:
                room = min(largest, shutil.disk_usage(place).free - RESERVE)
                _save(reply, file, largest, room, progress)
                wanted = _named(reply)
            path = place / _ending(wanted or "download", part, way)
            os.replace(part, path)
            (place / TERMS).write_text(json.dumps(asdict(terms)), "utf-8")
        finally:
            part.unlink(missing_ok=True)
    except OSError as fault:
        raise FeedFault(f"{place}: cannot be written: {fault.strerror or fault}", True) from fault
    return path


def terms_beside(path: Path) -> Terms:
    """Under which terms a file was fetched; for one from elsewhere nobody says."""
    if not path.is_relative_to(places.downloads()):
        return NO_TERMS
    try:
        return terms_from(json.loads((path.parent / TERMS).read_text("utf-8")))
    except (OSError, ValueError, RecursionError):
        return NO_TERMS


@contextmanager
def _asked(url: str, progress: Progress) -> Iterator[httpx2.Response]:
    """The server's answer, wherever it is sent on to."""
    import httpx2

    from importers.live.wire import Wire, trust

    wire = Wire()
    end = time.monotonic() + SLOWEST

    def check() -> None:
        progress.check()
        if time.monotonic() > end:
            raise FeedFault(f"{without_secrets(url)} answers too slowly; ask again later")

    wire.watch(check)
    told = {"User-Agent": AGENT}
    with httpx2.Client(
        verify=trust(), timeout=SILENCE, follow_redirects=False, headers=told
    ) as client:
        wire.serve(client)
        for _ in range(REDIRECTS + 1):
            name = without_secrets(url)
            if urlsplit(url).scheme not in ("http", "https"):
                raise FeedFault(f"{name}: only http and https addresses are fetched", True)
            with faults(name), client.stream("GET", url) as reply:
                if reply.is_redirect and "location" in reply.headers:
                    url = linked(url, reply.headers["location"])
                    continue
                refuse(name, reply)
                yield reply
                return
    raise FeedFault(f"{without_secrets(url)} sends from one address to the next without end", True)


def _save(
    reply: httpx2.Response, file: IO[bytes], largest: int, room: int, progress: Progress
) -> None:
    name = without_secrets(str(reply.url))
    said = reply.headers.get("content-length", "")
    packed = "content-encoding" in reply.headers  # then the length is another
    total = int(said) if re.fullmatch(r"[0-9]{1,15}", said) and not packed else 0
    size = 0
    for block in reply.iter_bytes():
        size += len(block)
        if max(size, total) > largest:
            raise _too_large(name, largest)
        if max(size, total) > room:
            raise FeedFault(f"{name}: the disk has no room for it; make some", True)
        file.write(block)
        progress.report(size, total, f"Fetching {size / 1e6:,.1f} MB")


def _too_large(name: str, largest: int) -> FeedFault:
    return FeedFault(f"{name}: more than {largest / 1e9:,.0f} GB; fetch it by other means", True)


def _named(reply: httpx2.Response) -> str:
    """What the server calls the file, or its address does: letters that are fine on any disk."""
    told = reply.headers.get("content-disposition", "")
    found = re.search(r"filename\*?=(?:UTF-8'')?\"?([^\";]+)", told, re.IGNORECASE)
    last = unquote(found[1] if found else urlsplit(str(reply.url)).path).replace("\\", "/")
    plain = re.sub(r"[^\w.-]+", "-", last.rstrip("/").rpartition("/")[2], flags=re.ASCII)
    return plain.strip(".-")[-LONGEST:]


def _ending(name: str, part: Path, way: Distribution) -> str:
    """A name that says what the file is."""
    with part.open("rb") as file:
        head = file.read(4)
    packed = next((end for sign, end in PACKED.items() if head.startswith(sign)), "")
    if packed:
        return name if name.lower().endswith((packed, *ZIPS)) else name + packed
    return name if knows(name) else name + ENDINGS.get(way.standard, "")
