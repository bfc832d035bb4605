"""The only door to a worker thread: jobs go in, their news and results come back in order."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from city.progress import Cancelled, Progress

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

SWITCH = 0.0005  # seconds that a worker may keep the interpreter while the window wants it

Job = Callable[[Progress], Any]


class Task:
    """One job on its way: what it does, how far it is, and a way to stop it."""

    def __init__(
        self,
        title: str,
        then: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.title = title
        self.then = then
        self.failed = failed
        self.progress = Progress()

    def cancel(self) -> None:
        """Stop it soon; whatever it still brings is dropped."""
        self.progress.cancel()


class Tasks(QObject):
    """Runs jobs `job(progress) -> value` off the main thread and reports on the main thread.

    A job never sees Qt and never touches the Document: `then(value)` does, back on the main
    thread. A cancelled task ends without a word but `ended`.
    """

    started = Signal(object)  # Task
    moved = Signal(object, int, int, str)  # Task, done, total, note
    ended = Signal(object)  # Task
    _news = Signal(object)  # a call to make on the main thread

    def __init__(self, parent: QObject | None = None, workers: int = 4) -> None:
        """workers: how many jobs may be at work at once."""
        super().__init__(parent)
        self._workers = workers
        self._pool: ThreadPoolExecutor | None = None
        self._running: set[Task] = set()
        self._closed = False
        # One signal for everything, queued as it comes from other threads: news, results and
        # errors arrive in their order.
        self._news.connect(self._hear)

    @property
    def running(self) -> list[Task]:
        return list(self._running)

    def start(
        self,
        title: str,
        job: Job,
        then: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Begin a job; `then` or `failed` is called on the main thread when it ends.

        Without `failed`, a fault is raised on the main thread. After `close` nothing is begun.
        """
        task = Task(title, then, failed or _raise)
        if self._closed:
            task.cancel()
            return task
        task.progress = Progress(lambda *far: self._tell(lambda: self._move(task, *far)))
        self._running.add(task)
        self.started.emit(task)
        if self._pool is None:  # not at the start of the program, which has no job yet
            from concurrent.futures import ThreadPoolExecutor

            sys.setswitchinterval(SWITCH)
            self._pool = ThreadPoolExecutor(
                max_workers=self._workers, thread_name_prefix="maquette"
            )
        self._pool.submit(self._run, task, job)
        return task

    def close(self) -> None:
        """Cancel everything, wait for the threads, and forget what they still wanted to say."""
        self._closed = True
        for task in self._running:
            task.cancel()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._running.clear()

    def _run(self, task: Task, job: Job) -> None:
        try:
            value = job(task.progress)
        except Cancelled:
            self._tell(lambda: self._end(task))
        except Exception as fault:
            error = fault
            self._tell(lambda: self._end(task, lambda: task.failed(error)))
        else:
            self._tell(lambda: self._end(task, lambda: task.then(value)))

    def _tell(self, news: Callable[[], None]) -> None:
        if not self._closed:
            self._news.emit(news)

    def _hear(self, news: Callable[[], None]) -> None:
        assert threading.current_thread() is threading.main_thread()
        if not self._closed:
            news()

    def _move(self, task: Task, done: int, total: int, note: str) -> None:
        if task in self._running and not task.progress.cancelled:
            self.moved.emit(task, done, total, note)

    def _end(self, task: Task, last: Callable[[], None] | None = None) -> None:
        self._running.discard(task)
        self.ended.emit(task)
        if last is not None and not task.progress.cancelled:
            last()


def _raise(fault: Exception) -> None:
    raise fault
