"""A small layer to colour and to draw: a wall with a gable, a roof, and ground before them."""

import numpy as np

from city.grid import Grid
from city.layer import FACADE, GROUND, ROOF, Faces, Ground, Layer, Quantity, Samples

HOURS = Quantity("hours", "Hours of sun", "h", low=0.0, high=10.0)
FIRST = Quantity("first", "First sun", "clock")


def box_layer(hours=None, ground=True):
    """Over a house of 10 x 10 x 8 m at the origin: its southern wall (10 by 8 cells), its roof
    (10 by 10 cells), and ground of 20 x 6 m to the south of it at a height of 0.

    hours: of the wall, the roof and the ground.
    """
    hours = (2.5, 8.5, 5.5) if hours is None else hours
    faces = Faces(
        np.array([7, 8], np.uint64),
        np.array([[0.0, 0, 0], [0, 0, 8]]),
        np.array([[1.0, 0, 0], [1, 0, 0]]),
        np.array([[0.0, 0, 1], [0, 1, 0]]),
        np.array([10, 10], np.int32),
        np.array([8, 10], np.int32),
        np.array(
            [
                [[0.0, 0, 0], [10, 0, 0], [10, 0, 8]],
                [[0, 0, 0], [10, 0, 8], [0, 0, 8]],
                [[0, 0, 8], [10, 0, 8], [10, 10, 8]],
                [[0, 0, 8], [10, 10, 8], [0, 10, 8]],
            ]
        ),
        np.array([0, 0, 1, 1], np.int32),
    )
    grid = Ground(Grid(-4.5, -0.5, 1.0, 6, 20), np.zeros((6, 20), np.float32)) if ground else None
    counts = [80, 100, 120 if ground else 0]
    sort = np.repeat([FACADE, ROOF, GROUND], counts).astype(np.uint8)
    cell = np.concatenate([np.arange(n) for n in counts]).astype(np.int32)
    x, y, z = (cell % 10) + 0.5, (cell // 10) + 0.5, np.zeros(len(cell))
    points = np.stack([x, y, z + 8], axis=1)
    points[sort == FACADE] = np.stack([x, z, y], axis=1)[sort == FACADE]
    places = np.stack([cell % 20 - 4.5, -0.5 - cell // 20, z], axis=1)
    points[sort == GROUND] = places[sort == GROUND]
    normals = np.repeat([[0.0, -1, 0], [0, 0, 1], [0, 0, 1]], counts, axis=0).astype(np.float32)
    samples = Samples(
        points,
        normals,
        np.ones(len(cell), np.float32),
        sort,
        np.repeat([0, 0, -1], counts).astype(np.int32),
        np.where(sort == FACADE, 0, -1).astype(np.int16),
        np.repeat([0, 1, -1], counts).astype(np.int32),
        cell,
        ("house 0",),
        faces,
        grid,
    )
    values = np.repeat(np.array(hours, np.float32), counts)
    return Layer("sun", "Sun", samples, (HOURS, FIRST), {"hours": values, "first": values + 6})
