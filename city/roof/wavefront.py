"""The edges of a footprint move inwards together; where they meet, ridges, hips and valleys arise.

What their corners leave behind is the straight skeleton (Aichholzer, Aurenhammer, Alberts and
Gärtner 1995, "A novel type of skeleton for polygons"). Collapsing edges and corners that run into
edges wait in one queue, as in Felkel and Obdržálek 1998, "Straight skeleton implementation". What
happens at one moment is taken together, as in Huber 2012, "Computing straight skeletons and
motorcycle graphs": what meets becomes one node, stretches of edges that lie upon each other become
ridges, and around each node every edge that arrives goes on in the next one clockwise. So corners
that meet edges, corners that meet corners, and whole walls that meet walls are one and the same.
"""

from __future__ import annotations

import heapq
import math

import numpy as np

from city.roof.front import Broken, Corner, Front
from city.roof.meeting import Meeting
from city.roof.outline import F64, Outline

# What is nearer than this is in one place and at one moment; times the size of the footprint.
NEAR = 1e-10
# How fast the corner between two edges runs that lie upon each other; times the size.
FAST = 1e12

Key = tuple[int, int]  # an edge and the storey of the roof that it is in
Arc = tuple[int, int]  # from node to node


class Wavefront:
    """A footprint on its way inwards.

    nodes: (x, y, time) of what it left behind, those of the footprint's corners first. arcs: for
    each edge and storey the arcs about its face, which lies to their left.
    """

    def __init__(self, outline: Outline, weights: F64) -> None:
        self.origin = outline.points.mean(0)
        points = outline.points - self.origin
        edges = outline.edges()
        length = np.hypot(*edges.T)
        self.size = outline.size
        self.near = NEAR * self.size
        ways = edges / length[:, None]
        self.length, self.weights = length, weights
        self.way_x, self.way_y = ways.T.copy()
        self.start_along = np.einsum("ij,ij->i", points, ways)
        self.offset = points[:, 1] * ways[:, 0] - points[:, 0] * ways[:, 1]
        self.ways: list[list[float]] = ways.tolist()
        self.offsets: list[float] = self.offset.tolist()
        self.weight: list[float] = weights.tolist()
        self.nodes: list[tuple[float, float, float]] = [(x, y, 0.0) for x, y in points.tolist()]
        self.arcs: dict[Key, list[Arc]] = {}
        self.fronts: list[list[Front]] = [[] for _ in self.offsets]
        self.storey = 0
        self.queue: list[tuple[float, int, Front | Corner, int]] = []
        self.count = 0
        self._begin(outline)

    def _begin(self, outline: Outline) -> None:
        follow = outline.follow.tolist()
        back = {end: start for start, end in enumerate(follow)}
        corners = [self.corner(back[k], k, k) for k in range(len(follow))]
        for edge, end in enumerate(follow):
            self.arcs[edge, 0] = [(edge, end)]
            self.add(Front(edge, corners[edge], corners[end]))
        grow = np.array([[c.vx, c.vy] for c in corners])
        ways = np.c_[self.way_x, self.way_y]
        self.grow_start = np.minimum(np.einsum("ij,ij->i", grow, ways), 0.0)
        self.grow_end = np.maximum(np.einsum("ij,ij->i", grow[outline.follow], ways), 0.0)
        if np.ptp(self.weights) > 0:  # where walls stay, their neighbours may grow later on
            self.grow_start, self.grow_end = self.grow_start - FAST, self.grow_end + FAST
        for corner in corners:
            self.look_ahead(corner, -self.near)

    def run(self, until: float = math.inf) -> None:
        """Move on to a time, or until nothing is left."""
        patience = 20 * len(self.fronts) + 100
        while self.queue and self.queue[0][0] <= until:
            now, later = self.queue[0][0], []
            collapsed: list[tuple[float, Front]] = []
            hits: list[tuple[float, Corner, Front]] = []
            while self.queue and self.queue[0][0] <= now + self.near:
                t, _, what, edge = event = heapq.heappop(self.queue)
                if isinstance(what, Front) and what.alive:
                    if (t - now) * (what.start.speed + what.end.speed) <= self.near:
                        collapsed.append((t, what))
                    else:
                        later.append(event)
                elif isinstance(what, Corner) and what.after is not None:
                    if (t - now) * what.speed <= self.near:
                        found = self._fronts_at(what.at(t), t, edge)
                        hits += [(t, what, front) for front in found]
                    else:
                        later.append(event)
            for event in later:
                heapq.heappush(self.queue, event)
            if collapsed or hits:
                Meeting(self, collapsed, hits)
                patience -= 1
                if patience < 0:
                    raise Broken
        if until == math.inf and any(self.fronts):
            raise Broken

    def cut(self, t: float) -> None:
        """Close the faces at this time; what follows is a storey of its own, on top of them."""
        below, self.storey = self.storey, self.storey + 1
        moved: dict[Corner, int] = {}
        alive = [front for fronts in self.fronts for front in fronts]
        for front in alive:
            corner = front.start
            moved[corner] = self.node(*corner.at(t), t)
            assert corner.before is not None
            self.leave(corner.before.edge, front.edge, corner.node, moved[corner], below)
        for front in alive:
            a, b = moved[front.start], moved[front.end]
            self.arcs[front.edge, below].append((b, a))
            self.arcs.setdefault((front.edge, self.storey), []).append((a, b))
        for corner, node in moved.items():
            corner.node = node

    def node(self, x: float, y: float, t: float) -> int:
        self.nodes.append((x, y, t))
        return len(self.nodes) - 1

    def leave(self, left: int, right: int, a: int, b: int, storey: int | None = None) -> None:
        """An arc from node a to b, the face of one edge to its left, another's to its right."""
        storey = self.storey if storey is None else storey
        self.arcs.setdefault((left, storey), []).append((a, b))
        self.arcs.setdefault((right, storey), []).append((b, a))

    def corner(self, a: int, b: int, node: int) -> Corner:
        """The corner where the edge a is followed by b, born at a node."""
        (ax, ay), (bx, by) = self.ways[a], self.ways[b]
        wa, wb = self.weight[a], self.weight[b]
        x, y, t = self.nodes[node]
        cross, dot = ax * by - ay * bx, ax * bx + ay * by
        if abs(cross) > 1e-3:  # where the lines truly cross, lest errors add up
            ca, cb = self.offsets[a] + wa * t, self.offsets[b] + wb * t
            x, y = (ca * bx - cb * ax) / cross, (ca * by - cb * ay) / cross
        if wa == wb and dot > -0.5:
            vx, vy = -(ay + by) * wa / (1 + dot), (ax + bx) * wa / (1 + dot)
        elif abs(cross) > 1e-12:
            vx, vy = (wa * bx - wb * ax) / cross, (wa * by - wb * ay) / cross
        else:
            vx, vy = bx * FAST * self.size, by * FAST * self.size
        return Corner(node, (x, y, t), (vx, vy))

    def add(self, front: Front) -> None:
        """Let a front move, and note when it will have shrunk to nothing."""
        self.fronts[front.edge].append(front)
        (wx, wy), start, end = self.ways[front.edge], front.start, front.end
        rate = (end.vx - start.vx) * wx + (end.vy - start.vy) * wy
        if rate >= 0:
            return
        t = max(start.t, end.t)
        (ax, ay), (bx, by) = start.at(t), end.at(t)
        self._expect(t - ((bx - ax) * wx + (by - ay) * wy) / rate, front, front.edge)

    def _expect(self, t: float, what: Front | Corner, edge: int) -> None:
        if t <= self.size:
            self.count += 1
            heapq.heappush(self.queue, (t, self.count, what, edge))

    def look_ahead(self, corner: Corner, least: float) -> None:
        """Note when a reflex corner will meet the line of each edge ahead of it."""
        assert corner.before is not None and corner.after is not None
        (ax, ay), (bx, by) = self.ways[corner.before.edge], self.ways[corner.after.edge]
        if ax * by - ay * bx > 1e-9:
            return
        ahead = corner.y * self.way_x - corner.x * self.way_y - self.offset
        ahead -= self.weights * corner.t
        rate = corner.vy * self.way_x - corner.vx * self.way_y - self.weights
        rows = np.flatnonzero((rate < -1e-9) & (ahead > least))
        after = -ahead[rows] / rate[rows]
        when = corner.t + after
        along = (corner.x + corner.vx * after) * self.way_x[rows]
        along += (corner.y + corner.vy * after) * self.way_y[rows] - self.start_along[rows]
        meets = along > self.grow_start[rows] * when - self.near
        meets &= along < self.length[rows] + self.grow_end[rows] * when + self.near
        for edge, t in zip(rows[meets].tolist(), when[meets].tolist(), strict=True):
            self._expect(t, corner, edge)

    def _fronts_at(self, place: tuple[float, float], t: float, edge: int) -> list[Front]:
        """The fronts of an edge that reach a place on its line."""
        wx, wy = self.ways[edge]
        along = place[0] * wx + place[1] * wy
        found = []
        for front in self.fronts[edge]:
            (ax, ay), (bx, by) = front.start.at(t), front.end.at(t)
            if ax * wx + ay * wy - self.near <= along <= bx * wx + by * wy + self.near:
                found.append(front)
        return found
