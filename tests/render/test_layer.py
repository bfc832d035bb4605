"""A layer keeps what a person chose for it."""

import numpy as np

from render.layer import SEEN_THROUGH, Layer
from tests.render.towns import cloud, hill, street


def test_each_kind_of_thing_has_its_actors_and_its_box():
    for thing, low in ((street(), (0, 0, 0)), (hill(), (-30, -40, 0)), (cloud(), None)):
        layer = Layer("key", thing)
        assert layer.drawn.actors
        if low is not None:
            assert np.allclose(layer.box[0], low, atol=1e-4)


def test_drawing_anew_keeps_visibility_and_opacity():
    layer = Layer("city", street(lods=("1", "2")), visible=False, opacity=0.4)
    layer.lod = "1"
    layer.draw()
    assert not any(actor.GetVisibility() for actor in layer.drawn.actors)
    assert layer.drawn.faces[0].GetProperty().GetOpacity() == 0.4
    assert layer.drawn.mesh.lods == ("1",)


def test_only_what_is_visible_and_opaque_stops_light():
    layer = Layer("city", street())
    points, triangles = layer.solid()
    assert len(triangles) == 36 and len(points) == 72
    layer.opacity = SEEN_THROUGH / 2
    assert layer.solid() is None
    layer.opacity, layer.visible = 1.0, False
    assert layer.solid() is None
    assert Layer("survey", cloud()).solid() is None
    assert Layer("hill", hill()).solid() is not None


def test_a_layer_of_nothing_has_no_box():
    layer = Layer("water", street(), theme="Water")
    assert layer.box is None and layer.solid() is None
