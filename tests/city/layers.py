"""Small layers that somebody might have computed."""

from __future__ import annotations

import numpy as np

from city.grid import Grid
from city.layer import FACADE, GROUND, ROOF, Faces, Ground, Layer, Quantity, Samples

HOURS = Quantity("hours", "Hours of sun", "h", low=0.0, high=12.0)


def layer(faces=2, wide=3, tall=2, ground=(2, 3), values=(), seed=0, **said) -> Layer:
    """So many faces of wide x tall cells, every other one a roof, and a grid of ground.

    values: (n,) hours, by default 0, 1, 2 ...; said: what else the layer is told.
    """
    dice = np.random.default_rng(seed)
    cells = wide * tall
    on_faces, on_ground = faces * cells, ground[0] * ground[1]
    count = on_faces + on_ground
    face = np.repeat(np.arange(faces), cells)
    x, y = np.meshgrid(np.arange(ground[1]) * 2.0, -np.arange(ground[0]) * 2.0)
    heights = dice.uniform(0, 1, ground).astype(np.float32)
    flat = np.c_[x.ravel(), y.ravel(), heights.ravel()]
    samples = Samples(
        points=np.concatenate([dice.uniform(-50, 50, (on_faces, 3)), flat]),
        normals=np.tile(np.array([[0, 0, 1]], np.float32), (count, 1)),
        area=np.append(np.full(on_faces, 1.0), np.full(on_ground, 4.0)).astype(np.float32),
        sort=np.append(np.where(face % 2, ROOF, FACADE), np.full(on_ground, GROUND)).astype("u1"),
        owner=np.append(face, np.full(on_ground, -1)).astype(np.int32),
        storey=np.full(count, -1, np.int16),
        face=np.append(face, np.full(on_ground, -1)).astype(np.int32),
        cell=np.append(np.tile(np.arange(cells), faces), np.arange(on_ground)).astype(np.int32),
        owners=tuple(f"b{k}" for k in range(faces)),
        faces=Faces(
            key=np.arange(faces, dtype=np.uint64) + np.uint64(7),
            corner=np.zeros((faces, 3)),
            across=np.tile([1.0, 0, 0], (faces, 1)),
            up=np.tile([0, 0, 1.0], (faces, 1)),
            columns=np.full(faces, wide, np.int32),
            rows=np.full(faces, tall, np.int32),
            corners=dice.uniform(-50, 50, (faces, 3, 3)),
            face=np.arange(faces, dtype=np.int32),
        ),
        ground=Ground(Grid(0.0, 0.0, 2.0, *ground), heights) if on_ground else None,
    )
    hours = np.arange(count) if not len(values) else np.asarray(values)
    told = {
        "tables": {"facades": np.arange(faces, dtype=float)},
        "settings": {"date": "2026-03-21", "area": [0.0, 0.0, 10.0, 10.0]},
        "facts": (("Days", "2026-03-21"),),
        "inputs": "ab" * 16,
        "base": "cd" * 16,
        "traces": {"clear": dice.integers(0, 255, (count, 2), np.uint8)},
    }
    said = {**told, **said}
    title = said.pop("title", "Hours of sun")
    name = said.pop("simulation", "sun")
    quantities = said.pop("quantities", (HOURS,))
    return Layer(name, title, samples, quantities, {"hours": hours.astype(np.float32)}, **said)
