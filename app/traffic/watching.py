"""How far a run of SUMO is, and its vehicles while they move."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import monotonic

from city.progress import Progress
from city.simulated.moving import Moving
from importers.simulated.sumo.arriving import Arriving

STEP = re.compile(r"Step #(\d+(?:\.\d+)?)[^#]*?ACT (\d+)")
PAUSE = 0.2  # seconds between two looks at the vehicles
Listener = Callable[[str, Moving], None]  # "baseline" or "plan", and what moved since


class Watching:
    """Hears what a run says: tells how far it is, and hands on what has moved.

    state: "baseline" or "plan". seconds: at which people cease to set out. vehicles: the file that
    they come in; None where nobody listens.
    """

    def __init__(
        self,
        state: str,
        seconds: float,
        vehicles: Arriving | None,
        progress: Progress,
        listen: Listener | None,
    ) -> None:
        self._state, self._seconds, self._progress = state, seconds, progress
        self._vehicles, self._listen = vehicles, listen
        self._next = 0.0

    def __call__(self, said: str) -> None:
        steps = STEP.findall(said)
        if steps:
            at, active = steps[-1]
            done = min(round(float(at)), round(self._seconds))
            note = f"Traffic, {self._state}: {int(active):,} on the road"
            self._progress.report(done, round(self._seconds) + 1, note)
        if self._vehicles is not None and monotonic() >= self._next:
            self._next = monotonic() + PAUSE
            self.hand_on()

    def hand_on(self) -> None:
        """Hand on all that has moved until now."""
        if self._vehicles is None or self._listen is None:
            return
        while (moving := self._vehicles.more()) is not None:
            self._progress.check()
            self._listen(self._state, moving)
