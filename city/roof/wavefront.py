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
from itertools import pairwise

import numpy as np

from city.roof.outline import F64, Outline

# What is nearer than this is in one place and at one moment; times the size of the footprint.
NEAR = 1e-10
# How fast the corner between two edges runs that lie upon each other; times the size.
FAST = 1e12

Key = tuple[int, int]  # an edge and the storey of the roof that it is in
Arc = tuple[int, int]  # from node to node


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


Place = int | Corner  # where a stretch begins or ends: a node, or a corner that moves on
Piece = tuple[int, Place, Place]  # an edge, from, to


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
        corners = [self._corner(back[k], k, k) for k in range(len(follow))]
        for edge, end in enumerate(follow):
            self.arcs[edge, 0] = [(edge, end)]
            self._add(Front(edge, corners[edge], corners[end]))
        grow = np.array([[c.vx, c.vy] for c in corners])
        ways = np.c_[self.way_x, self.way_y]
        self.grow_start = np.minimum(np.einsum("ij,ij->i", grow, ways), 0.0)
        self.grow_end = np.maximum(np.einsum("ij,ij->i", grow[outline.follow], ways), 0.0)
        if np.ptp(self.weights) > 0:  # where walls stay, their neighbours may grow later on
            self.grow_start, self.grow_end = self.grow_start - FAST, self.grow_end + FAST
        for corner in corners:
            self._look_ahead(corner, -self.near)

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
                _Meeting(self, collapsed, hits)
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
            moved[corner] = self._node(*corner.at(t), t)
            assert corner.before is not None
            self._leave(corner.before.edge, front.edge, corner.node, moved[corner], below)
        for front in alive:
            a, b = moved[front.start], moved[front.end]
            self.arcs[front.edge, below].append((b, a))
            self.arcs.setdefault((front.edge, self.storey), []).append((a, b))
        for corner, node in moved.items():
            corner.node = node

    def _node(self, x: float, y: float, t: float) -> int:
        self.nodes.append((x, y, t))
        return len(self.nodes) - 1

    def _leave(self, left: int, right: int, a: int, b: int, storey: int | None = None) -> None:
        """An arc from node a to b, the face of one edge to its left, another's to its right."""
        storey = self.storey if storey is None else storey
        self.arcs.setdefault((left, storey), []).append((a, b))
        self.arcs.setdefault((right, storey), []).append((b, a))

    def _corner(self, a: int, b: int, node: int) -> Corner:
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

    def _add(self, front: Front) -> None:
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

    def _look_ahead(self, corner: Corner, least: float) -> None:
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


