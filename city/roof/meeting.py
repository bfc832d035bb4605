"""What happens where fronts meet: nodes, ridges, and fronts that go on otherwise."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from city.roof.front import Broken, Corner, Front

if TYPE_CHECKING:
    from city.roof.wavefront import Wavefront

Place = int | Corner  # where a stretch begins or ends: a node, or a corner that moves on
Piece = tuple[int, Place, Place]  # an edge, from, to


class Meeting:
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
            root: self.wave.node(*corner.at(when[root]), when[root])
            for root, corner in slowest.items()
        }
        node = {corner: made[self._root(corner)] for corner in self.parent}
        for corner, end in node.items():
            self._stop(corner, end)
        return node

    def _stop(self, corner: Corner, node: int) -> None:
        assert corner.before is not None and corner.after is not None
        self.wave.leave(corner.before.edge, corner.after.edge, corner.node, node)

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
                self.wave.leave(edge, other, ends[0], ends[1])
            elif (a, b) in left:
                raise Broken
            else:
                left[a, b] = edge
        return [(edge, a, b) for (a, b), edge in left.items()]

    def _halt(self, corner: Corner, edge: int, other: int) -> int:
        """A corner between two fronts that have come to lie upon each other ends at a node."""
        t = self.wave.nodes[-1][2]
        node = self.wave.node(*corner.at(t), t)
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
                corner = wave.corner(pieces[one][0], pieces[other][0], node)
                end[one] = start[other] = corner
        for k, (edge, a, b) in enumerate(pieces):
            first = a if isinstance(a, Corner) else start[k]
            wave.add(Front(edge, first, b if isinstance(b, Corner) else end[k]))
        for corner in start.values():
            wave.look_ahead(corner, wave.near)

    def _pairs(
        self, pieces: list[Piece], came: list[int], goes: list[int]
    ) -> list[tuple[int, int]]:
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
