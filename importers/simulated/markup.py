"""Large XML of models as columns: the attributes of all elements of a name at once.

Nothing but tags and attributes is understood; no entity is ever resolved, no document type read.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from importers.intake import ReadError
from importers.report import Report

BLOCK = 4 << 20  # bytes that are looked through at once
LONGEST = 64 << 20  # bytes of a comment or a tag
MOST_RATIO, SLACK = 250, 64 << 20  # of unpacked to packed, and bytes that any file may have
HEAD = 1 << 16
GZIP = b"\x1f\x8b"
ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)[\"']")
ASIDE = re.compile(rb"<!--.*?(-->|$)|<[?!][^>]*>", re.DOTALL)
REFERENCE = re.compile(r"&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|amp|lt|gt|quot|apos);")
NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
BYTEWISE = ("utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252")

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Tags:
    """The start tags of a piece of a file, in order: their rows stand for them.

    name: (t,) hashes; end: (t,) the place behind each. attribute: (a, 4) as `markup_loop.scan`
    tells them.
    """

    data: bytes
    encoding: str
    name: I64
    end: I64
    attribute: I64

    def __len__(self) -> int:
        return len(self.name)

    def named(self, *names: str) -> I64:
        """The rows of all elements of these names, in order."""
        from importers.simulated.markup_loop import hashed

        return np.flatnonzero(np.isin(self.name, [hashed(name) for name in names]))

    def under(self, rows: I64, parents: I64) -> I64:
        """Which of the parents each element follows last, counted from 0; -1 where that stands in
        an earlier piece."""
        return np.asarray(np.searchsorted(parents, rows) - 1)

    def places(self, rows: I64, attribute: str) -> tuple[I64, I64]:
        """Where the values of an attribute begin and end in the data; 0 where there is none."""
        from importers.simulated.markup_loop import hashed

        mine = np.flatnonzero(self.attribute[:, 1] == hashed(attribute))
        begin, end = np.zeros((2, len(self.name)), np.int64)
        begin[self.attribute[mine, 0]] = self.attribute[mine, 2]
        end[self.attribute[mine, 0]] = self.attribute[mine, 3]
        return begin[rows], end[rows]

    def numbers(self, rows: I64, attribute: str) -> F64:
        """(n,) the values of an attribute; NaN where there is none, or what is no number."""
        from importers.simulated.markup_loop import read_numbers

        begin, end = self.places(rows, attribute)
        found, other = np.empty(len(rows)), np.empty(len(rows), np.int64)
        strange = read_numbers(np.frombuffer(self.data, np.uint8), begin, end, found, other)
        for row in other[:strange].tolist():
            found[row] = _number(self.data[begin[row] : end[row]])
        return found

    def hashes(self, rows: I64, attribute: str) -> I64:
        """(n,) a number for each value of an attribute, the same for the same value."""
        from importers.simulated.markup_loop import hash_values

        begin, end = self.places(rows, attribute)
        found = np.empty(len(rows), np.int64)
        hash_values(np.frombuffer(self.data, np.uint8), begin, end, found)
        return found

    def groups(self, rows: I64, attribute: str) -> tuple[I64, I64, I64]:
        """The hashes of an attribute's values, each once, in order; the row where each stands
        first; and (n,) which of them each row has."""
        hashes, first, back = np.unique(
            self.hashes(rows, attribute), return_index=True, return_inverse=True
        )
        order = np.argsort(first)
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        return hashes[order], rows[first[order]], rank[back]

    def texts(self, rows: I64, attribute: str) -> list[str]:
        """(n,) the values of an attribute as text; "" where there is none."""
        begin, end = (side.tolist() for side in self.places(rows, attribute))
        data = self.data
        return [self._text(data[one:other]) for one, other in zip(begin, end, strict=True)]

    def within(self, row: int) -> str:
        """The text between an element's start tag and the next tag."""
        begin = int(self.end[row])
        return self._text(self.data[begin : self.data.find(b"<", begin)]).strip()

    def _text(self, value: bytes) -> str:
        said = value.decode(self.encoding, "replace")
        return REFERENCE.sub(_letter, said) if "&" in said else said


def _number(word: bytes) -> float:
    try:
        return float(word)
    except ValueError:
        return np.nan


