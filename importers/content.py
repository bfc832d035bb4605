"""What a file, a folder or an archive holds, in 32 letters: whether it is still the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

from city.progress import Progress
from importers.archive import expand
from importers.fingerprint import fingerprint
from importers.report import Report


def content_hash(path: Path, progress: Progress) -> str:
    """The hash of a file's bytes, or of the names and bytes of all that is read in a folder.

    Raises ReadError where there is nothing to read.
    """
    if not path.is_dir():
        return fingerprint(path, progress)
    found = expand(path, Report(), progress)
    files = sorted({(one.origin.relative_to(path).as_posix(), one.path) for one in found})
    digest = hashlib.blake2b(digest_size=16)
    for name, file in files:
        digest.update(f"{name}\n{fingerprint(file, progress)}\n".encode())
    return digest.hexdigest()
