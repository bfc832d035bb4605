"""Studies under names: which faces of the city they cover, and what replaces what."""

import numpy as np
import pytest

from city.layer_colours import colours_of
from render.picture import off_screen
from render.scene import Scene
from render.studies import Studies
from tests.city.house_layer import box_layer


@pytest.fixture
def studies(stage):
    told = []
    yield (found := Studies(stage.scene.renderer, lambda: told.append(1), lambda _: [])), told
    found.close()


def show(studies, layer):
    studies.show("sun", layer, colours_of(layer.quantity("hours"), layer.values["hours"]))


def test_what_is_covered_is_what_lies_close_to_a_face(studies):
    mine, _ = studies
    assert mine.covering() is None
    show(mine, box_layer())
    places = np.array([[5, -0.02, 4], [5, 5, 8.02], [5, -3, 0.02], [5, 12, 4], [5, 3, 4]])
    normals = np.array([[0, -1, 0], [0, 0, 1], [0, 0, 1], [0, 1, 0], [0, -1, 0]])
    covered = mine.covering()(places.astype(np.float32), normals.astype(np.float32))
    assert covered.tolist() == [True, True, True, False, False]
    mine.set_visible("sun", False)
    assert mine.covering() is None


def test_the_same_places_keep_their_form_and_others_replace_it(studies):
    mine, told = studies
    layer = box_layer()
    show(mine, layer)
    actors = mine.actors
    show(mine, layer)
    assert mine.actors == actors and len(told) == 1
    mine.set_visible("sun", False)
    show(mine, box_layer())
    assert not set(mine.actors) & set(actors)
    assert not any(actor.GetVisibility() for actor in mine.actors)
    mine.remove("nobody")
    mine.remove("sun")
    assert mine.actors == [] and mine.covering() is None


def test_a_scene_closes_its_studies():
    scene = Scene()
    window = off_screen(scene, (80, 60))
    show(scene.studies, box_layer())
    scene.close()
    assert scene.studies.actors == []
    window.Finalize()
