"""How much memory threads hold back for themselves."""

from __future__ import annotations

import ctypes
import sys

M_ARENA_MAX = -8  # malloc.h of glibc
HEAPS = 2


def share() -> None:
    """Let all threads share two heaps, where each would have its own (Linux, mallopt(3)): over a
    day of live layers holes in many heaps grow to tens of megabytes."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # of glibc alone
        if mallopt is not None:
            mallopt(M_ARENA_MAX, HEAPS)
