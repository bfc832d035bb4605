import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QSpinBox

from app import theme


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    parts = [c / 255 for c in QColor(colour).getRgb()[:3]]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", theme.THEMES)
def test_everything_written_can_be_read(name):
    colours = theme.THEMES[name]
    for back in (colours.paper, colours.field, colours.tint):
        assert contrast(colours.ink, back) >= 7
        assert contrast(colours.grey, back) >= 4.0
    for ink in (colours.warning, colours.error):
        assert contrast(ink, colours.paper) >= 4.5


def test_a_theme_dresses_the_whole_program(qapp):
    theme.apply(qapp, "dark")
    assert theme.current() is theme.DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(theme.DARK.paper)
    assert "@" not in qapp.styleSheet()
    assert theme.apply(qapp, "no such theme") is theme.LIGHT
    assert theme.current() is theme.LIGHT


def test_numbers_do_not_touch_the_edge_of_their_field(qtbot, dressed):
    field = QSpinBox()  # whose left padding Qt passes over
    qtbot.addWidget(field)
    field.show()
    assert field.alignment() & Qt.AlignmentFlag.AlignRight
