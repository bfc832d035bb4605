"""The style page: each choice is in the document at once, and can be undone."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QFileDialog

from app.panels.style import EACH, StylePage
from app.styling import Styling
from app.tasks import Tasks
from city.style import Rule, Style, Trait, read_style
from tests.app.standin import town_document

HEIGHT = Trait("measure", "height")


@pytest.fixture
def page(qtbot):
    document, tasks = town_document(), Tasks()
    styling = Styling(document, tasks)
    made = StylePage(document, styling)
    qtbot.addWidget(made)
    made.show()

    def wait():
        qtbot.waitUntil(lambda: not tasks.running)

    made.wait = wait
    made.document = document
    yield made
    tasks.close()


def choose(box, what):
    found = next(k for k in range(box.count()) if box.itemData(k) == what)
    box.setCurrentIndex(found)
    box.activated.emit(found)


def style(page):
    return page.document.layers[page.key].style


def test_what_the_layer_can_be_coloured_by(page):
    offered = [page.by.itemData(k) for k in range(page.by.count())]
    assert offered[:2] == [None, "plain"]
    assert HEIGHT in offered
    assert Trait("attribute", "storeys") in offered
    heading = page.by.model().item(offered.index("heading"))
    assert not heading.isEnabled()


def test_the_surfaces_of_the_layer_may_be_coloured_too(page):
    slope = Trait("surface", "slope(roof)")
    choose(page.by, slope)
    assert style(page) == Style("graduated", slope, "own", breaks=(5.0, 15.0, 30.0, 45.0, 60.0))
    page.wait()
    assert page.histogram.isVisible() and page.histogram.breaks == [5, 15, 30, 45, 60]
    assert page._styling.legends[page.key].faces is not None


def test_it_says_that_colours_lie_over_the_photos(page):
    layer = page.document.layers[page.key]
    page.document.layers[page.key] = replace(layer, textured=True)
    page.document.set_layer(page.key, textures=True)
    assert page.textures.isVisible() and not page.covered.isVisible()
    choose(page.by, HEIGHT)
    assert "no value keeps its photo" in page.covered.text() and page.covered.isVisible()
    page.document.set_layer(page.key, textures=False)
    assert not page.covered.isVisible()


def test_colour_by_height_and_back(page):
    choose(page.by, HEIGHT)
    assert style(page) == Style("graduated", HEIGHT)
    page.wait()
    assert page.histogram.isVisible()
    assert page.histogram.breaks
    choose(page.by, None)
    assert style(page) is None
    assert not page.histogram.isVisible()
    page.document.undo()
    assert style(page) == Style("graduated", HEIGHT)
    page.document.undo()
    assert style(page) is None


def test_classes_and_colours(page):
    choose(page.by, HEIGHT)
    page.wait()
    choose(page.method, "natural")
    page.classes.setValue(3)
    page.palette_.setCurrentText("magma")
    page.turned.setChecked(True)
    page.missing.picked.emit("#aabbcc")
    assert style(page) == Style(
        "graduated", HEIGHT, "natural", 3, palette="magma", reversed=True, missing="#aabbcc"
    )
    page.document.undo()
    assert style(page).missing == Style().missing
    assert page.missing.colour == Style().missing


def test_a_dragged_break_is_one_step(page):
    choose(page.by, HEIGHT)
    page.wait()
    (cut, *_) = page.histogram.breaks
    page.histogram.moving.emit((cut + 1,))
    page.histogram.moving.emit((cut + 2,))
    assert style(page).breaks == (cut + 2,)
    page.histogram.moved.emit((cut + 2,))
    assert (style(page).method, style(page).breaks) == ("own", (cut + 2,))
    page.document.undo()
    assert style(page) == Style("graduated", HEIGHT)


def test_a_colour_for_each_value(page):
    choose(page.by, Trait("class", "kind"))
    page.wait()
    assert page.method.currentData() == EACH
    assert not page.histogram.isVisible()
    assert page.value_colours.isVisible()
    page.value_colours.picked.emit("Building", "#ff0000")
    assert style(page).own == (("Building", "#ff0000"),)


def test_opacity_and_exaggeration(page):
    page.opacity.setValue(40)
    assert page.document.layers[page.key].opacity == 0.4
    page.exaggeration.setValue(25)
    assert page.document.exaggeration == 2.5
    assert page.factor.text() == "× 2.5"


def test_styles_as_files(page, tmp_path):
    choose(page.by, HEIGHT)
    page.opacity.setValue(50)
    path = tmp_path / "a.maquette-style.json"
    page.save_to(path)
    assert read_style(path.read_text("utf-8")) == Style("graduated", HEIGHT, opacity=0.5)
    choose(page.by, None)
    page.opacity.setValue(100)
    page.load_from(path)
    assert style(page).by == HEIGHT
    assert page.document.layers[page.key].opacity == 0.5


def test_files_that_are_no_styles_are_explained(page, qtbot, tmp_path):
    path = tmp_path / "bad.maquette-style.json"
    path.write_text('{"maquette-style": 1, "colour": "red"}')
    with qtbot.waitSignal(page.trouble) as trouble:
        page.load_from(path)
    assert trouble.args[0].startswith('bad.maquette-style.json: "colour" must be a colour')
    assert style(page) is None
    with qtbot.waitSignal(page.trouble) as trouble:
        page.save_to(tmp_path / "nowhere" / "x.maquette-style.json")
    assert "could not be written" in trouble.args[0]


def test_the_dialogs_open(page, qtbot):
    for ask in (page.ask_save, page.ask_load):
        ask()
        (dialog,) = page.findChildren(QFileDialog)
        dialog.reject()
        qtbot.waitUntil(lambda: not page.findChildren(QFileDialog))


def test_rules_are_written_line_by_line(page, qtbot):
    choose(page.by, "rules")
    assert style(page).kind == "rule"
    page.wait()
    page.rules.add()
    row = page.rules.rows[-1]
    row.where.setText("height > 1")
    row.where.editingFinished.emit()
    assert style(page).rules[-1] == Rule("height > 1", row.swatch.colour)
    page.wait()
    legend = page._styling.legends[page.key]
    assert [entry.count for entry in legend.entries] == [1, 1]
