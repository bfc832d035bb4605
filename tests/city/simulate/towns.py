"""Small towns for simulations: boxes on level ground at any latitude."""

from __future__ import annotations

import numpy as np

from city.base import Base
from city.builder import CityBuilder
from city.crs_names import between
from city.frame import Frame
from city.progress import Progress
from city.terrain import Terrain
from city.view import View
from tests.city.toy import box_faces

LATITUDES = (0.0, 35.0, 52.0, -34.0, 69.0)


def frame_at(lat: float, lon: float = 15.0) -> Frame:
    """A frame that lies on a meridian in the middle of its UTM zone: its north is true north."""
    code = f"EPSG:{(32600 if lat >= 0 else 32700) + int((lon + 180) // 6) + 1}"
    east, north = between("EPSG:4326", code).transform(lon, lat)
    return Frame(code, None, (float(east), float(north), 0.0))


def boxes(frame, *corners, terrain=True, height=0.0, shift=(0.0, 0.0), spread=400.0, step=10.0):
    """A base of boxes, each (low, high), named "b0", "b1" ..., on level ground."""
    builder = CityBuilder(frame)
    by = np.array([*shift, height])
    for number, (low, high) in enumerate(corners):
        add_faces(builder, f"b{number}", box_faces(np.add(low, by), np.add(high, by)))
    cells = int(2 * spread / step) + 1
    ground = Terrain(
        "ground",
        frame,
        np.full((cells, cells), height, np.float32),
        shift[0] - spread,
        shift[1] + spread,
        (step, step),
    )
    return Base(frame, (builder.freeze(),), (ground,) if terrain else ())


def add_faces(builder, ident, faces, kind="Building", parent=-1):
    """An object of some faces, each a ring or a list of rings."""
    row = (
        builder.add_object(kind, ident, parent) if parent >= 0 else builder.add_object(kind, ident)
    )
    shape = builder.add_shape(row, "2", "MultiSurface")
    for face in faces:
        builder.add_polygon(shape, [face] if isinstance(face, np.ndarray) else face)
    return row


def objects(frame, *named, terrain=True):
    """A view of buildings, each (name, faces), on level ground."""
    builder = CityBuilder(frame)
    for name, faces in named:
        add_faces(builder, name, faces)
    ground = boxes(frame).terrains
    return View.of(Base(frame, (builder.freeze(),), ground if terrain else ()))


def view_of(*corners, lat=52.0, **said):
    return View.of(boxes(frame_at(lat), *corners, **said))


def area(view, west, south, east, north):
    """A box of local metres in the project's coordinates."""
    x, y, _ = view.base.frame.origin
    return [x + west, y + south, x + east, y + north]


def sample_of(layer, sort, normal=None):
    """Which samples are of a sort, and look a way."""
    mine = layer.samples.sort == sort
    if normal is not None:
        mine &= layer.samples.normals @ np.array(normal, np.float32) > 0.99
    return np.flatnonzero(mine)


def cancelled_after(reports):
    """A progress that somebody cancels when it reports for so many times."""
    seen = []

    def stop(*news):
        seen.append(news)
        if len(seen) == reports:
            progress.cancel()

    progress = Progress(stop)
    return progress
