"""Columns that fit each other, and those that do not."""

from dataclasses import replace

import numpy as np
import pytest

from city.layer import Quantity
from city.layer_check import checked
from city.simulate.sun_hours import SUN
from tests.city.layers import HOURS, layer
from tests.city.simulate.towns import area, frame_at, objects
from tests.city.toy import box_faces


def test_a_layer_whose_columns_fit_is_itself():
    made = layer()
    assert checked(made) is made
    assert checked(layer(faces=0, ground=(0, 1))).samples.points.shape == (0, 3)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda a: replace(a, quantities=(HOURS, HOURS)), "same names"),
        (lambda a: replace(a, quantities=(HOURS, Quantity("other", "Other"))), "has no values"),
        (lambda a: replace(a, tables={"facades": np.zeros(5)}), "another number"),
        (lambda a: replace(a, values={}), "has no values"),
        (lambda a: replace(a, facts=(("a", "b"),) * 1001), "too much"),
        (
            lambda a: replace(a, samples=replace(a.samples, sort=a.samples.sort.astype(float))),
            "sort are of another kind",
        ),
    ],
)
def test_a_layer_whose_columns_do_not_fit_is_refused(wrong, says):
    with pytest.raises(ValueError, match=says):
        checked(wrong(layer()))


def test_rasters_too_fine_to_be_drawn_are_refused():
    made = layer(faces=60)
    faces = replace(made.samples.faces, columns=np.full(60, 2000), rows=np.full(60, 2000))
    with pytest.raises(ValueError, match="far too fine"):
        checked(replace(made, samples=replace(made.samples, faces=faces)))


def test_values_of_a_table_alone_are_enough_for_a_quantity():
    made = replace(layer(), quantities=(HOURS, Quantity("facades", "Façades")))
    assert checked(made) is made


def test_a_place_is_named_by_its_face_and_its_cell_and_by_nothing_else():
    """No number that stands for both may be that of another place: here faces have the lowest."""
    view = objects(frame_at(52.0), ("open below", box_faces((0, 0, 0), (10, 8, 9))[1:]))
    layer = SUN.run(view, {"area": area(view, -30, -30, 50, 40), "spacing": 5, "step": 60})
    assert layer.samples.faces.key[0] == 0
    assert checked(layer) is layer
    samples, key = layer.samples, layer.samples.faces.key.copy()
    key[1] = key[0]
    twice = replace(samples, faces=replace(samples.faces, key=key))
    with pytest.raises(ValueError, match="are the same"):
        checked(replace(layer, samples=twice))
