"""What some panes show and others do not, and what is drawn while they are."""

import numpy as np
import pytest

from render import _bridge
from render.light import Sun
from tests.render.test_panes import SIZE, part_house, window  # noqa: F401  a fixture

SOUTH = np.array([0.0, -1.0, 1.0])


def seen(scene):
    return {actor for actor in _bridge.actors(scene.renderer) if actor.GetVisibility()}


def test_one_picture_is_parted_where_a_layer_is_not_in_it(window):  # noqa: F811
    scene = window.scene
    assert not scene.parted
    scene.set_panes("city", frozenset({1}))
    assert scene.parted
    scene.set_panes("city", None)
    scene.split(2)
    assert scene.parted


def test_only_other_panes_are_news(window):  # noqa: F811
    scene = window.scene
    assert scene.split(3) and not scene.split(3)
    assert scene.set_suns({1: SOUTH}) and not scene.set_suns({1: SOUTH})
    assert scene.panes.suns == {1: Sun.at(SOUTH)}


@pytest.mark.parametrize("falls", [False, True])
def test_whatever_happens_between_parts_all_is_seen_again_after_them(window, falls):  # noqa: F811
    part_house(window)
    window.draw(SIZE)
    scene = window.scene
    before = seen(scene)
    try:
        with scene.in_parts() as parts:
            assert not seen(scene) and len(parts.own) == 2
            alone = [set(own) for own in parts.own]
            assert alone[0] and not alone[0] & set(parts.shared)
            if falls:
                raise ZeroDivisionError
    except ZeroDivisionError:
        assert falls
    assert seen(scene) == before
