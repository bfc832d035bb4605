"""Fields stand in line with their names, and come and go with them."""

from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox

from app.form import NAMES, Form


def test_a_field_with_its_name(qtbot):
    form = Form()
    qtbot.addWidget(form)
    count, colours = QSpinBox(), QComboBox()
    colours.addItem("a name that is longer than any panel is wide " * 5)
    form.row("How many", count)
    form.row("Colours", colours)
    form.resize(240, 100)
    form.show()
    assert [label.text() for label in form.findChildren(QLabel)] == ["How many", "Colours"]
    assert count.accessibleName() == "How many"
    assert count.x() == colours.x() >= NAMES
    assert colours.geometry().right() < 240
    form.show_row(count, False)
    shown = [label.text() for label in form.findChildren(QLabel) if label.isVisible()]
    assert shown == ["Colours"]
    assert not count.isVisible()
    form.rename(colours, "Shades")
    assert colours.accessibleName() == "Shades"