class _Meeting:
    """What meets at one moment, and what goes on from there."""

    def __init__(
        self,
        wave: Wavefront,
        collapsed: list[tuple[float, Front]],
        hits: list[tuple[float, Corner, Front]],
    ) -> None:
        self.wave = wave
        self.parent: dict[Corner, Corner] = {}
        self.touched: dict[Front, list[tuple[float, Corner]]] = {}
        times: list[tuple[float, Corner]] = []
        for t, front in collapsed:
            self._unite(front.start, front.end)
            times.append((t, front.start))
        for t, corner, front in hits:
            self._touch(t, corner, front)
            times.append((t, corner))
        for touches in self.touched.values():
            touches.sort(key=lambda touch: touch[0])
            for (a, one), (b, other) in pairwise(touches):
                if b - a <= wave.near:
                    self._unite(one, other)
        self.node = self._nodes(times)
        self._join(self._cancelled(self._pieces()))

    def _root(self, corner: Corner) -> Corner:
        parent = self.parent.setdefault(corner, corner)
        while parent is not self.parent[parent]:
            parent = self.parent[parent]
        return parent

    def _unite(self, a: Corner, b: Corner) -> None:
        self.parent[self._root(a)] = self._root(b)

    def _touch(self, t: float, corner: Corner, front: Front) -> None:
        """A corner reaches a front: one of its ends, or a place between them."""
        (wx, wy), (x, y) = self.wave.ways[front.edge], corner.at(t)
        (ax, ay), (bx, by) = front.start.at(t), front.end.at(t)
        self._root(corner)
        if (x - ax) * wx + (y - ay) * wy <= self.wave.near:
            self._unite(corner, front.start)
        elif (bx - x) * wx + (by - y) * wy <= self.wave.near:
            self._unite(corner, front.end)
        else:
            self.touched.setdefault(front, []).append((x * wx + y * wy, corner))

    def _nodes(self, times: list[tuple[float, Corner]]) -> dict[Corner, int]:
        """The node of every corner that meets something: where its slowest corner is."""
        when: dict[Corner, float] = {}
        slowest: dict[Corner, Corner] = {}
        for t, corner in times:
            when.setdefault(self._root(corner), t)
        for corner in self.parent:
            root = self._root(corner)
            if root not in slowest or corner.speed < slowest[root].speed:
                slowest[root] = corner
        made = {
            root: self.wave._node(*corner.at(when[root]), when[root])
            for root, corner in slowest.items()
        }
        node = {corner: made[self._root(corner)] for corner in self.parent}
        for corner, end in node.items():
            self._stop(corner, end)
        return node

    def _stop(self, corner: Corner, node: int) -> None:
        assert corner.before is not None and corner.after is not None
        self.wave._leave(corner.before.edge, corner.after.edge, corner.node, node)

    def _pieces(self) -> list[Piece]:
        """What the fronts concerned fall into between nodes."""
        concerned = dict.fromkeys(self.touched)
        for corner in self.parent:
            assert corner.before is not None and corner.after is not None
            concerned[corner.before] = concerned[corner.after] = None
        pieces: list[Piece] = []
        for front in concerned:
            front.alive = False
            self.wave.fronts[front.edge].remove(front)
            between = [corner for _, corner in self.touched.get(front, ())]
            places = [self.node.get(c, c) for c in (front.start, *between, front.end)]
            pieces += [(front.edge, a, b) for a, b in pairwise(places) if a != b]
        for corner in self.parent:
            corner.before = corner.after = None
        return pieces

    def _cancelled(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces without those that lie upon each other, which become ridges."""
        left: dict[tuple[Place, Place], int] = {}
        for edge, a, b in pieces:
            other = left.pop((b, a), None)
            if other is not None:
                ends = [self._halt(p, edge, other) if isinstance(p, Corner) else p for p in (b, a)]
                self.wave._leave(edge, other, ends[0], ends[1])
            elif (a, b) in left:
                raise Broken
            else:
                left[a, b] = edge
        return [(edge, a, b) for (a, b), edge in left.items()]

    def _halt(self, corner: Corner, edge: int, other: int) -> int:
        """A corner between two fronts that have come to lie upon each other ends at a node."""
        t = self.wave.nodes[-1][2]
        node = self.wave._node(*corner.at(t), t)
        assert corner.before is not None and corner.after is not None
        self._stop(corner, node)
        corner.before = corner.after = None
        return node

    def _join(self, pieces: list[Piece]) -> None:
        """Let the pieces move on, each followed by the next one clockwise around its end."""
        wave = self.wave
        arriving: dict[int, list[int]] = {}
        leaving: dict[int, list[int]] = {}
        for k, (_, a, b) in enumerate(pieces):
            if isinstance(b, int):
                arriving.setdefault(b, []).append(k)
            if isinstance(a, int):
                leaving.setdefault(a, []).append(k)
        if {n: len(k) for n, k in arriving.items()} != {n: len(k) for n, k in leaving.items()}:
            raise Broken
        start: dict[int, Corner] = {}
        end: dict[int, Corner] = {}
        for node, came in arriving.items():
            for one, other in self._pairs(pieces, came, leaving[node]):
                corner = wave._corner(pieces[one][0], pieces[other][0], node)
                end[one] = start[other] = corner
        for k, (edge, a, b) in enumerate(pieces):
            first = a if isinstance(a, Corner) else start[k]
            wave._add(Front(edge, first, b if isinstance(b, Corner) else end[k]))
        for corner in start.values():
            wave._look_ahead(corner, wave.near)

    def _pairs(self, pieces: list[Piece], came: list[int], goes: list[int]) -> list[Arc]:
        """Which piece follows which at a node: the one with the least turn clockwise first."""
        if len(came) == 1:
            return [(came[0], goes[0])]
        turns = []
        for one in came:
            ax, ay = self.wave.ways[pieces[one][0]]
            for other in goes:
                bx, by = self.wave.ways[pieces[other][0]]
                turn = math.atan2(ax * by - ay * bx, -ax * bx - ay * by) % (2 * math.pi)
                turns.append((turn if turn < 2 * math.pi - 1e-9 else 0.0, one, other))
        pairs: dict[int, int] = {}
        for _, one, other in sorted(turns):
            if one not in pairs and other not in pairs.values():
                pairs[one] = other
        return list(pairs.items())
