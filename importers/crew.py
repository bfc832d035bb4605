"""Worker processes for large files: they read the parts, which come back in their order."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from multiprocessing.connection import Connection, wait
from types import ModuleType
from typing import Any, TypeVar

from city.progress import Progress
from importers import memory

Part = TypeVar("Part")
Result = TypeVar("Result")

LARGE = 16_000_000  # bytes from which on worker processes pay off
MOST = 8
WAY = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def summon(size: int, *modules: str) -> None:
    """Begin to start what the workers for a file of `size` bytes come from, with these modules.

    Returns at once: they get ready while the file is looked through.
    """
    if WAY == "forkserver" and _hands(size):
        from multiprocessing import forkserver

        multiprocessing.get_context(WAY).set_forkserver_preload(list(modules))
        with suppress(OSError):  # no more processes: then there will be no workers either
            forkserver.ensure_running()


def in_order(
    parts: Iterable[Part],
    make: Callable[[], Callable[[Part], Result]],
    size: int,
    progress: Progress,
) -> Iterator[tuple[Part, Result]]:
    """Each part with what the made reader reads of it, in the order of the parts.

    size: bytes of the whole file; a small one is read here. So is a part over which a worker
    dies or stumbles, and everything where workers cannot be started.
    """
    read = cache(make)
    workers = _started(make, _hands(size))
    line: deque[_Task] = deque()
    try:
        for part in parts:
            progress.check()
            task = _Task(part)
            line.append(task)
            while workers and all(worker.task for worker in workers):
                _collect(workers, read, progress)
            if workers:
                next(worker for worker in workers if not worker.task).begin(task)
            else:
                task.result = partial(read(), part)
            yield from _done(line)
        while line:
            _collect(workers, read, progress)
            yield from _done(line)
    finally:
        for worker in workers:
            worker.stop()
        for worker in workers:
            worker.dismiss()


class _Task:
    """A part in the line, and what gives its result as soon as that is known."""

    def __init__(self, part: Any) -> None:
        self.part = part
        self.result: Callable[[], Any] | None = None


class _Worker:
    """A process that reads one part at a time."""

    def __init__(self) -> None:
        context: Any = multiprocessing.get_context(WAY)
        self.task: _Task | None = None
        self.wire, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs,), daemon=True)
        with nameless():
            self._process.start()
        theirs.close()

    def learn(self, make: bytes) -> None:
        """Tell it how to read: what a pickled function makes."""
        with suppress(OSError):
            self.wire.send_bytes(make)

    def begin(self, task: _Task) -> None:
        self.task = task
        with suppress(OSError):  # dead: so the wire says when something is awaited from it
            self.wire.send(task.part)

    def bring(self) -> bool:
        """Put the result into the task; False when the worker died over it."""
        assert self.task is not None
        try:
            self.task.result = partial(pickle.loads, self.wire.recv_bytes())
        except (EOFError, OSError):
            return False
        self.task = None
        return True

    def stop(self) -> None:
        """Send it home, whatever it is at."""
        self._process.terminate()

    def dismiss(self) -> None:
        """Send it home, and see it off."""
        self.stop()
        self._process.join()
        self.wire.close()


def _done(line: deque[_Task]) -> Iterator[tuple[Any, Any]]:
    """Those at the head of the line whose result is known."""
    while line and (result := line[0].result):
        task = line.popleft()
        yield task.part, result()


def _started(make: Callable[[], Callable[[Any], Any]], hands: int) -> list[_Worker]:
    workers: list[_Worker] = []
    with suppress(OSError, EOFError):  # as many as the machine lets us have
        workers.extend(_Worker() for _ in range(hands))
    if workers:  # what to do may be long to tell, and is told when all of them are on their way
        made = pickle.dumps(make, 5)
        for worker in workers:
            worker.learn(made)
    return workers


def _collect(
    workers: list[_Worker], read: Callable[[], Callable[[Any], Any]], progress: Progress
) -> None:
    """Wait a moment for results; what a dead worker was at is read here."""
    progress.check()
    busy: dict[Any, _Worker] = {worker.wire: worker for worker in workers if worker.task}
    for wire in wait(list(busy), 0.1):
        worker = busy[wire]
        if not worker.bring():
            workers.remove(worker)
            worker.dismiss()
            assert worker.task is not None
            worker.task.result = partial(read(), worker.task.part)


@contextmanager
def nameless() -> Iterator[None]:
    """Keeps a new process from running the main module once more: it needs nothing of it, and a
    script without the usual guard would start all over."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _hands(size: int) -> int:
    """How many workers a file of this many bytes is worth."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return min(cores, MOST) if size >= LARGE and cores > 1 else 0


# in the worker


def _work(wire: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for those who can send us home
    memory.keep()
    # Whatever goes wrong goes wrong once more where the part is read again, and is told there.
    with suppress(Exception):
        read = pickle.loads(wire.recv_bytes())()
        while True:
            wire.send_bytes(pickle.dumps(read(wire.recv()), 5))