def _letter(found: re.Match[str]) -> str:
    word = found[1]
    if not word.startswith("#"):
        return NAMED[word]
    code = int(word[2:], 16) if word[1] == "x" else int(word[1:])
    return chr(code) if 32 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def beginning(path: Path) -> bytes:
    """The first bytes of a file, of a gzipped one those of what it holds; b"" for a broken one."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    try:
        return zlib.decompressobj(31).decompress(head, HEAD) if head.startswith(GZIP) else head
    except zlib.error:
        return b""


def root(path: Path, head: bytes) -> str:
    """The name of the first element of an XML file, plain or gzipped; "" for anything else.

    head: its first bytes, which may end within a comment.
    """
    plain = head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
    if not plain and not head.startswith(GZIP):
        return ""
    named = re.search(rb"<([A-Za-z_][\w:.-]*)", ASIDE.sub(b"", beginning(path)))
    return named[1].decode() if named else ""


def tags(path: Path, report: Report, progress: Progress) -> Iterator[Tags]:
    """The tags of an XML file, plain or gzipped, piece by piece.

    A file that breaks off is told of in the report. Raises ReadError for what is no XML.
    """
    progress.report(0, 0, "Getting ready to read large files, which takes longer the first time")
    from importers.simulated.markup_loop import BROKEN, DECLARED, scan

    tag, attribute = np.empty((0, 2), np.int64), np.empty((0, 4), np.int64)
    found, depth, encoding, rest = np.zeros(4, np.int64), 0, "", b""
    for block in blocks(path, progress):
        encoding = encoding or _encoding(path, block)
        data = rest + block
        if len(data) > LONGEST:
            raise ReadError(f"{path.name}: it holds a tag of {len(data) >> 20} MB; it is broken")
        if len(data) // 4 >= len(attribute):
            tag = np.empty((len(data) // 3 + 1, 2), np.int64)
            attribute = np.empty((len(data) // 4 + 1, 4), np.int64)
        fault = scan(np.frombuffer(data, np.uint8), tag, attribute, found)
        tag_count, attribute_count, end, opened = found.tolist()
        depth += opened
        if fault == DECLARED:
            raise ReadError(
                f"{path.name}: it declares entities of its own, through which a file can pull in "
                "others; that is refused. Remove the <!DOCTYPE ...> part and open it again"
            )
        if fault == BROKEN:
            near = data[end : end + 40].decode("ascii", "replace")
            raise ReadError(f"{path.name}: it is broken XML near {near!r}; write it again")
        told = attribute[:attribute_count].copy()
        yield Tags(data, encoding, tag[:tag_count, 0].copy(), tag[:tag_count, 1].copy(), told)
        rest = data[end:]
    if depth or rest.strip():
        report.warning("TRUNCATED", path.name, "the file breaks off; what is there was read")


def blocks(path: Path, progress: Progress) -> Iterator[bytes]:
    """The bytes of a file, plain or gzipped, piece by piece. Raises ReadError."""
    size, done = max(path.stat().st_size, 1), 0
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
        file.seek(0)
        whole = iter(lambda: file.read(BLOCK), b"")
        for block in _unpacked(path, whole) if packed else whole:
            done += len(block)
            if packed and done > SLACK + MOST_RATIO * size:
                raise ReadError(f"{path.name}: it unpacks to more than any real file does")
            progress.report(min(file.tell(), size), size, f"Reading {path.name}")
            yield block


def _unpacked(path: Path, parts: Iterator[bytes]) -> Iterator[bytes]:
    """What gzip has packed, one member after the other, as far as it is sound."""
    unpacker, came = zlib.decompressobj(31), False
    for part in parts:
        rest = part
        while rest:
            if unpacker.eof:
                if not rest.startswith(GZIP):
                    return  # what else is behind the last member means nothing
                unpacker = zlib.decompressobj(31)
            try:
                block = unpacker.decompress(rest, BLOCK)
            except zlib.error as fault:
                if came:  # what came until then counts; its tags tell that the end is missing
                    return
                raise ReadError(f"{path.name}: the archive is damaged: {fault}") from fault
            came = came or bool(block)
            if block:
                yield block
            rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if not came:
        raise ReadError(f"{path.name}: the archive is damaged: it breaks off at once")


def _encoding(path: Path, head: bytes) -> str:
    named = ENCODING.search(head[:1000])
    encoding = named[1].decode().lower() if named else "utf-8"
    if encoding not in BYTEWISE or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ReadError(f"{path.name}: it is not written in UTF-8; save it as that")
    return encoding
