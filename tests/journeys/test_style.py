"""A planner colours a city: by roof, by height, in own classes, and sees it with other eyes."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from city.style import Trait, read_style
from tests.journeys.test_first_city import LONG, drop, settled
from tests.shared import DATA, needs_data

HAGUE = DATA / "citygml" / "1.0" / "DenHaag_01.zip"
LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


def wait_coloured(window, qtbot, key=""):
    """Until the styles are worked out, and the picture stands."""
    styling = window.table.styling

    def ready():
        styled = [k for k, layer in window.document.layers.items() if layer.style is not None]
        return all(k in styling.legends for k in styled) and settled(window)

    qtbot.waitUntil(ready, timeout=LONG)
    qtbot.wait(100)
    qtbot.waitUntil(ready, timeout=LONG)


def choose(box, what, qtbot):
    """Choose an item of a list as a person does, by its data."""
    found = next(k for k in range(box.count()) if box.itemData(k) == what)
    box.setCurrentIndex(found)
    box.activated.emit(found)


@needs_data
def test_styles_of_the_hague(window, qtbot, journey, tmp_path):
    drop(window, HAGUE)
    qtbot.waitUntil(lambda: bool(window.document.opened), timeout=LONG)
    wait_coloured(window, qtbot)
    page, legend = window.table.style_page, window.table.legend
    window.turn_to("style")
    journey(window, "the style page")
    assert not legend.isVisible()

    choose(page.by, Trait("attribute", "roofType"), qtbot)
    wait_coloured(window, qtbot)
    assert legend.isVisible()
    journey(window, "by roof type")

    choose(page.by, Trait("measure", "height"), qtbot)
    wait_coloured(window, qtbot)
    journey(window, "by height")

    choose(page.method, "natural", qtbot)
    wait_coloured(window, qtbot)
    drag_first_break(page.histogram, 60)
    wait_coloured(window, qtbot)
    assert window.document.layers[page.key].style.method == "own"
    journey(window, "a break is dragged")

    line = next(k for k, told in enumerate(legend.page.sketch.lines) if told.entry == 4)
    place = legend.page.sketch.places[line].center().toPoint()
    QTest.mouseClick(legend.page, LEFT, NO_KEY, place)
    entry = window.table.styling.legends[page.key].entries[4]
    assert len(window.document.chosen.rows) >= entry.count > 0
    wait_coloured(window, qtbot)
    journey(window, "a class is clicked")
    window.document.choose(None)

    page.save_to(tmp_path / "tall.maquette-style.json")
    assert read_style((tmp_path / "tall.maquette-style.json").read_text("utf-8")).method == "own"
    window.document.undo()
    window.document.undo()
    wait_coloured(window, qtbot)
    assert window.document.layers[page.key].style.method == "quantile"
    page.load_from(tmp_path / "tall.maquette-style.json")
    wait_coloured(window, qtbot)
    assert window.document.layers[page.key].style.method == "own"

    for sight in ("Deuteranopia", "Greyscale", ""):
        window.actions_.sights[sight].trigger()
        wait_coloured(window, qtbot)
        journey(window, f"seen with {sight or 'all colours'}")

    window.document.exaggerate(3.0)
    wait_coloured(window, qtbot)
    journey(window, "three times as high")
    window.document.exaggerate(1.0)
    window.wear("dark")
    wait_coloured(window, qtbot)
    journey(window, "dark")


def drag_first_break(histogram, pixels):
    """Take the first line between two classes and move it to the right."""
    place = QPoint(round(histogram._x(histogram.breaks[0])), 40)
    QTest.mousePress(histogram, LEFT, NO_KEY, place)
    for step in range(1, 6):
        QTest.mouseMove(histogram, place + QPoint(round(pixels * step / 5), 0))
    QTest.mouseRelease(histogram, LEFT, NO_KEY, place + QPoint(pixels, 0))
