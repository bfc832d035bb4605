"""Colours that mean something, also to who cannot tell red from green."""

import numpy as np
import pytest

from city.kinds import OTHER, THEMES
from city.legend import NONE, OUTSIDE, Entry, Legend, legend_of
from city.measured import Measured
from city.style import Style, Trait
from render.light import Sun, shares
from render.style import (
    BY_SURFACE,
    BY_THEME,
    GROUND,
    GROUND_ORDER,
    OUTLINED,
    PLASTER,
    SELECTED,
    SELECTED_OBJECT,
    WINS,
    YIELDS,
    class_colours,
    ground_colours,
    legend_colours,
    object_colours,
    surface_colours,
    themes_of,
)
from tests.render.towns import street


def test_every_theme_has_a_colour():
    assert set(BY_THEME) == set(THEMES) | {OTHER}
    assert OUTLINED | set(GROUND_ORDER) <= set(BY_THEME)
    assert not OUTLINED & set(GROUND_ORDER)


def test_objects_by_their_theme():
    kinds = ("Building", "WaterBody", "uro:UndergroundBuilding", "Whatever")
    assert themes_of(kinds) == ["Buildings", "Water", "Buildings", OTHER]
    assert object_colours(kinds).tolist() == [
        list(BY_THEME[t]) for t in ("Buildings", "Water", "Buildings", OTHER)
    ]
    assert object_colours(()).shape == (0, 3)


def test_surfaces_by_the_end_of_their_name():
    colours, known = surface_colours(("RoofSurface", "+GreenRoofSurface", "Thing"))
    assert known.tolist() == [True, True, False]
    assert (colours[:2] == BY_SURFACE["RoofSurface"]).all()


def test_banks_in_the_sun_do_not_glow_beside_level_ground():
    angles = np.radians(np.arange(0, 90, 3))
    away, up = Sun().direction()[:2], Sun().direction()[2]
    normals = np.column_stack([np.outer(np.sin(angles), away / np.hypot(*away)), np.cos(angles)])
    seen = (ground_colours(normals) * shares(normals, Sun())).max(1)
    assert up < 0.6 and ground_colours(normals)[0].tolist() == list(GROUND)
    assert seen.max() < 245 and seen.max() < seen[0] + 20  # a plain one showed 299: white
    assert (np.diff(ground_colours(normals)[:, 0].astype(int)) <= 0).all()
    assert (ground_colours(-normals) == ground_colours(normals)).all()


def test_every_class_of_points_has_a_colour():
    assert class_colours(np.arange(256, dtype=np.uint8)).shape == (256, 3)


# Machado, Oliveira, Fernandes (2009), severity 1, on linear colours
SEEN_BY = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


@pytest.mark.parametrize("eyes", SEEN_BY)
@pytest.mark.parametrize("mark", [SELECTED, SELECTED_OBJECT])
def test_the_selection_stands_out_from_plaster_in_every_colour_vision(eyes, mark):
    linear = [(np.array(c) / 255) ** 2.2 for c in (mark, PLASTER)]
    seen = [np.clip(np.array(SEEN_BY[eyes]) @ c, 0, 1) ** (1 / 2.2) * 255 for c in linear]
    assert np.linalg.norm(seen[0] - seen[1]) > 60


def test_a_legend_colours_its_objects_and_leaves_all_others_alone():
    style = Style("graduated", Trait("measure", "height"), missing="#0a0b0c")
    number = np.array([OUTSIDE, NONE, 0, 1], np.int16)
    legend = Legend(style, (Entry((1, 2, 3), 1), Entry((4, 5, 6), 1)), 1, number)
    objects, faces = legend_colours(legend)
    assert faces is None and objects.tolist() == [
        [0, 0, 0, 0],
        [10, 11, 12, YIELDS],
        [1, 2, 3, WINS],
        [4, 5, 6, WINS],
    ]


def test_a_legend_of_faces_colours_each_by_its_own_value():
    measured = Measured(street(1))
    style = Style("categorised", Trait("surface", "facing(wall)"), classes=9)
    objects, faces = legend_colours(legend_of(style, measured))
    walls = faces.of("2", np.arange(6))
    assert objects is None and (walls[[0, 5]] == 0).all()  # floor and roof keep their own
    assert len({tuple(colour) for colour in walls[1:5].tolist()}) == 4
    assert (walls[1:5, 3] == WINS).all()
