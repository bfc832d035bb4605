"""What moves inwards from the edges of a footprint: fronts, and the corners between them."""

from __future__ import annotations

import math


class Broken(Exception):
    """The wavefront has lost its way among its own rounding."""


class Corner:
    """Where two fronts meet, and how it moves: at (x, y) at the time t, by (vx, vy) each unit."""

    __slots__ = ("after", "before", "node", "speed", "t", "vx", "vy", "x", "y")

    def __init__(self, node: int, place: tuple[float, float, float], v: tuple[float, float]):
        self.node = node
        self.x, self.y, self.t = place
        self.vx, self.vy = v
        self.speed = math.hypot(*v)
        self.before: Front | None = None
        self.after: Front | None = None

    def at(self, t: float) -> tuple[float, float]:
        return self.x + self.vx * (t - self.t), self.y + self.vy * (t - self.t)


class Front:
    """A stretch of an edge that still moves."""

    __slots__ = ("alive", "edge", "end", "start")

    def __init__(self, edge: int, start: Corner, end: Corner):
        self.edge, self.start, self.end, self.alive = edge, start, end, True
        start.after = end.before = self
