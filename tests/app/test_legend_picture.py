"""Legends as they are laid out and painted: everything inside, nothing clipped."""

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QGuiApplication

from app.legend_picture import LegendSketch, Line, legend_picture, lines_of
from app.theme import DARK, LIGHT
from city.legend import NONE, Entry, Legend
from city.style import Rule, Style, Trait
from city.values import Values

HEIGHT = Trait("measure", "height")


def legend():
    numbers = np.array([1.0, 5.0, np.nan])
    values = Values(HEIGHT, numbers, None, (), numbers < 9, "m", badge="derived")
    entries = (Entry((255, 0, 0), 1200, "", 1, 4), Entry((0, 0, 255), 0, "", 4, 5))
    return Legend(
        Style("graduated", HEIGHT, missing="#00ff00"),
        entries,
        7,
        np.array([0, 1, NONE], np.int16),
        values,
        (4.0,),
    )


def colours_of(picture):
    """(rows, columns, 3): the pixels of a picture."""
    picture = picture.convertToFormat(picture.Format.Format_RGB888)
    flat = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1)
    return flat[:, : picture.width() * 3].reshape(picture.height(), -1, 3).copy()


def has(picture, colour):
    return bool((np.abs(colours_of(picture).astype(int) - colour) < 3).all(2).any())


def test_the_lines_of_a_legend(qapp):
    lines = lines_of(legend(), "Buildings", "town.gml")
    assert [(line.text, line.count, line.entry) for line in lines] == [
        ("Height (m)", "", None),
        ("Buildings", "", None),
        ("1 – 4", "1,200", 0),
        ("4 – 5", "0", 1),
        ("no data", "7", NONE),
        ("town.gml", "", None),
    ]
    assert lines[-1].badge == "derived"


def test_rules_have_all_others(qapp):
    style = Style("rule", rules=(Rule("height > 3", "#ff0000"),))
    ruled = Legend(style, (Entry((255, 0, 0), 2, "height > 3"),), 5, np.zeros(3, np.int16))
    texts = [line.text for line in lines_of(ruled, "Buildings")]
    assert texts == ["Buildings", "height > 3", "all others"]


def test_every_line_has_its_place(qapp):
    sketch = LegendSketch(lines_of(legend(), "Buildings", "town.gml"), QGuiApplication.font())
    bottoms = [place.bottom() for place in sketch.places]
    assert bottoms == sorted(bottoms)
    assert bottoms[-1] < sketch.height
    assert sketch.at(QPointF(20, sketch.places[2].center().y())) == 2
    assert sketch.at(QPointF(20, sketch.height + 50)) is None


def test_a_picture_in_light_and_dark_at_any_scale(qapp):
    lines = lines_of(legend(), "Buildings", "town.gml")
    small = legend_picture(lines, LIGHT, QFont(), 1.0)
    large = legend_picture(lines, DARK, QFont(), 3.0)
    assert abs(large.width() - 3 * small.width()) <= 3
    for picture in (small, large):
        for colour in ((255, 0, 0), (0, 0, 255), (0, 255, 0)):
            assert has(picture, colour)
    assert has(small, (255, 255, 255))
    assert not has(large, (255, 255, 255))


def test_a_long_name_is_shortened_and_not_clipped(qapp):
    long = Line("A very long name " * 20, "class", 0, (1, 2, 3), "12")
    assert LegendSketch([long], QFont()).width <= 330
    assert LegendSketch([], QFont()).height < 30
