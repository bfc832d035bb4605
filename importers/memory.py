"""Memory that a process keeps for itself while it reads, with the GNU C library."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

TRIM, MAPPED = -1, -3  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD
ALL = 1 << 30
USUAL = 1 << 25  # bytes: what the library itself comes to once something large was freed


def keep() -> None:
    """Keep freed memory for the next arrays.

    To hand each large array's memory back, and be given it anew page by page, would cost half as
    much as all the rest.
    """
    _set(ALL, ALL)


@contextmanager
def kept() -> Iterator[None]:
    """Keep freed memory for a while, and give back at the end what is free then."""
    _set(ALL, ALL)
    try:
        yield
    finally:
        _set(2 * USUAL, USUAL)
        _call("malloc_trim", 0)


def _set(trim: int, mapped: int) -> None:
    _call("mallopt", TRIM, trim)
    _call("mallopt", MAPPED, mapped)


def _call(name: str, *numbers: int) -> None:
    try:
        getattr(ctypes.CDLL(None), name)(*map(ctypes.c_int, numbers))
    except (AttributeError, OSError, TypeError):
        return  # another library, which knows no such thing
