"""A file cut into small documents: each has the root element and some of its members."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from importers.intake import ReadError

PIECE = 2 << 20  # bytes; small enough to cancel quickly, large enough to cost no time
WINDOW = 1 << 16  # bytes that are searched for a place to cut, at a time
LONGEST = 256  # bytes of a member's closing tag
_PROLOG = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->", re.S)
_START = re.compile(rb"<[^\s<>!?/](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.S)
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_MEMBER = rb"</(?:[^\s<>/:]+:)?(?:cityObjectMember|featureMember|appearanceMember|member)\s*>"
_END = re.compile(_MEMBER)
_MARK = re.compile(rb"<!--|<!\[CDATA\[|<\?|" + _MEMBER)
_CLOSES = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_OF_SEVERAL_BYTES = ("utf-16", "utf16", "utf-32", "utf32", "ucs-2", "ucs-4", "iso-10646-ucs")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before a file's members.

    start: bytes of the root's start tag, with the XML declaration; end: its closing tag.
    encoding: as the file declares it. body: where the file's content begins, in bytes.
    wide: the file is in UTF-16, and all of this counts after it was put into UTF-8. empty: the
    root element is <CityModel/> and has no content. misnamed: the encoding that the file declares,
    where it cannot be in that.
    """

    start: bytes
    end: bytes
    encoding: str
    body: int
    wide: bool = False
    empty: bool = False
    misnamed: str = ""

    @property
    def name(self) -> str:
        """The root element's name without its prefix."""
        return self.end[2:-1].decode("utf-8", "replace").rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file, from byte `start` to `end`; `last` holds the root's closing tag."""

    start: int
    end: int
    last: bool


def narrow(data: bytes) -> bytes:
    """The file's bytes in UTF-8 when it comes in UTF-16, which cannot be cut bytewise."""
    if not data.startswith(_WIDE):
        return data
    text = data.decode("utf-16" if data[:2] in _WIDE[:2] else _guess(data), "replace")
    return re.sub(r"encoding\s*=\s*[\"'][\w-]+[\"']", 'encoding="UTF-8"', text, count=1).encode()


def is_wide(head: bytes) -> bool:
    return head.startswith(_WIDE)


def _guess(data: bytes) -> str:
    return "utf-16-le" if data.startswith(b"<\0") else "utf-16-be"


def read_head(name: str, data: bytes) -> Head:
    """The head of a document of which `data` is the beginning.

    Raises ReadError for a document type declaration, through which entities and other people's
    files could come in, and for a file without any element.
    """
    at = 3 if data.startswith(codecs.BOM_UTF8) else 0
    declared = _ENCODING.match(data, at)
    while found := _PROLOG.match(data, at):
        at = found.end()
    if data.startswith(b"<!DOCTYPE", at):
        raise ReadError(
            f"{name}: it has a document type declaration (DTD), through which a file can pull in "
            "others; that is refused. Remove the <!DOCTYPE ...> part and open it again"
        )
    root = _START.match(data, at)
    if not root:
        raise ReadError(f"{name}: no XML element can be found in it; is it a CityGML file?")
    encoding = declared.group(1).decode() if declared else "UTF-8"
    misnamed = ""
    if encoding.lower().startswith(_OF_SEVERAL_BYTES):  # then nothing of it could be read so far
        encoding, misnamed = "UTF-8", encoding
    tag = root.group()
    word = re.match(rb"<([^\s/>]+)", tag)
    assert word
    end = b"</" + word.group(1) + b">"
    empty = tag.endswith(b"/>")
    if empty:
        tag = tag[:-2].rstrip() + b">"
    start = _declaration(encoding) + tag
    return Head(start, end, encoding, root.end(), empty=empty, misnamed=misnamed)


def _declaration(encoding: str) -> bytes:
    return b'<?xml version="1.0" encoding="' + encoding.encode() + b'"?>'


def cut(file: Any, head: Head, size: int, piece: int = PIECE) -> Iterator[Piece]:
    """Cut a file of `size` bytes behind members, about every `piece` bytes.

    Only the neighbourhood of each cut is looked at, so one may fall into a comment or a CDATA
    section that mentions a member's end; the two pieces are then not well-formed, and the file is
    to be cut anew with `cut_carefully`.
    """
    start = head.body
    while size - start > piece + piece // 4:
        stop = _end_before(file, start, start + piece)
        if stop < 0:
            stop = _end_after(file, start + piece, size)
        if stop < 0 or stop >= size:
            break
        yield Piece(start, stop, False)
        start = stop
    yield Piece(start, size, True)


def _end_before(file: Any, start: int, limit: int) -> int:
    """Where the last member ends between two bytes of a file, or -1."""
    high = limit
    while high > start:
        low = max(high - WINDOW, start)
        file.seek(low)
        data = file.read(min(high + LONGEST, limit) - low)
        found = last_end(data)
        if found >= 0:
            return low + found
        high = low
    return -1


def _end_after(file: Any, start: int, size: int) -> int:
    """Where the first member ends behind a byte of a file, or -1."""
    low = start
    while low < size:
        file.seek(low)
        data = file.read(PIECE + LONGEST)
        found = _END.search(data)
        if found:
            return low + found.end()
        low += PIECE
    return -1


def cut_carefully(file: Any, head: Head, size: int, piece: int = PIECE) -> Iterator[Piece]:
    """The same cuts, none of them inside a comment, a CDATA section or an instruction."""
    start = at = head.body
    file.seek(at)
    carry = b""
    while at < size:
        block = file.read(piece)
        data = carry + block
        at += len(block)
        if at >= size or not block:
            break
        found = _careful_end(data)
        if found < 0:
            carry = data
            continue
        stop = at - len(data) + found
        yield Piece(start, stop, False)
        start, carry = stop, data[found:]
    yield Piece(start, size, True)


def mentions(file: Any, word: bytes, check: Callable[[], None], block: int = 1 << 20) -> bool:
    """Whether a word stands anywhere in a file; `check` is called now and then, to cancel."""
    keep = len(word) - 1
    window = bytearray(keep + block)
    file.seek(0)
    while count := file.readinto(memoryview(window)[keep:]):
        check()
        if window.find(word, 0, keep + count) >= 0:
            return True
        window[:keep] = window[count : count + keep]
    return False


def last_end(data: bytes) -> int:
    """Where the last member in `data` ends, or -1."""
    at = len(data)
    while (at := data.rfind(b"</", 0, at)) >= 0:
        found = _END.match(data, at)
        if found:
            return found.end()
    return -1


def _careful_end(data: bytes) -> int:
    at, end = 0, -1
    while found := _MARK.search(data, at):
        at = found.end()
        close = _CLOSES.get(found.group())
        if close is None:
            end = at
            continue
        at = data.find(close, at)
        if at < 0:
            break
        at += len(close)
    return end


def document(head: Head, data: bytes, last: bool) -> bytes:
    """A piece as a document of its own."""
    return b"".join((head.start, data, b"" if last else head.end))
