"""Sources that travel in a project file: which files belong to one, and back onto the disk."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from city.progress import Progress
from city.project.packed import PART, Packed
from importers import places
from importers.beside import beside
from importers.fingerprint import fingerprint
from importers.intake import ReadError
from importers.registry import knows
from importers.unpack import COMPANIONS, MOST_FILES, MOST_RATIO, RESERVE, SLACK, is_archive

_UNSAFE = re.compile(r'^\.|[ .]$|[\\:*?"<>|\x00-\x1f]')  # in one word of a name
_LINKED = {  # what a file names beside it, line by line
    ".obj": re.compile(rb"^mtllib\s+(.+?)\s*$"),
    ".gltf": re.compile(rb'"uri"\s*:\s*"([^"]+)"'),
}


def belongings(source: Path, pictures: Iterable[Path], progress: Progress) -> list[Path]:
    """The files of a source, itself first: what a folder holds, or a file and what it needs beside
    it. pictures: where those lie that the city shows; those outside of its folder are left out.

    Raises OSError where it cannot be looked through, ReadError for far too many files.
    """
    if source.is_dir():
        return list(_within(source, progress))
    folder = source.parent.resolve()
    found = [source, *(source.with_suffix(end) for end in COMPANIONS)]
    found += [Path(f"{source}{end}") for end in COMPANIONS]  # terrain.tif.aux.xml
    found += _linked(source)
    found += [path for path in pictures if path.resolve().is_relative_to(folder)]
    there = {path.resolve(): path for path in reversed(found) if path.is_file()}
    return [source, *sorted(path for path in there.values() if path != source)]


def _within(folder: Path, progress: Progress) -> Iterator[Path]:
    """What of a folder belongs to a city, in order; no link that leads out of it is followed."""
    seen = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__MACOSX")))
        progress.report(0, 0, f"Looking into {Path(place).name}")
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(".") or not (knows(name) or _is_companion(name)):
                continue
            if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                seen += 1
                if seen > MOST_FILES:
                    raise ReadError(f"{folder}: it holds more than {MOST_FILES:,} files")
                yield path


def _is_companion(name: str) -> bool:
    return is_archive(Path(name)) or name.lower().endswith(COMPANIONS)


def _linked(source: Path) -> list[Path]:
    """The files that a mesh names beside it: its materials, its buffers."""
    pattern = _LINKED.get(source.suffix.lower())
    if pattern is None:
        return []
    with source.open("rb") as file:
        named = {word.decode("utf-8", "replace") for line in file for word in pattern.findall(line)}
    found = (beside(source.parent, name) for name in sorted(named))
    return [path for path in found if path is not None]


def named(source: Path, files: Iterable[Path], progress: Progress) -> list[tuple[Packed, Path]]:
    """Files of a source with their names from the folder that it lies in, sizes and hashes.

    Raises ReadError where one cannot be read.
    """
    root = Path(os.path.abspath(source)).parent
    found = []
    for path in files:
        name = Path(os.path.abspath(path)).relative_to(root).as_posix()
        try:
            size = path.stat().st_size
        except OSError as fault:
            raise ReadError(f"{path}: cannot be read: {fault.strerror or fault}") from fault
        found.append((Packed(name, size, fingerprint(path, progress)), path))
    return found


def blocks(file: Packed, path: Path, progress: Progress) -> Iterator[bytes]:
    """A file in blocks of PART bytes. ReadError where it is not any more what it was."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as source:
            while block := source.read(PART):
                progress.report(0, 0, f"Packing {path.name}")
                digest.update(block)
                yield block
    except OSError as fault:
        raise ReadError(f"{path}: cannot be read: {fault.strerror or fault}") from fault
    if digest.hexdigest()[:32] != file.hash:
        raise ReadError(f"{path}: it was changed while it was packed; pack again")


# back onto the disk


def unpack(
    files: Sequence[Packed],
    parts: Callable[[Packed], Iterable[bytes]],
    packed: int,
    progress: Progress,
) -> Path:
    """A packed source on the disk, in the cache folder, under the hash of what is in it.

    parts: what is in one of its files, piece by piece. packed: bytes of the file that all of it
    comes in. Raises ReadError for names that lead elsewhere, what is damaged, what does not fit.
    """
    for file in files:
        if not _is_safe(file.name):
            raise ReadError(f"{file.name[:200]!r}: a packed file of such a name is not unpacked")
    digest = hashlib.blake2b(digest_size=16)
    for file in files:
        digest.update(f"{file.name}\n{file.hash}\n".encode("utf-8", "replace"))
    root = places.packed() / digest.hexdigest()
    if not _is_whole(root, files):
        _fill(root, files, parts, packed, progress)
    with contextlib.suppress(OSError):
        os.utime(root)  # used now: the oldest are dropped first
    return root / files[0].name.partition("/")[0]


def _is_safe(name: str) -> bool:
    """Whether a name stays in its folder, on every system, and hides nothing."""
    words = PurePosixPath(name).parts
    whole = "/".join(words) == name and bool(words)
    return whole and not any(_UNSAFE.search(word) for word in words)


def _is_whole(root: Path, files: Sequence[Packed]) -> bool:
    try:
        return all((root / file.name).stat().st_size == file.size for file in files)
    except OSError:
        return False


def _fill(
    root: Path,
    files: Sequence[Packed],
    parts: Callable[[Packed], Iterable[bytes]],
    packed: int,
    progress: Progress,
) -> None:
    size = sum(file.size for file in files)
    name = files[0].name.partition("/")[0]
    if size > packed * MOST_RATIO + SLACK:
        raise ReadError(
            f"{name}: it would unpack to more than {MOST_RATIO} times the project's size, as only "
            "what is made to do harm does; it was not unpacked"
        )
    part = None
    try:
        root.parent.mkdir(parents=True, exist_ok=True)
        if size > shutil.disk_usage(root.parent).free - RESERVE:
            raise OSError(errno.ENOSPC, "the disk is full")
        part = Path(tempfile.mkdtemp(".part", prefix=root.name, dir=root.parent))
        for file in files:
            _write(part / file.name, file, parts(file), progress)
        shutil.rmtree(root, ignore_errors=True)
        try:
            part.rename(root)
        except OSError:  # another process may have been faster
            if not _is_whole(root, files):
                raise
    except OSError as fault:
        why = fault.strerror or fault
        if fault.errno == errno.ENOSPC:
            why = "its disk is full; free some space, or name another folder with MAQUETTE_HOME"
        raise ReadError(f"{name}: cannot be unpacked to {root.parent}: {why}") from fault
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)


def _write(target: Path, file: Packed, pieces: Iterable[bytes], progress: Progress) -> None:
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as out:
        for piece in pieces:
            progress.report(0, 0, f"Unpacking {target.name}")
            digest.update(piece)
            out.write(piece)
    if digest.hexdigest()[:32] != file.hash:
        raise ReadError(f"{file.name}: it is damaged in the project; take a copy from a backup")
