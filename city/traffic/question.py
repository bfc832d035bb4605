"""What a run of traffic is asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LONGEST = 7 * 86_400  # seconds of one run
MOST_WARM_UP = 86_400


@dataclass(frozen=True, slots=True)
class Question:
    """begin, end: moments (UTC) between which traffic is counted. trips: an hour, by chance, unless
    a file tells them. seed: of all that is left to chance. step: seconds. warm_up: seconds before
    the begin in which streets fill. vehicles: whether each vehicle's way is kept.

    Raises ValueError for what makes no sense.
    """

    begin: np.datetime64
    end: np.datetime64
    trips: float = 1000.0
    seed: int = 1
    step: float = 1.0
    warm_up: float = 600.0
    vehicles: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.counted <= LONGEST:
            raise ValueError("traffic ends later than it begins, at most a week: say from and to")
        if not 0 <= self.warm_up <= MOST_WARM_UP:
            raise ValueError("streets fill for 0 seconds to a day before traffic is counted")
        if not 0.1 <= self.step <= 10:
            raise ValueError("a step is 0.1 to 10 seconds")
        if not 0 <= self.seed < 1 << 31:
            raise ValueError("a seed is a whole number from 0 to 2,147,483,647")
        if not 0 < self.trips <= 1e6:
            raise ValueError("trips are some, and at most a million an hour")

    @property
    def counted(self) -> float:
        """Seconds in which traffic is counted."""
        return float((self.end - self.begin) / np.timedelta64(1, "s"))

    @property
    def seconds(self) -> float:
        """Seconds in which people set out."""
        return self.warm_up + self.counted

    @property
    def start(self) -> np.datetime64:
        """The moment that the run begins at."""
        return self.begin - np.timedelta64(round(self.warm_up * 1000), "ms")
