"""The drawing of a cross-section: to scale, each part in its colour, with its width."""

from itertools import pairwise

import pytest
from PySide6.QtGui import QColor

from app.panels.section_picture import COLOURS, DEEP, FIGURES, GROUND, SIDE, SectionPicture
from app.sketch.making import SECTIONS
from city.edits.structures import STREET


@pytest.fixture
def picture(qtbot):
    made = SectionPicture()
    qtbot.addWidget(made)
    made.resize(260, 132)
    return made


def test_every_part_of_a_street_has_its_colour():
    assert COLOURS.keys() == STREET.keys()
    assert FIGURES.keys() <= STREET.keys()


@pytest.mark.parametrize("name", SECTIONS)
def test_parts_are_drawn_to_scale_side_by_side(picture, name):
    picture.show_lanes(SECTIONS[name])
    spans = picture._spans()
    scales = [(b - a) / width for (a, b), (_, width) in zip(spans, picture.lanes, strict=True)]
    assert scales == pytest.approx([scales[0]] * len(scales))
    assert all(one[1] == pytest.approx(other[0]) for one, other in pairwise(spans))
    assert spans[0][0] >= SIDE - 0.01 and spans[-1][1] <= 260 - SIDE + 0.01
    image = picture.grab().toImage()
    for (left, right), (kind, _) in zip(spans, picture.lanes, strict=True):
        seen = image.pixelColor(round((left + right) / 2), round(GROUND + DEEP - 3))
        assert seen == QColor(COLOURS[kind])


def test_the_marked_part_has_an_edge(picture):
    picture.show_lanes(SECTIONS["street"])
    before = picture.grab().toImage()
    picture.mark(2)
    assert picture.grab().toImage() != before


def test_it_is_told_to_those_who_cannot_see_it(picture):
    picture.show_lanes((("pavement", 2.5), ("water", 12.0)))
    assert picture.accessibleDescription() == "pavement 2.50 m, water 12.00 m"


def test_parts_as_thin_as_a_hair_are_drawn(picture):
    picture.show_lanes([(kind, 0.1) for kind in COLOURS] + [("water", 200.0)])
    assert not picture.grab().toImage().isNull()
