"""Cameras found again from what they show."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.camera import Camera
from city.photo_match import KEPT, PhotoMatch, matched, photo_matches, read_photo_match

TRUE = Camera((12.0, -40.0, 1.7), (15.0, 60.0, 12.0), (0.02, 0.0, 1.0), 48.0, (4000, 3000))
HOUSES = np.array(
    [[0, 0, 0], [0, 0, 12], [20, 5, 0], [20, 5, 9], [30, 40, 18], [-8, 30, 15], [5, 80, 30.0]]
)


def guess(position=(2.0, -3.0, 0.5), turn=6.0, angle=40.0):
    """The true camera put wrong."""
    place = np.add(TRUE.position, position)
    way = np.subtract(TRUE.focus, TRUE.position)
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    way = np.array([c * way[0] - s * way[1], s * way[0] + c * way[1], way[2]])
    return Camera(tuple(place), tuple(place + way), angle=angle, size=TRUE.size)


def alike(found, true=TRUE, metres=1e-4, degrees=1e-4):
    assert found.position == pytest.approx(true.position, abs=metres)
    turn = np.degrees(np.arccos(np.clip((found.axes() * true.axes()).sum(1), -1, 1)))
    assert turn == pytest.approx([0, 0, 0], abs=max(degrees, 3e-6))
    assert found.angle == pytest.approx(true.angle, abs=degrees)


def test_it_is_found_from_pixels_without_a_fault():
    found = matched(guess(), TRUE.project(HOUSES), HOUSES)
    assert found.error < 1e-6
    alike(found.camera)


def test_four_pairs_are_enough_near_the_truth():
    some = HOUSES[[0, 1, 3, 5]]
    found = matched(guess((0.2, 0.3, 0.1), 1.0, 47.0), TRUE.project(some), some)
    assert found.error < 1e-6
    alike(found.camera)


def test_a_known_focal_length_stays():
    first = guess(angle=48.0)
    found = matched(first, TRUE.project(HOUSES), HOUSES, keep_angle=True)
    assert found.camera.angle == pytest.approx(48.0, abs=1e-9)
    alike(found.camera)


def test_the_world_may_be_far_away_and_the_picture_off_its_middle():
    away = np.array([3_500_000.0, 5_600_000.0, 0.0])
    true = Camera(
        tuple(away + TRUE.position),
        tuple(away + TRUE.focus),
        TRUE.up,
        TRUE.angle,
        TRUE.size,
        (1900.0, 1550.0),
    )
    first = guess()
    there = Camera(
        tuple(away + first.position),
        tuple(away + first.focus),
        angle=40.0,
        size=TRUE.size,
        centre=(1900.0, 1550.0),
    )
    found = matched(there, true.project(HOUSES + away), HOUSES + away)
    alike(found.camera, true, 1e-3, 1e-3)
    assert found.error < 1e-3


def test_pixels_put_by_hand_give_an_error_of_their_own_size():
    noise = np.random.default_rng(5).normal(0, 2.0, (len(HOUSES), 2))
    found = matched(guess(), TRUE.project(HOUSES) + noise, HOUSES)
    assert 0.3 < found.error < 2.9  # of 14 numbers 7 are used up by the camera
    assert found.error == pytest.approx(np.sqrt((found.apart**2).mean()))
    apart = np.linalg.norm(found.camera.project(HOUSES) - TRUE.project(HOUSES) - noise, axis=1)
    assert found.apart == pytest.approx(apart, abs=1e-6)
    assert np.linalg.norm(np.subtract(found.camera.position, TRUE.position)) < 1


def test_a_pair_that_is_wrong_stands_out():
    pixels = TRUE.project(HOUSES)
    pixels[4] += [200, -150]
    others = HOUSES + np.array([4, 9, 3])
    more = np.concatenate([HOUSES, others])
    found = matched(guess(), np.concatenate([pixels, TRUE.project(others)]), more)
    assert found.apart.argmax() == 4


@settings(max_examples=12)
@given(st.lists(st.floats(-1, 1), min_size=5, max_size=5))
def test_it_is_found_from_any_guess_nearby(numbers):
    x, y, z, turn, wide = numbers
    first = guess((3 * x, 3 * y, z), 8 * turn, 48.0 + 10 * wide)
    alike(matched(first, TRUE.project(HOUSES), HOUSES).camera, metres=1e-3, degrees=1e-3)


def test_pairs_that_tell_no_camera_are_refused():
    pixels = TRUE.project(HOUSES)
    with pytest.raises(ValueError, match="from 4 or more"):
        matched(TRUE, pixels[:3], HOUSES[:3])
    with pytest.raises(ValueError, match="belongs one place"):
        matched(TRUE, pixels, HOUSES[:5])
    line = np.array([[0.0, 10 * k, 2 * k] for k in range(6)])
    with pytest.raises(ValueError, match="do not tell one camera"):
        matched(guess((0.1, 0.1, 0.1), 0.5, 47), TRUE.project(line), line)
    with pytest.raises(ValueError, match="behind the camera"):
        matched(guess(turn=180), pixels, HOUSES)
    with pytest.raises(ValueError, match="where the camera stands"):
        places = np.concatenate([HOUSES, [np.add(TRUE.position, TRUE.axes()[2] * 2e-5)]])
        matched(TRUE, np.concatenate([pixels, [[0, 0]]]), places)
    with pytest.raises(ValueError, match="no number"):
        matched(TRUE, pixels * np.nan, HOUSES)


def test_a_project_keeps_it():
    match = PhotoMatch.of("street.jpg", TRUE, "2026-05-03T14:20:00+02:00")
    assert read_photo_match(json.loads(json.dumps(match.as_json()))) == match
    assert match.camera() == TRUE
    assert match.size == (4000, 3000)


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {},
        {"size": [10, 0]},
        {"position": [1, 2]},
        {"focus": [12.0, -40.0, 1.7]},
        {"up": ["a", 0, 1]},
        {"angle": 1e9},
        {"centre": [1]},
        {"moment": "yesterday"},
        {"size": [1e400, 3]},
    ],
)
def test_what_is_not_to_be_understood_is_left_out(said):
    whole = PhotoMatch.of("street.jpg", TRUE).as_json()
    assert read_photo_match(whole | said if isinstance(said, dict) and said else said) is None


def test_a_project_keeps_them_by_name_and_what_is_none_is_left_out():
    match = PhotoMatch.of("/photos/a.jpg", TRUE, "2026-03-21T15:00:00+01:00")
    settings = {KEPT: {"From the quay": json.loads(json.dumps(match.as_json())), "broken": {}}}
    assert photo_matches(settings) == {"From the quay": match}
    assert photo_matches({KEPT: [1]}) == {} == photo_matches({})
