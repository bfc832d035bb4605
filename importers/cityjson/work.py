"""A large file's parts, read by several processes and handed back in their order."""

from __future__ import annotations

import gc
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context
from types import ModuleType
from typing import Any, TypeVar

from city.progress import Progress

Part = TypeVar("Part")
Result = TypeVar("Result")

LARGE = 12 << 20  # bytes from which the start of the processes pays off
MOST = 8

_read: Callable[[Any], Any]


def in_order(
    parts: Iterable[Part],
    make: Callable[[], Callable[[Part], Result]],
    size: int,
    progress: Progress,
) -> Iterator[tuple[Part, Result]]:
    """Each part with what the made reader reads of it, in the order of the parts.

    size: bytes of the whole file; a small one is read here. Where processes cannot be started,
    or one dies, the rest is read here too.
    """
    waiting: deque[Part] = deque()
    rest = iter(parts)
    if size >= LARGE and (os.cpu_count() or 1) > 1:
        try:
            yield from _by_others(rest, waiting, make, progress)
        except (BrokenProcessPool, OSError):
            progress.check()
    read = make()
    while waiting:
        yield waiting[0], read(waiting[0])
        waiting.popleft()
        progress.check()
    for part in rest:
        progress.check()
        yield part, read(part)


def _by_others(
    parts: Iterator[Part],
    waiting: deque[Part],
    make: Callable[[], Callable[[Part], Result]],
    progress: Progress,
) -> Iterator[tuple[Part, Result]]:
    """Keeps `waiting` true to what was not yet handed back, should a process die."""
    method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    workers = min(os.cpu_count() or 1, MOST)
    pool = ProcessPoolExecutor(workers, get_context(method), _begin, (make,))
    results: deque[Future[Result]] = deque()
    finished = False
    try:
        for part in parts:
            waiting.append(part)
            with _nameless():
                results.append(pool.submit(_work, part))
            while len(results) > 2 * workers:
                yield _next(waiting, results, progress)
        while results:
            yield _next(waiting, results, progress)
        finished = True
    finally:  # who cancels does not wait for what the processes are about
        pool.shutdown(wait=finished, cancel_futures=True)


@contextmanager
def _nameless() -> Iterator[None]:
    """Keeps a new process from importing the main module, with the window and all it needs."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _next(
    waiting: deque[Part], results: deque[Future[Result]], progress: Progress
) -> tuple[Part, Result]:
    while not wait([results[0]], timeout=0.1).done:
        progress.check()
    result = results[0].result()
    results.popleft()
    return waiting.popleft(), result


def _begin(make: Callable[[], Callable[[Any], Any]]) -> None:
    global _read
    gc.disable()  # parsing makes no cycles, and the process ends with the file
    _read = make()


def _work(part: Any) -> Any:
    return _read(part)
