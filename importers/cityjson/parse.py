"""JSON text -> values, also where the text is not quite what JSON allows."""

from __future__ import annotations

import codecs
import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson

MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class NotJson(ValueError):
    """Text that nobody can read as JSON; `at` is the byte or character where that shows."""

    def __init__(self, words: str, at: int) -> None:
        super().__init__(words)
        self.at = at


@contextmanager
def without_gc() -> Iterator[None]:
    """Parsing makes millions of lists and no cycles: the collector would triple its time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def parsed(text: bytes) -> tuple[Any, str]:
    """The value, and what had to be overlooked ("" for nothing).

    NaN and Infinity are read as such, and text that is not UTF-8 as Windows-1252 (what old
    Windows programs write). Raises NotJson.
    """
    try:
        return orjson.loads(text), ""
    except orjson.JSONDecodeError as fault:
        reason = fault
    overlooked = "it holds NaN or Infinity, which JSON does not know"
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError as fault:
        decoded = text.decode("cp1252", "replace")
        overlooked = f"it is not UTF-8 (byte {fault.start}); it is read as Windows-1252"
    try:
        return json.loads(decoded), overlooked
    except RecursionError:
        raise NotJson("its lists are nested too deep", 0) from None
    except json.JSONDecodeError as fault:
        words = fault.msg[:1].lower() + fault.msg[1:] if "surrogate" not in str(reason) else ""
        raise NotJson(words or "it holds broken Unicode", fault.pos) from None
    except ValueError as fault:  # numbers of thousands of digits
        raise NotJson(str(fault), 0) from None


def utf8(text: bytes) -> bytes:
    """The same text in UTF-8 without a byte order mark."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if text.startswith(mark):
            return text.decode(name, "replace").removeprefix("\ufeff").encode()
    return text
