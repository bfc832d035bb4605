"""The row of a study: what it says, and what it changes."""

import pytest
from PySide6.QtWidgets import QToolButton

from app.on_the_table import Study
from app.panels.layer_rows import LEFT, RIGHT, LayerRow, StudyRow
from tests.app.standin import town_document
from tests.city.layers import layer


@pytest.fixture
def row(qtbot):
    document = town_document()
    document.lay_study(Study(layer(), layer().quantities[0].key, "Plan A"))
    made = StudyRow(document)
    made.show_study(document.study)
    qtbot.addWidget(made)
    return made, document


def test_it_names_the_quantity_and_where_it_comes_from(row):
    made, document = row
    values = document.study.values
    assert made.name.text() == values.quantities[0].title
    assert "Plan A" in made.name.toolTip()
    assert made.badge.text() == values.badge


def test_it_is_hidden_faded_and_taken_away(row):
    made, document = row
    made.eye.setChecked(False)
    assert document.study.visible is False
    made.opacity.setValue(40)
    assert document.study.opacity == 0.4
    made.findChild(QToolButton).click()
    assert document.study is None


def test_a_study_that_the_plan_has_outgrown_says_so(row):
    made, document = row
    made.show_study(Study(document.study.values, document.study.quantity, "Plan A", stale=True))
    assert made.badge.text() == "out of date"


def test_a_layers_name_has_room_before_its_count(qtbot):
    document = town_document()
    shown = next(iter(document.layers.values()))
    made = LayerRow(shown, document)
    qtbot.addWidget(made)
    made.resize(300, 30)
    made.show()
    assert not made.count.isHidden() and made.toolTip() == ""
    around = LEFT + RIGHT + made.eye.width() + 12 + made.more.width() + 4 * made._top.spacing()
    both = made.name.sizeHint().width() + made.count.sizeHint().width()
    made.resize(around + both, 30)
    assert not made.count.isHidden()  # there is just room for both
    made.resize(around + both - 1, 30)
    assert made.count.isHidden() and made.toolTip() == made.count.text() != ""
