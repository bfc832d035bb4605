"""What is taken in when one looks at the whole city."""

import numpy as np
import pytest

from render.scene import Scene
from render.whole import SAMPLE, middle, shape_of
from tests.render.test_draft import meadow
from tests.render.towns import cloud, hill, street


@pytest.fixture
def shape():
    """The box of the shape of things that are shown together."""
    scenes = []

    def box(stretch=1.0, **things):
        scene = Scene()
        scenes.append(scene)
        for key, thing in things.items():
            scene.show(key, thing, "Land use" if key == "meadow" else None)
        scene.set_exaggeration(stretch)
        found = shape_of(scene._layers.values(), stretch)
        return None if found is None else np.stack([found.min(0), found.max(0)]).tolist()

    yield box
    for scene in scenes:
        scene.close()


def test_a_ground_that_ends_a_little_beyond_the_buildings_is_seen_as_well(shape):
    assert shape(city=street(6)) == [[0, 0, 0], [110, 10, 8]]
    low, high = shape(city=street(6), hill=hill())  # which reaches 30 m further west
    assert low[:2] == pytest.approx([-27, -27], abs=5) and high[:2] == [110, pytest.approx(37, 0.2)]


def test_a_ground_that_goes_far_does_not_make_the_city_small(shape):
    low, high = shape(city=street(), meadow=meadow(40))  # 400 m of meadow, 50 m of houses
    assert low[0] >= -12.5 and 50 < high[0] <= 62.5 and 10 < high[1] <= 22.5


def test_a_ground_or_a_survey_alone_is_all_there_is_to_see(shape):
    assert shape(hill=hill())[0] == pytest.approx([-30, -40, 0])
    assert shape(hill=hill(), stretch=3.0)[1] == pytest.approx([70, 60, 30])
    low, high = shape(survey=cloud())
    assert low == pytest.approx([0, 0, 30], abs=0.2) and high[:2] == pytest.approx(
        [50, 50], abs=0.2
    )
    assert shape() is None


def test_a_survey_is_seen_up_to_its_top_but_not_to_a_bird_over_it(shape):
    survey = cloud(2000)
    survey.points[::2, 2] += 20  # half of its points are crowns
    survey.points[5, 2] += 3000
    low, high = shape(survey=survey)
    assert (low[2], high[2]) == pytest.approx((30, 50), abs=0.2)


def test_objects_far_outside_do_not_count():
    points = np.zeros((500, 3))
    points[:, 0] = np.arange(500)
    points[7, 0] = 1e6
    boxes = np.repeat(points[:, None], 2, axis=1)
    assert 480 < middle(points, boxes)[:, 0].max() < 500
    assert middle(points[:10], boxes[:10])[:, 0].max() == 1e6


def test_the_edge_of_a_city_counts():
    points = np.zeros((500, 3))
    points[:, 0] = np.arange(500)
    boxes = np.repeat(points[:, None], 2, axis=1)
    assert np.ptp(middle(points, boxes)[:, 0]) == 499


def test_a_large_city_is_judged_by_a_sample():
    points = np.random.default_rng(3).uniform(0, 100, (400_000, 3))
    sample = middle(points, np.array([[[0.0, 0, 0], [100, 100, 100]]]))
    assert len(sample) < 2 * SAMPLE and np.ptp(sample[:, 0]) > 95
