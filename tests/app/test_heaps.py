"""Threads hold back little for themselves: as many heaps as we say, counted by the C library."""

import ctypes
import subprocess
import sys

import pytest

from app.heaps import HEAPS
from tests.shared import ROOT

COUNTED = """
import ctypes, sys, threading
from app import heaps
if sys.argv[1] == "share":
    heaps.share()
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fdopen.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]
together = threading.Barrier(12)
def work():
    together.wait()
    libc.malloc(1000)
    together.wait()
threads = [threading.Thread(target=work) for _ in range(12)]
[one.start() for one in threads]
[one.join() for one in threads]
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


def heaps(how: str) -> int:
    command = [sys.executable, "-c", COUNTED, how]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return said.stdout.count("<heap nr=")


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallopt"), reason="glibc alone"
)
def test_threads_share_two_heaps():
    assert heaps("share") <= HEAPS < heaps("not")
