"""The results of models that lie on the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.on_the_table import Change

if TYPE_CHECKING:
    from app.live.layer import LiveLayer
    from app.simulated.layer import Result


class LaidResults:
    """Results by key, in the order in which they came.

    changed: tells a Change to whoever listens. live: what lies there beside them.
    """

    changed: Any
    live: dict[str, LiveLayer]

    def __init__(self) -> None:
        self.results: dict[str, Result] = {}

    def lay_result(self, result: Result) -> None:
        """Lay a result over the city, or let the one of its key show otherwise."""
        new = result.key not in self.results
        self.results[result.key] = result
        self.changed.emit(Change("results" if new else "result", result.key))

    def take_result(self, key: str) -> None:
        """Take a result off the city."""
        if self.results.pop(key, None) is not None:
            self.changed.emit(Change("results", key))

    @property
    def tells(self) -> bool:
        """Whether anything lies here that has moments of its own: live layers, and results."""
        return bool(self.live) or any(len(one.times) for one in self.results.values())
