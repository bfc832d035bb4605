"""Pieces of a file read one after the other here, or by worker processes when there are many."""

from __future__ import annotations

import multiprocessing
import os
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from city.progress import Progress
from importers.citygml.document import Part, Setting, named, parse_or_mend, read_document
from importers.citygml.pieces import PIECE, Head, Piece, document, narrow

_FLAT = re.compile(rb"srsDimension\s*=\s*[\"']\s*2")
LARGE = 16_000_000  # bytes from which on worker processes pay off
Foreign = dict[str, bytes]
Task = tuple[Piece, Foreign]


@dataclass(slots=True)
class Job:
    """A file to be read by pieces; travels to the workers once."""

    path: Path
    head: Head
    setting: Setting

    def document(self, piece: Piece) -> bytes:
        with self.path.open("rb") as file:
            if self.head.wide:
                data = narrow(file.read())[piece.start : piece.end]
            else:
                file.seek(piece.start)
                data = file.read(piece.end - piece.start)
        return document(self.head, data, piece.last)

    def read(self, piece: Piece, foreign: Foreign) -> Part | str:
        """The part of the city in a piece, or why nothing of it can be read."""
        data = self.document(piece)
        root, fault, harmless = parse_or_mend(data, self.head.encoding)
        if root is None:
            return fault
        plain = self.setting.dimension == 3 and not _FLAT.search(data)
        try:
            part = read_document(root, self.setting, foreign.values(), plain)
        except RecursionError:
            return "its elements are nested too deeply"
        part.fault, part.harmless = fault, harmless
        return part

    def find(self, piece: Piece, wanted: set[str]) -> dict[str, tuple[bytes, set[str]]]:
        """The elements of a piece with the wanted ids, as text, and what they link to."""
        root, _, _ = parse_or_mend(self.document(piece), self.head.encoding)
        return {} if root is None else named(root, wanted)


_job: Job | None = None


def _begin(job: Job) -> None:
    global _job
    _job = job


def _work(task: Task) -> Part | str:
    assert _job is not None
    return _job.read(*task)


def read_all(
    job: Job, tasks: Iterable[Task], size: int, progress: Progress
) -> Iterator[tuple[Task, Part | str]]:
    """Every task with its result, in the order of the tasks.

    Worker processes are used for large files on machines with several cores; until they have
    started, and where they cannot start or are killed, the work is done here.
    """
    waiting = iter(tasks)
    under_way: deque[tuple[Task, Future[Part | str]]] = deque()
    hands = _cores() if size >= LARGE else 1
    if hands > 1:
        crew = _Crew(job, hands)
        finished = False
        try:
            for task in waiting:
                under_way.append((task, crew.give(task)))
                while len(under_way) > 3 * hands:
                    yield under_way[0][0], _patient(under_way[0][1], progress)
                    under_way.popleft()
            while under_way:
                yield under_way[0][0], _patient(under_way[0][1], progress)
                under_way.popleft()
            finished = True
        except BrokenProcessPool:
            pass  # what is left is done below
        finally:
            crew.dismiss(finished)
    for task in (*(task for task, _ in under_way), *waiting):
        progress.check()
        yield task, job.read(*task)


class _Crew:
    """Worker processes for one job, and what is done here until the first of them is ready."""

    def __init__(self, job: Job, hands: int) -> None:
        context = multiprocessing.get_context("spawn" if os.name == "nt" else "forkserver")
        self._pool = ProcessPoolExecutor(hands, context, _begin, (job,))
        self._job = job
        self._hands = hands
        self._first: list[Future[Part | str]] = []

    def give(self, task: Task) -> Future[Part | str]:
        try:
            if len(self._first) < self._hands:
                with _nameless():
                    self._first.append(self._pool.submit(_work, task))
                return self._first[-1]
            large = task[0].end - task[0].start > 2 * PIECE
            if large or any(future.done() for future in self._first):
                return self._pool.submit(_work, task)
        except (BrokenProcessPool, OSError):
            pass  # no more processes: do it here
        return _Done(self._job.read(*task))

    def dismiss(self, finished: bool) -> None:
        """Send the workers home; those that are still at a piece nobody wants are stopped."""
        workers = [] if finished else list((self._pool._processes or {}).values())
        self._pool.shutdown(wait=finished, cancel_futures=True)
        for worker in workers:
            worker.terminate()


@contextmanager
def _nameless() -> Iterator[None]:
    """Keeps a new process from running the main module once more: it needs nothing of it, and a
    script without the usual guard would start all over."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


class _Done(Future["Part | str"]):
    """The result of a task that was done here."""

    def __init__(self, result: Part | str) -> None:
        super().__init__()
        self.set_result(result)


def _patient(future: Future[Part | str], progress: Progress) -> Part | str:
    """A worker's result, waited for so that Cancel still works."""
    while True:
        progress.check()
        try:
            return future.result(timeout=0.1)
        except NotYet:
            if future.done():
                raise


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), 8)
    return min(os.cpu_count() or 1, 8)
