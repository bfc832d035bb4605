"""Archives -> files on disk: only what belongs to a city, and never outside its own folder."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from city.finding import Finding
from city.progress import Progress
from importers import places
from importers.fingerprint import fingerprint
from importers.intake import ReadError
from importers.registry import knows

MOST_FILES = 100_000
MOST_RATIO = 250  # unpacked to packed; real city files reach 30
ZIPS = (".zip", ".ifczip")
SLACK = 64 << 20  # bytes that any archive may unpack to, however small it is
RESERVE = 256 << 20  # bytes of the disk that stay free
BLOCK = 1 << 20

# What the readers look for beside the file they read: pictures, world files, materials, tables.
COMPANIONS = (
    *(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tga", ".rgb"),
    *(".tfw", ".tifw", ".jgw", ".jpgw", ".pgw", ".pngw", ".bpw", ".wld", ".aux.xml"),
    *(".prj", ".dbf", ".shx", ".cpg", ".qix", ".mtl", ".bin"),
)
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


@dataclass(slots=True)
class Contents:
    """What an archive held: files on disk by their names in it, what was found wrong, the rest."""

    root: Path
    names: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)  # how many were left, by ending


def is_archive(path: Path) -> bool:
    """Whether a file is one that `unpack` opens, by its name."""
    return path.name.lower().endswith((*ZIPS, ".gz"))


def unpack(archive: Path, progress: Progress) -> Contents:
    """The files of a .zip or .gz that belong to a city, unpacked once into the cache folder.

    Raises ReadError for what is no archive, is a bomb, or does not fit on the disk. A member that
    is damaged, locked, a link or named to land elsewhere becomes a finding, the others are there.
    """
    root = places.unpacked() / fingerprint(archive, progress)
    contents = _listed(root)
    if contents is None:
        contents = _filled(archive, root, progress)
    with contextlib.suppress(OSError):
        os.utime(root)  # used now: the oldest are dropped first
    return contents


def _listed(root: Path) -> Contents | None:
    """What an earlier unpacking left, if all of it is still there."""
    try:
        note = json.loads((root / "contents.json").read_bytes())
        sound = all((root / "files" / n).stat().st_size == size for n, size in note["files"])
        findings = [Finding(*finding) for finding in note["findings"]]
        names = [name for name, _ in note["files"]]
        return Contents(root / "files", names, findings, note["others"]) if sound else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _filled(archive: Path, root: Path, progress: Progress) -> Contents:
    try:
        root.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(".part", prefix=root.name, dir=root.parent))
    except OSError as fault:
        raise ReadError(
            f"{archive.name}: cannot be unpacked to {root.parent}: {fault.strerror or fault}"
        ) from fault
    budget = _Budget(archive, part)
    try:
        contents = Contents(part / "files")
        if archive.name.lower().endswith(".gz"):
            _gunzip(archive, archive.name[:-3] or "contents", contents, budget, progress)
        else:
            _unzip(archive, "", contents, budget, progress)
        files = [(name, (contents.root / name).stat().st_size) for name in contents.names]
        findings = [(f.severity, f.code, f.object, f.message) for f in contents.findings]
        note = {"files": files, "findings": findings, "others": contents.others}
        (part / "contents.json").write_text(json.dumps(note))
        shutil.rmtree(root, ignore_errors=True)
        try:
            part.rename(root)
        except OSError:  # another process may have been faster
            if _listed(root) is None:
                raise
        contents.root = root / "files"
        return contents
    except OSError as fault:
        if fault.errno == errno.ENOSPC:
            raise budget.full() from fault
        raise ReadError(
            f"{archive.name}: cannot be unpacked to {root.parent}: {fault.strerror or fault}"
        ) from fault
    finally:
        shutil.rmtree(part, ignore_errors=True)


class _Budget:
    """How much an archive may still unpack to."""

    def __init__(self, archive: Path, place: Path) -> None:
        self.archive = archive
        self.place = place
        self.left = shutil.disk_usage(place).free - RESERVE

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise self.full()

    def full(self) -> ReadError:
        return ReadError(
            f"{self.archive.name}: its contents do not fit on the disk of {self.place.parent}; "
            "free some space there, or name another folder with MAQUETTE_HOME"
        )


def _bomb(name: str) -> str:
    return (
        f"{name}: it would unpack to more than {MOST_RATIO} times its size, as only a file made "
        "to do harm does; it was not opened"
    )


# gzip


def _gunzip(
    archive: Path, name: str, contents: Contents, budget: _Budget, progress: Progress
) -> None:
    """Unpack a gzip to the file `name` of the contents."""
    target = contents.root / name
    most = archive.stat().st_size * MOST_RATIO + SLACK
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open("rb") as packed, target.open("xb") as out:
            for block in _inflated(packed):
                budget.spend(len(block))
                progress.report(0, 0, f"Unpacking {archive.name}")
                out.write(block)
                if out.tell() > most:
                    raise ReadError(_bomb(archive.name))
    except (EOFError, zlib.error) as fault:
        if not target.stat().st_size:
            raise ReadError(
                f"{archive.name}: the archive is damaged or no .gz at all; fetch it again"
            ) from fault
        message = f"{archive.name}: the archive breaks off; what comes before the break was kept"
        contents.findings.append(Finding("error", "ARCHIVE_DAMAGED", "", message))
    contents.names.append(name)


def _inflated(packed: IO[bytes]) -> Iterator[bytes]:
    """What a gzip holds, to the last byte before a break; the gzip module would lose a block."""
    machine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    while raw := packed.read(BLOCK):
        while raw:
            yield machine.decompress(raw, BLOCK)
            raw = machine.unconsumed_tail
            if machine.eof and (raw := machine.unused_data.lstrip(b"\0")):  # one more follows
                machine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    if not machine.eof:
        raise EOFError


# zip


def _unzip(
    archive: Path, prefix: str, contents: Contents, budget: _Budget, progress: Progress
) -> None:
    """Unpack a zip into the folder `prefix` of the contents; a zip inside it goes one level."""
    try:
        members = zipfile.ZipFile(archive)
    except (*DAMAGED, OSError) as fault:
        raise ReadError(
            f"{archive.name}: the archive is damaged, incomplete or no .zip at all; fetch it again"
        ) from fault
    with members:
        infos = [i for i in members.infolist() if i.filename and not i.is_dir()]
        if len(infos) > MOST_FILES:
            raise ReadError(f"{archive.name}: it holds more than {MOST_FILES:,} files; unpack it")
        wanted = [(info, name) for info in infos if (name := _wanted(info, contents, prefix))]
        size = sum(info.file_size for info, _ in wanted)
        if size > archive.stat().st_size * MOST_RATIO + SLACK:
            raise ReadError(_bomb(archive.name))
        if size > budget.left:
            raise budget.full()
        for info, name in wanted:
            _member(members, info, prefix + name, contents, budget, progress)


def _wanted(info: zipfile.ZipInfo, contents: Contents, prefix: str) -> str:
    """The name under which a member is kept; empty for one that is not."""
    name = _name(info)
    place = PurePosixPath(name)
    if "__MACOSX" in place.parts or place.name.startswith("._") or not place.name:
        return ""
    low = place.name.lower()
    inner = low.endswith(ZIPS) or (low.endswith(".gz") and knows(low[:-3]))
    if not (knows(low) or low.endswith(COMPANIONS) or inner):
        ending = place.suffix.lower() or "no ending"
        contents.others[ending] = contents.others.get(ending, 0) + 1
        return ""
    fault = ""
    code = "ARCHIVE_MEMBER"
    if ".." in place.parts or place.is_absolute() or re.match(r"[A-Za-z]:", name):
        fault, code = "its path leads out of the archive", "UNSAFE_PATH"
    elif stat.S_ISLNK(info.external_attr >> 16):
        fault, code = "it is a link and not a file", "UNSAFE_PATH"
    elif info.flag_bits & 1:
        fault, code = "it is locked with a password; unpack it yourself", "ARCHIVE_LOCKED"
    elif inner and prefix:
        fault = "it is an archive in an archive in an archive; unpack it yourself"
    elif info.file_size > info.compress_size * MOST_RATIO + SLACK:
        fault, code = "it would unpack to a monstrous size", "ZIP_BOMB"
    if fault:
        message = f"{name}: {fault}; it was left out"
        contents.findings.append(Finding("error", code, "", message))
        return ""
    return name


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name with forward slashes, whatever system wrote it.

    Without the flag for UTF-8 the standard means code page 437, but many write UTF-8 all the same,
    and Japanese Windows writes code page 932.
    """
    name = info.orig_filename.split("\0", 1)[0]
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "cp932"):
            with contextlib.suppress(UnicodeDecodeError):
                text = raw.decode(encoding)
                if encoding == "utf-8" or re.search("[\u3040-\u30ff\u4e00-\u9fff]{2}", text):
                    name = text
                    break
    return name.replace("\\", "/")


