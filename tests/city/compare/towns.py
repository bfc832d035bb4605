"""Small towns in two deliveries, whose differences are known."""

import numpy as np

from city.builder import CityBuilder
from city.model import City
from tests.city.toy import FRAME, box_faces


def house(x=0.0, high=3.0, id="h", kind="Building", lods=("2",), parts=(), deep=8.0, **said):
    """A house 10 metres wide at a place along the street."""
    return {
        "x": x, "high": high, "id": id, "kind": kind, "lods": lods,
        "parts": parts, "deep": deep, "said": said,
    }  # fmt: skip


def delivery(*houses, frame=FRAME, chance=None, noise=0.0) -> City:
    """A city of houses. chance: a seed for the order in which all of it is written."""
    random = np.random.default_rng(chance)
    builder = CityBuilder(frame)
    order = random.permutation(len(houses)) if chance is not None else range(len(houses))
    for k in order:
        _add(builder, houses[k], -1, random if chance is not None else None, noise)
    return builder.freeze()


def _add(builder, one, parent, random, noise):
    row = builder.add_object(one["kind"], one["id"], parent)
    types = {bool: "boolean", int: "integer", float: "number", str: "text"}
    for name, value in one["said"].items():
        builder.objects.set(row, name, types[type(value)], value)
    for lod in one["lods"]:
        shape = builder.add_shape(row, lod, "Solid")
        faces = box_faces((one["x"], 0, 0), (one["x"] + 10, one["deep"], one["high"]))
        if random is not None:
            faces = [np.roll(faces[k], random.integers(4), axis=0) for k in random.permutation(6)]
            faces = [face + random.uniform(-noise, noise, face.shape) for face in faces]
        for face in faces:
            builder.add_polygon(shape, [face])
    for part in one["parts"]:
        _add(builder, part, row, random, noise)


def listed(difference):
    """Each object that differs, by its ids on both sides, with how it does."""
    found = {difference.ids[k]: difference.sort_of(k) for k in range(len(difference))}
    assert len(found) == len(difference)
    return found
