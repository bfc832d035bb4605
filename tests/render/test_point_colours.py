"""The colours of points."""

from dataclasses import replace

import numpy as np
import pytest

from city.palettes import POINT_CLASSES
from city.records import COLOURED, POINT
from render.point_colours import GREY, LOWEST, colouring, packed
from tests.render.towns import cloud

RAMP = np.stack([np.arange(256), 255 - np.arange(256), np.zeros(256)], axis=1).astype(np.uint8)


def survey(**columns):
    """A thousand points that rise evenly by 20 m."""
    flat = cloud(1000)
    points = flat.points.copy()
    points[:, 2] = np.linspace(0, 20, 1000)
    return replace(flat, points=points, **columns)


def records(kind=POINT, **columns):
    found = np.zeros(3, kind)
    found["z"], found["code"] = [-5, 10, 25], 2
    for name, values in columns.items():
        found[name] = values
    return found


def bytes_of(colours):
    return colours.view(np.uint8).reshape(-1, 4)


def test_by_class_darker_below_unless_the_survey_has_its_own():
    found = bytes_of(colouring(survey())(records()))
    assert np.abs(found[2, :3].astype(int) - POINT_CLASSES[2]).max() <= 1
    assert np.abs(found[0, :3] - np.array(POINT_CLASSES[2]) * LOWEST).max() <= 1
    assert (found[:, 3] == 255).all()
    own = survey(colour=np.full((1000, 3), 77, np.uint8))
    coloured = records(COLOURED, rgb=[[1, 2, 3]] * 3)
    assert (bytes_of(colouring(own)(coloured))[:, :3] == [1, 2, 3]).all()
    assert np.array_equal(bytes_of(colouring(own, "class")(coloured)), found)
    black = survey(colour=np.zeros((1000, 3), np.uint8))  # a file that left its colours empty
    assert np.array_equal(bytes_of(colouring(black)(coloured)), found)


def test_by_height_from_the_ramp():
    found = bytes_of(colouring(survey(), "height", RAMP)(records()))
    assert found[0, :3].tolist() == [0, 255, 0] and found[2, :3].tolist() == [255, 0, 0]
    assert found[1, 0] == pytest.approx(127, abs=2)


def test_by_intensity_in_grey_without_a_ramp():
    echoes = np.linspace(1000, 2000, 1000).astype(np.uint16)
    how = colouring(survey(intensity=echoes), "intensity")
    found = bytes_of(how(records(intensity=[0, 1500, 60_000])))[:, :3]
    assert (found[0] == GREY[0]).all() and (found[2] == GREY[255]).all()
    assert np.ptp(found[1]) == 0 and found[0, 0] < found[1, 0] < found[2, 0]


@pytest.mark.parametrize("how", ["rgb", "intensity"])
def test_what_a_survey_lacks_is_coloured_by_class(how):
    assert np.array_equal(colouring(survey(), how)(records()), colouring(survey())(records()))


def test_a_flat_and_an_empty_survey_have_colours():
    assert len(colouring(cloud(10), "height")(records())) == 3
    nothing = replace(cloud(1), points=np.zeros((0, 3), np.float32))
    assert len(colouring(nothing)(records())) == 3


def test_packed_bytes_are_red_green_blue_and_opaque():
    assert bytes_of(packed(np.array([[1, 2, 3]], np.uint8))).tolist() == [[1, 2, 3, 255]]
