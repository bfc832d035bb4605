"""How much is drawn: all there is while the camera rests, as much as there is time for before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from render.buildings import CityActors
from render.tree import Cut, View, cut

MOST = 3_000_000.0  # triangles of boxes, while the camera moves
FIRST = 160_000.0  # the same, before the machine is known
RESTING = 4_000_000.0  # and once it rests
RAYED = 800_000.0  # and for its shadows
EDGED = 1.8  # times as long takes a picture with edges
ROUGH = 1.5  # pixels that may be wrong while the camera moves


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds that a picture may take while the camera moves, and its points of these; and the
    triangles of boxes that it has however long it takes."""

    picture: float
    points: float
    least: float


# Where the processor draws. Fewer triangles would hardly be quicker: what is left is the pixels.
STEADY = Pace(0.045, 0.04, 80_000.0)
# Where a card does: sixty a second, with the time to paint them. What takes long there is hardly
# the triangles, so a large screen is no reason to leave them out.
SWIFT = Pace(0.0125, 0.004, 400_000.0)


class Effort:
    """Shares a budget of triangles among cities, and learns how many there is time for."""

    def __init__(self) -> None:
        self.moving = False
        self.slow = False  # whether the last picture took long
        self.pace = STEADY
        self.resting = RESTING
        self._detailed = True
        self._budget, self._spent = FIRST, 0.0
        self._view: View | None = None

    def move(self) -> None:
        """The camera moves: draw what is cheap."""
        self.moving = True

    def settle(self) -> None:
        """The camera rests: draw everything."""
        self.moving, self._detailed = False, True

    def took(self, seconds: float) -> None:
        """Learn how long the last picture took, from the wish for it until it was there."""
        self.slow = seconds > self.pace.picture
        more = self.pace.picture / max(seconds, 1e-3)
        enough = more > 1 and 2 * self._spent < self._budget  # what was not used needs no more
        if self.moving and not enough:
            wanted = self._budget * float(np.clip(more, 0.5, 1.5))
            self._budget = float(np.clip((self._budget + wanted) / 2, self.pace.least, MOST))

    def draw(self, cities: Sequence[CityActors], view: View) -> None:
        """Draw of each city what is most worth it."""
        budget, limit = (self._budget, ROUGH) if self.moving else (self.resting, 1.0)
        cuts, self._spent = _cut(cities, view, budget, limit)
        self._view = view
        if self.moving and self._spent * EDGED > budget:
            self._detailed = False  # until the camera rests: to and fro would flicker
        view = replace(view, detailed=self._detailed)
        for city, one in zip(cities, cuts, strict=True):
            city.draw(one, view)

    def casters(self, cities: Sequence[CityActors]) -> list[Cut]:
        """What of the cities casts shadows: what is drawn, or of very much something simpler."""
        if self._spent <= RAYED or self._view is None or not np.isfinite(self.resting):
            return [city.cut for city in cities]
        return _cut(cities, self._view, RAYED, 1.0, lasting=False)[0]


def _cut(
    cities: Sequence[CityActors], view: View, budget: float, limit: float, lasting: bool = True
) -> tuple[list[Cut], float]:
    growths, nodes = [city.growth for city in cities], [city.nodes for city in cities]
    return cut(growths, [view] * len(cities), nodes, budget, limit, lasting)
