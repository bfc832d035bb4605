"""How a long job says how far it is, and how it is stopped."""

from collections.abc import Callable
from time import monotonic

Listener = Callable[[int, int, str], None]


class Cancelled(BaseException):
    """Somebody pressed Cancel.

    A BaseException, so that no `except Exception` on the way up mistakes it for a fault.
    """


class Progress:
    """Tells whoever watches how far a job is, and stops the job once it was cancelled.

    `listener(done, total, note)` is called on the job's own thread, at most 20 times a second; the
    last report (done == total) always gets through. A `total` of 0 means that nobody knows yet.
    """

    def __init__(self, listener: Listener | None = None) -> None:
        self._listener = listener
        self._cancelled = False
        self._next = 0.0
        self._note = ""

    def cancel(self) -> None:
        """Ask the job to stop; safe to call from any thread."""
        self._cancelled = True

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def check(self) -> None:
        """Raise `Cancelled` if somebody asked the job to stop."""
        if self._cancelled:
            raise Cancelled

    def report(self, done: int, total: int, note: str = "") -> None:
        """Say that `done` of `total` is behind us; raises `Cancelled` once someone cancelled."""
        self.check()
        if self._listener is None:
            return
        now = monotonic()
        if now >= self._next or note != self._note or (total and done >= total):
            self._next = now + 0.05
            self._note = note
            self._listener(done, total, note)
