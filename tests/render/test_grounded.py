"""What is under a city, and how high it is."""

import numpy as np
import pytest

from tests.render.towns import hill, street


def test_houses_stand_on_a_calm_ground_and_a_hill_on_itself(stage):
    stage.scene.show("city", street())
    assert stage.scene._ground is not None
    assert stage.scene.ground_height(-50.0, 5.0) == pytest.approx(0.0, abs=0.5)
    stage.scene.show("hill", hill())
    assert stage.scene._ground is None
    stage.scene.remove("city")
    assert stage.scene.ground_height(50.0, 10.0) == pytest.approx(8.0, abs=0.3)  # a tenth of 80 m


def test_the_sky_is_open_between_houses_and_not_in_them(stage):
    stage.scene.show("city", street())
    assert stage.scene.open_sky(15.0, 5.0) and not stage.scene.open_sky(5.0, 5.0)


def test_what_is_shown_once_more_moves_no_ground(stage):
    stage.scene.show("city", street())
    before = stage.scene._ground
    rows = np.array([True, False, False])
    stage.scene.show_part("city@0", "city", rows, frozenset({0}))
    assert stage.scene._ground is before
