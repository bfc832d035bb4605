"""The card over the city: a click on a class selects its objects, and it always fits."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip, QWidget

from app.legend_picture import Line
from app.legend_words import BADGES
from app.panels.legend import LegendCard, source_of
from app.styling import Styling
from app.tasks import Tasks
from city.style import Style, Trait
from tests.app.standin import row_of, town_document

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
HEIGHT = Style("graduated", Trait("measure", "height"), "own", breaks=(10.0,))


@pytest.fixture
def card(qtbot):
    document, tasks = town_document(), Tasks()
    around = QWidget()
    qtbot.addWidget(around)
    around.resize(800, 600)
    styling = Styling(document, tasks)
    made = LegendCard(around, document, styling)
    around.show()
    key = next(key for key, layer in document.layers.items() if layer.name == "Buildings")
    yield made, document, key, qtbot, styling
    tasks.close()


def colour(card):
    made, document, key, qtbot, styling = card
    with qtbot.waitSignal(styling.told):
        document.set_layer(key, style=HEIGHT)
    return made, document, key


def lines(made):
    return [(line.text, line.count) for line in made.page.sketch.lines]


def test_the_card_comes_and_goes_with_the_style(card):
    assert not card[0].isVisible()
    made, document, key = colour(card)
    assert made.isVisible()
    assert lines(made)[:4] == [
        ("Height (m)", ""),
        ("Buildings", ""),
        ("3 – 10", "1"),
        ("10 – 25", "1"),
    ]
    assert lines(made)[-1] == ("town.city.json", "")
    document.set_layer(key, visible=False)
    assert not made.isVisible()


def test_a_click_on_a_class_selects_its_objects(card):
    made, document, _ = colour(card)
    place = made.page.sketch.places[3].center().toPoint()
    QTest.mouseClick(made.page, LEFT, NO_KEY, place)
    tower = {row_of(document, ident) for ident in ("tower", "podium", "shaft")}
    assert set(document.chosen.rows.tolist()) == tower
    QTest.mouseClick(made.page, LEFT, NO_KEY, made.page.sketch.places[0].center().toPoint())
    assert set(document.chosen.rows.tolist()) == tower  # the heading selects nothing


def test_by_keyboard(card):
    made, document, _ = colour(card)
    made.page.setFocus()
    QTest.keyClick(made.page, Qt.Key.Key_Down)
    QTest.keyClick(made.page, Qt.Key.Key_Return)
    assert document.chosen.rows.tolist() == [row_of(document, "house")]


@pytest.mark.parametrize("height", [600, 160, 95])
def test_the_card_is_never_larger_than_its_room(card, height):
    made, _, _ = colour(card)
    made.parentWidget().resize(260, height)
    made.place(20)
    assert made.geometry().bottom() <= height - 20
    assert made.geometry().top() >= 0
    assert made.geometry().right() <= 260
    if made.height() < made.page.height():
        assert made.verticalScrollBar().maximum() > 0


def test_where_nothing_of_it_could_be_read_the_card_is_not_there(card):
    made, _, _ = colour(card)
    made.parentWidget().resize(260, 90)
    made.stay_below(60)
    assert made.isHidden()
    made.parentWidget().resize(260, 300)
    made.place(0)
    assert not made.isHidden() and made.y() >= 60


def test_the_source_of_a_layer(card):
    _, document, key, _, _ = card
    assert source_of(document.layers[key]) == "town.city.json"


def test_heights_that_are_not_true_are_said(card):
    made, document, *_ = card
    document.exaggerate(3.0)
    assert made.isVisible()
    assert lines(made) == [("Heights × 3", "")]
    document.exaggerate(1.0)
    assert not made.isVisible()


def test_the_card_on_paper(card):
    assert card[0].picture(2.0) is None
    made, _, _ = colour(card)
    picture = made.picture(2.0)
    assert picture.devicePixelRatio() == 2
    wanted = made.page.sketch.size
    assert abs(picture.width() - 2 * wanted.width()) <= 2


def test_the_card_is_seen_with_the_same_eyes_as_the_city(card):
    made, _, _ = colour(card)
    before = [line.colour for line in made.page.sketch.lines]
    made.see_as("Greyscale")
    greys = [line.colour for line in made.page.sketch.lines if line.colour is not None]
    assert len(greys) == 2
    assert all(red == green == blue for red, green, blue in greys)
    assert [line.colour for line in made.page.lines] == before  # on paper as they are
    made.see_as("")
    assert [line.colour for line in made.page.sketch.lines] == before


def test_what_the_colours_of_a_plan_mean_comes_first(card):
    made, _, _ = colour(card)
    planned = [
        Line("Change against baseline", "heading"),
        Line("removed", "class", colour=(230, 140, 20), hatched=True),
    ]
    made.show_plan(planned)
    assert lines(made)[:3] == [("Change against baseline", ""), ("removed", ""), ("Height (m)", "")]
    made.page.choose(1)  # it stands for no objects
    assert card[1].chosen is None
    made.show_plan([])
    assert lines(made)[0] == ("Height (m)", "")


def test_what_is_told_of_a_line_is_under_the_mouse(card, monkeypatch):
    told = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, words, widget: told.append(words))
    made = card[0]
    made.show_live([Line("between 8 stations", "source", badge="derived", tip="kriging")])
    place = made.page.sketch.places[0].center()
    nobody = Qt.MouseButton.NoButton
    made.page.mouseMoveEvent(
        QMouseEvent(QEvent.Type.MouseMove, place, place, nobody, nobody, NO_KEY)
    )
    assert told == [f"between 8 stations\nkriging\nderived: {BADGES['derived']}"]
