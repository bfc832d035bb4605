"""The plain values that the Document holds."""

from dataclasses import FrozenInstanceError, replace

import pytest

from app.on_the_table import BaseMap, Change, Layer, Selection
from tests.app.standin import town_document


def test_a_map_that_only_shows_otherwise_needs_no_other_pictures():
    base_map = BaseMap("https://maps.example.org", "air", "Air photo")
    assert base_map.same_map(replace(base_map, visible=False, strength=0.4, title="Photo"))
    assert not base_map.same_map(replace(base_map, name="streets"))
    assert not base_map.same_map(replace(base_map, address="https://other.example.org"))


def test_they_are_values_and_never_change():
    layer = Layer("1/Buildings", "City", "Buildings", town_document().cities()[0])
    assert layer == replace(layer, tints=None) and layer.visible and layer.opacity == 1.0
    for value, name in ((layer, "visible"), (Change("opened"), "key")):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, False)


def test_a_selection_without_a_face_means_the_whole_object():
    chosen = Selection("1/Buildings", town_document().cities()[0], 3)
    assert (chosen.surface, chosen.polygon, chosen.lod, chosen.point) == (-1, -1, None, None)
