"""A planner colours a city: by roof, by height, in own classes, and sees it with other eyes."""

import itertools

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest

import assets
from app.on_the_table import Selection
from app.trait_box import RULES
from city.colour_vision import SIGHT, difference, lab, seen
from city.measure import boxes
from city.palettes import PALETTES
from city.style import Trait, read_style
from tests.journeys.conftest import PICTURES
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

    choose(page.by, Trait("surface", "slope(roof)"), qtbot)
    wait_coloured(window, qtbot)
    assert sum(e.count for e in window.table.styling.legends[page.key].entries) > 2000
    journey(window, "each roof by its slope")
    choose(page.by, Trait("measure", "height"), qtbot)
    wait_coloured(window, qtbot)

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

    for sight in ("Protanopia", "Deuteranopia", "Tritanopia", "Greyscale", ""):
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


def test_colours_over_photos(window, qtbot, journey):
    window.open_paths([assets.path("sample")])
    qtbot.waitUntil(lambda: bool(window.document.opened), timeout=LONG)
    wait_coloured(window, qtbot)
    page = window.table.style_page
    buildings = next(k for k, y in window.document.layers.items() if y.name == "Buildings")
    page.layer.setCurrentIndex(page.layer.findData(buildings))
    window.document.set_layer(buildings, textures=True)
    window.turn_to("style")
    choose(page.by, Trait("surface", "kind(surface)"), qtbot)
    wait_coloured(window, qtbot)
    journey(window, "the kinds of surfaces over the photos")
    choose(page.by, Trait("surface", "slope(roof)"), qtbot)
    wait_coloured(window, qtbot)
    assert page.covered.isVisible()
    city = window.document.layers[buildings].thing
    tower = int(np.nanargmax(boxes(city, "2")[:, 1, 2]))  # of the district that has photos
    window.document.select(Selection(buildings, city, tower))
    window.table.frame_selection()
    window.document.select(None)
    window.turn_to("style")
    wait_coloured(window, qtbot)
    journey(window, "roofs by slope and walls as photos")
    choose(page.by, None, qtbot)
    wait_coloured(window, qtbot)
    assert not page.covered.isVisible()
    journey(window, "photos alone")


@needs_data
def test_rules_and_a_survey(window, qtbot, journey):
    drop(window, DATA / "demo-delft" / "delft_3dfier.city.json")
    qtbot.waitUntil(lambda: bool(window.document.opened), timeout=LONG)
    window.open_paths([DATA / "demo-delft" / "ahn3_cropped_1.laz"], add=True, crs="EPSG:28992")
    qtbot.waitUntil(lambda: len(window.document.opened) == 2, timeout=LONG)
    wait_coloured(window, qtbot)
    page = window.table.style_page
    window.turn_to("style")
    choose(page.by, RULES, qtbot)
    page.rules.rows[0].where.setText("footprint > 500")
    page.rules.rows[0].where.editingFinished.emit()
    for where in ("footprint > 100", "footprint < 50"):
        page.rules.add()
        page.rules.rows[-1].where.setText(where)
        page.rules.rows[-1].where.editingFinished.emit()
    wait_coloured(window, qtbot)
    counts = [entry.count for entry in window.table.styling.legends[page.key].entries]
    assert min(counts) > 0
    journey(window, "by rules")

    points = next(k for k, y in window.document.layers.items() if y.group == "Points")
    page.layer.setCurrentIndex(page.layer.findData(points))
    for name in ("class", "height"):
        choose(page.by, Trait("point", name), qtbot)
        wait_coloured(window, qtbot)
        journey(window, f"points by {name}")


def test_the_default_palettes_as_others_see_them(qapp):
    """A sheet of the default palettes in five and seven classes, under each simulated sight."""
    sheet = QImage(1200, 60 + 76 * len(SHOWN), QImage.Format.Format_RGB888)
    sheet.fill(QColor("white"))
    painter = QPainter(sheet)
    sights = ("", *SIGHT)
    for column, sight in enumerate(sights):
        painter.drawText(QRect(170 + 205 * column, 16, 200, 24), sight or "All colours")
    least = []
    for row, (name, count) in enumerate(SHOWN):
        colours = PALETTES[name].colours(count)
        pairs = list(itertools.combinations(range(count), 2))
        if PALETTES[name].use != "qualitative":
            pairs = list(itertools.pairwise(range(count)))
        painter.drawText(QRect(16, 62 + 76 * row, 150, 40), f"{name}\n{count} colours")
        for column, sight in enumerate(sights):
            view = seen(colours, sight) if sight else colours
            apart = min(float(difference(lab(view[a]), lab(view[b]))) for a, b in pairs)
            left, top = 170 + 205 * column, 56 + 76 * row
            for k, colour in enumerate(view.tolist()):
                edges = [left + 195 * at // count for at in (k, k + 1)]
                place = QRect(edges[0], top, edges[1] - edges[0], 36)
                painter.fillRect(place, QColor(*colour))
            painter.drawText(QRect(left, top + 38, 200, 18), f"least difference {apart:.1f}")
            if sight != "Greyscale":
                least.append(apart)
    painter.end()
    folder = PICTURES / "colour_vision"
    folder.mkdir(parents=True, exist_ok=True)
    assert sheet.save(str(folder / "palettes.png"))
    assert min(least) > 4


SHOWN = [
    ("viridis", 5),
    ("viridis", 7),
    ("cividis", 7),
    ("magma", 7),
    ("Orange to purple", 7),
    ("Tol light", 8),
    ("Okabe-Ito", 8),
    ("Tol muted", 9),
]


def drag_first_break(histogram, pixels):
    """Take the first line between two classes and move it to the right."""
    place = QPoint(round(histogram._x(histogram.breaks[0])), 40)
    QTest.mousePress(histogram, LEFT, NO_KEY, place)
    for step in range(1, 6):
        QTest.mouseMove(histogram, place + QPoint(round(pixels * step / 5), 0))
    QTest.mouseRelease(histogram, LEFT, NO_KEY, place + QPoint(pixels, 0))