def _member(
    members: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    name: str,
    contents: Contents,
    budget: _Budget,
    progress: Progress,
) -> None:
    target = contents.root / name
    message = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with members.open(info) as packed, target.open("xb") as out:
            while block := packed.read(BLOCK):
                budget.spend(len(block))
                progress.report(0, 0, f"Unpacking {target.name}")
                out.write(block)
    except FileExistsError:
        message = "a second file of this name; the first one is used"
    except DAMAGED as fault:
        target.unlink(missing_ok=True)
        message = f"it is damaged ({fault}); fetch the archive again"
    except OSError as fault:
        if fault.errno == errno.ENOSPC:
            raise
        message = f"it cannot be written: {fault.strerror or fault}"
    if message:
        finding = Finding("error", "ARCHIVE_MEMBER", "", f"{name}: {message}; it was left out")
        contents.findings.append(finding)
    elif name.lower().endswith((*ZIPS, ".gz")):
        _inner(target, name, contents, budget, progress)
    else:
        contents.names.append(name)


def _inner(
    archive: Path, name: str, contents: Contents, budget: _Budget, progress: Progress
) -> None:
    """Open an archive that lay in an archive, beside where it lay."""
    try:
        if name.lower().endswith(ZIPS):
            _unzip(archive, name.rpartition(".")[0] + "/", contents, budget, progress)
        else:
            _gunzip(archive, name[:-3], contents, budget, progress)
    except ReadError as fault:
        contents.findings.append(Finding("error", "ARCHIVE_MEMBER", "", str(fault)))
    finally:
        archive.unlink(missing_ok=True)
