"""What a file holds, in 32 letters; a file that has not changed is not read again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from pathlib import Path

from city.progress import Progress
from importers.intake import ReadError
from importers.places import home

BLOCK = 1 << 20
REMEMBERED = 20_000
SETTLED = 2_000_000_000  # ns: a file written just now may change again within one clock tick


def fingerprint(path: Path, progress: Progress) -> str:
    """The content hash of a file, from the notes where size, times and inode are as before.

    Raises ReadError where the file cannot be read.
    """
    try:
        seen = _seen(path)
        name = str(path.absolute())
        notes = _notes()
        known = notes.get(name)
        if known is not None and known[:4] == seen:
            return str(known[4])
        print_ = _hashed(path, progress)
    except OSError as fault:
        raise ReadError(f"{path}: cannot be read: {fault.strerror or fault}") from fault
    if time.time_ns() - max(seen[1:3]) > SETTLED:
        notes.pop(name, None)
        notes[name] = [*seen, print_]
        _remember(notes)
    return print_


def is_new(path: Path) -> bool:
    """Whether a file's hash is not in the notes, so that it is to be read."""
    try:
        return _notes().get(str(path.absolute()), [])[:4] != _seen(path)
    except OSError:
        return False


def _seen(path: Path) -> list[int]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]


def _hashed(path: Path, progress: Progress) -> str:
    digest = hashlib.sha256()  # processors have instructions for it: twice as quick as blake2b
    block = memoryview(bytearray(BLOCK))
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(block):
            digest.update(block[:count])
            progress.report(0, 0, f"Looking through {path.name}")
    return digest.hexdigest()[:32]


def _notes() -> dict[str, list[int | str]]:
    """What was hashed before; notes that make no sense count as none."""
    try:
        notes = json.loads((home() / "fingerprints.json").read_bytes())
    except (OSError, ValueError):
        return {}
    sound = isinstance(notes, dict) and all(
        isinstance(note, list) and len(note) == 5 and isinstance(note[4], str)
        for note in notes.values()
    )
    return notes if sound else {}


def _remember(notes: dict[str, list[int | str]]) -> None:
    """Write the notes; without them files are only hashed again, so a full disk is no fault."""
    kept = dict(list(notes.items())[-REMEMBERED:])
    target = home() / "fingerprints.json"
    part = target.with_name(f"fingerprints.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(kept))
        part.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
