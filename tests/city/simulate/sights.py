"""Blocks on level ground, seen from here and there; and towns that lie far away."""

from __future__ import annotations

import numpy as np

from city.base import Base
from city.builder import CityBuilder
from city.edits import read_edit
from city.frame import Frame
from city.layer_check import checked
from city.scenario import fold
from city.terrain import Terrain
from city.view import View
from tests.city.toy import add_box

FRAME = Frame("EPSG:28992", "EPSG:5709", (84000.0, 447000.0, 0.0))
FAR = Frame("local", "", (3_500_000.0, 5_600_000.0, 100.0))


def town(boxes, frame=FRAME, ground=True, more=(), shift=(0.0, 0.0, 0.0)):
    """Boxes by id, each (low, high), on level ground two kilometres wide; as a view.

    more: (class, id, low, high) of other things. shift: local metres by which all of it lies
    elsewhere.
    """
    builder = CityBuilder(frame)
    kinds = [("Building", name, *corners) for name, corners in boxes.items()]
    for kind, name, low, high in [*kinds, *more]:
        row = builder.add_object(kind, name)
        low, high = (tuple(np.add(corner, shift)) for corner in (low, high))
        if kind in ("Building", "SolitaryVegetationObject"):
            add_box(builder, row, low, high)
        else:
            shape = builder.add_shape(row, "2", "MultiSurface")
            (x, y, z), (u, v, _) = low, high
            builder.add_polygon(shape, [np.array([(x, y, z), (u, y, z), (u, v, z), (x, v, z)])])
    heights = np.full((101, 101), shift[2], np.float32)
    west, north = -1000.0 + shift[0], 1000.0 + shift[1]
    plain = Terrain("ground", frame, heights, west, north, (20.0, 20.0))
    return View.of(Base(frame, (builder.freeze(),), (plain,) if ground else ()))


def where(x, y, *z, frame=FRAME):
    """A place of the town as a parameter tells it."""
    return ",".join(str(n) for n in (x + frame.origin[0], y + frame.origin[1], *z))


def box(west, south, east, north, frame=FRAME):
    """An area of the town as a parameter takes it."""
    x, y, _ = frame.origin
    return [west + x, south + y, east + x, north + y]


def with_edits(view, *said):
    """A view with edits over it."""
    return fold(view, [read_edit(one).settled(view.base) for one in said])


def build(west, south, east, north, storeys, ident, storey_height=3.0):
    """The edit that builds a block."""
    x, y, _ = FRAME.origin
    ring = [(west, south), (east, south), (east, north), (west, north)]
    outline = [[a + x, b + y] for a, b in ring]
    said = {"edit": "build", "footprint": outline, "storeys": storeys, "id": ident}
    return {**said, "storey_height": storey_height}


def one_thread(monkeypatch):
    """From here on there is one processor."""
    monkeypatch.setattr("os.cpu_count", lambda: 1)


def same(one, other):
    """Whether two layers tell the same of as many places."""
    assert one.values.keys() == other.values.keys()
    return all(np.array_equal(one.values[k], other.values[k], equal_nan=True) for k in one.values)


def run(simulation, view, asked, *rest, **more):
    """The answer of a simulation, whose columns fit each other."""
    layer = checked(simulation.run(view, asked, *rest, **more))
    assert {one.key for one in layer.columns} == set(layer.tables)
    return layer
