import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget

from app.on_the_table import Selection
from app.panels.overlay import Overlay, ScaleBar, round_length, together
from tests.app.standin import row_of, town_document


@pytest.mark.parametrize(
    ("given", "rounded"), [(150, 100), (99, 50), (0.34, 0.2), (7, 5), (1000, 1000), (0, 1)]
)
def test_a_scale_is_a_round_number(given, rounded):
    assert round_length(given) == pytest.approx(rounded)


def test_the_bar_is_as_long_as_it_says(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    bar = ScaleBar(parent)
    bar.measure(2.0)  # metres per pixel
    assert bar.words() == "200 m"
    assert bar.width() == 100 + 26
    bar.measure(100.0)
    assert bar.words() == "10 km"


def test_cards_stay_in_their_corners_and_thanks_are_given(qtbot):
    viewport = QWidget()
    qtbot.addWidget(viewport)
    viewport.resize(800, 600)
    overlay = Overlay(viewport, town_document())
    viewport.show()
    overlay.moved(30.0, 0.5)
    inside = viewport.rect()
    for card in (overlay.compass, overlay.scale, overlay.thanks):
        assert inside.contains(card.geometry())
    assert overlay.thanks.text() == "The people of Toytown"
    assert not overlay.thanks.geometry().intersects(overlay.scale.geometry())
    with qtbot.waitSignal(overlay.compass.clicked):
        qtbot.mouseClick(overlay.compass, Qt.MouseButton.LeftButton)


def test_all_thanks_are_readable_however_many_there_are(qtbot, monkeypatch):
    viewport, document = QWidget(), town_document()
    qtbot.addWidget(viewport)
    viewport.resize(900, 500)
    overlay = Overlay(viewport, document)
    viewport.show()
    owners = [f"Layer {k}, the office of survey number {k} (CC BY 4.0)" for k in range(5)]
    monkeypatch.setattr(type(document), "credits", owners)
    overlay.place()
    assert overlay.thanks.text() == " · ".join(owners)
    assert overlay.thanks.height() > 2 * overlay.thanks.fontMetrics().height()
    assert viewport.rect().contains(overlay.thanks.geometry())
    assert not overlay.thanks.geometry().intersects(overlay.scale.geometry())
    monkeypatch.setattr(type(document), "credits", owners + [f"{o} and more" for o in owners])
    overlay.place()
    assert overlay.thanks.text().endswith(" more") and "· and " in overlay.thanks.text()
    assert overlay.thanks.toolTip().count("\n") == 9  # all of them
    viewport.resize(200, 300)
    overlay.place()
    assert overlay.thanks.text() == "10 sources: see About, in Help"
    high = overlay.thanks.height()
    viewport.resize(900, 500)
    overlay.place()
    assert "· and " in overlay.thanks.text()
    monkeypatch.setattr(type(document), "credits", owners[:1])
    overlay.place()
    assert overlay.thanks.height() < high  # on one line again


def test_who_gave_several_layers_is_thanked_once():
    given = ["Rail, OSM (ODbL)", "Roof of the town, TU", "Land, TU; Roads, OSM (ODbL)", "A map"]
    assert together(given) == ["Rail, Roads, OSM (ODbL)", "Roof of the town, Land, TU", "A map"]
    assert together([]) == []


def test_what_the_mouse_is_over_is_named_beside_it(qtbot):
    viewport, document = QWidget(), town_document()
    qtbot.addWidget(viewport)
    viewport.resize(300, 200)
    viewport.show()
    overlay = Overlay(viewport, document)
    key, layer = next(iter(document.layers.items()))
    podium = row_of(document, "podium")
    overlay.hovered(Selection(key, layer.thing, podium), QPointF(295, 3))
    assert overlay.callout.text() == "Building part"
    assert viewport.rect().contains(overlay.callout.geometry())
    overlay.tell = lambda thing: "Height 25 m"
    overlay.hovered(Selection(key, layer.thing, podium), QPointF(20, 3))
    assert overlay.callout.text() == "Building part · Height 25 m"
    overlay.hovered(None, QPointF())
    assert not overlay.callout.isVisible()
