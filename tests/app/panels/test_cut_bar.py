import pytest

from app.document import Document
from app.panels.cut_bar import STEPS, CutBar
from city.cutaway import Cutaway
from tests.app.standin import town_document


@pytest.fixture
def bar(qtbot):
    document = town_document()
    made = CutBar(document)
    qtbot.addWidget(made)
    made.measure((100.0, 50.0, 20.0), 200.0)
    return document, made


def test_it_shows_while_the_city_is_cut(bar):
    document, made = bar
    assert made.isHidden()
    document.cut(Cutaway("upright", (100.0, 50.0, 20.0), 90.0))
    assert not made.isHidden()
    assert made.place.value() == STEPS // 2 and made.turn.value() == 90
    made.whole.click()
    assert document.cutaway is None and made.isHidden()


def test_sliding_moves_the_cut_along_its_direction(bar):
    document, made = bar
    document.cut(Cutaway("upright", (100.0, 50.0, 20.0), 90.0))
    made.place.setValue(STEPS)
    assert document.cutaway.place == pytest.approx((300.0, 50.0, 20.0))
    assert made.where.text() == "200 m"
    made.place.setValue(0)
    assert document.cutaway.place == pytest.approx((-100.0, 50.0, 20.0))


def test_a_level_cut_says_its_height_and_needs_no_direction(bar):
    document, made = bar
    document.cut(Cutaway("upright", (100.0, 50.0, 20.0), 90.0))
    made.kinds["level"].click()
    assert document.cutaway.kind == "level"
    assert made.where.text() == "at 20.0 m" and made.turn.isHidden()


def test_the_other_side_is_a_turn_by_half(bar):
    document, made = bar
    document.cut(Cutaway("upright", (100.0, 50.0, 20.0), 300.0))
    made.flip.click()
    assert document.cutaway.azimuth == 120


def test_a_box_has_a_width(bar):
    document, made = bar
    document.cut(Cutaway("box", (100.0, 50.0, 20.0), 0.0, (100.0, 100.0, 100.0)))
    assert not made.side.isHidden() and made.side.value() == 100
    made.side.setValue(250)
    assert document.cutaway.size[:2] == (250.0, 250.0)


def test_an_empty_table_is_not_cut(qtbot):
    document = Document()
    made = CutBar(document)
    qtbot.addWidget(made)
    made.place.setValue(10)
    assert document.cutaway is None
