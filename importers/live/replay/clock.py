"""The clock of a replay: it can be paused, sped up and set."""

from __future__ import annotations

import threading
import time

import numpy as np

from importers.live import feed

MILLISECOND = np.timedelta64(1, "ms")
FASTEST = 3600.0  # an hour in a second


class Clock:
    """Shows `begin` (UTC) when it is made, or this moment, and goes at the speed of time."""

    def __init__(self, begin: np.datetime64 | None = None) -> None:
        self.begin = (feed.now() if begin is None else begin).astype("datetime64[ms]")
        self._lock = threading.Lock()
        self._speed = 1.0
        self._shown, self._since = self.begin, time.monotonic()

    def now(self) -> np.datetime64:
        """What it shows, in UTC."""
        with self._lock:
            return self._now()

    @property
    def speed(self) -> float:
        """How many times as fast as time it goes; 0 while it is paused."""
        return self._speed

    def run(self, speed: float) -> None:
        """Go on at a speed: 1 as time goes, 0 to pause. Raises ValueError beyond 0 to 3600."""
        if not 0 <= speed <= FASTEST:
            raise ValueError(f"a clock goes between 0 and {FASTEST:,.0f} times as fast as time")
        with self._lock:
            self._shown, self._since = self._now(), time.monotonic()
            self._speed = speed

    def set(self, moment: np.datetime64) -> None:
        """Show another moment, and go on from there as fast as before."""
        with self._lock:
            self._shown, self._since = moment.astype("datetime64[ms]"), time.monotonic()

    def _now(self) -> np.datetime64:
        gone = round((time.monotonic() - self._since) * self._speed * 1000)
        return np.datetime64(self._shown + gone * MILLISECOND, "ms")
