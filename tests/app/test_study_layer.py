"""The study over the city: in the picture, in the legend, and at a place."""

from dataclasses import replace

import numpy as np
import pytest

from app.on_the_table import Selection, Study
from app.study_layer import StudyLayer, colours_in, study_lines
from city.layer import Quantity
from tests.app.standin import StandIn, town_document
from tests.city.house_layer import HOURS, box_layer

VERDICT = Quantity(
    "hours", "Verdict", scale="classes", names=("passes", "fails"), tones=("good", "bad")
)


class Card:
    """Stands in for the legend."""

    lines = ()

    def show_study(self, lines):
        self.lines = lines


@pytest.fixture
def table(qtbot):
    document, viewport, card = town_document(), StandIn(None), Card()
    qtbot.addWidget(viewport)
    shown = StudyLayer(document, viewport, card)
    return document, viewport, card, shown


def lay(document, **more):
    layer = box_layer()
    document.lay_study(Study(layer, "hours", "Plan A", **more))
    return layer


def test_it_is_laid_once_and_then_only_looked_at(table):
    document, viewport, card, _ = table
    layer = lay(document)
    assert [name for name, *_ in viewport.told] == ["lay_study", "look_at_study"]
    assert viewport.told[0][1] is layer
    document.lay_study(Study(layer, "hours", "Plan A", opacity=0.5, visible=False))
    assert viewport.told[2:] == [("look_at_study", False, 0.5)]
    assert card.lines == []
    document.lay_study(None)
    assert viewport.told[-1] == ("take_study_off",)


def test_the_legend_names_what_it_shows_and_where_it_comes_from(table):
    document, _, card, _ = table
    lay(document)
    texts = [line.text for line in card.lines]
    assert texts[0] == f"{HOURS.title} (h)" and texts[1] == "Plan A"
    assert card.lines[-1].badge == "simulated"
    assert sum(line.role == "class" for line in card.lines) >= 5


def test_bad_classes_are_hatched_and_empty_ones_left_out(table):
    layer = box_layer()
    values = {"hours": np.where(np.arange(len(layer.samples)) < 5, 1.0, np.nan).astype("f4")}
    layer = replace(layer, quantities=(VERDICT,), values=values)
    lines = study_lines(Study(layer, "hours", "Plan A"), colours_in(layer, "hours"))
    classes = [(line.text, line.hatched) for line in lines if line.role == "class"]
    assert classes == [("fails", True), ("no value", True)]


def test_it_tells_the_value_where_something_was_hit(table):
    document, _, _, shown = table
    layer = lay(document)
    row = 7
    point = tuple(float(x) for x in layer.samples.points[row])
    thing = Selection("1/city", None, 0, point=point)
    value = layer.values["hours"][row]
    assert shown.words_at(thing) == f"{HOURS.title} {value:.1f} h"
    assert shown.words_at(Selection("1/city", None, 0, point=(500.0, 500.0, 500.0))) == ""
    assert shown.words_at(Selection("1/city", None, 0)) == ""
    document.lay_study(None)
    assert shown.words_at(thing) == ""
