"""Palettes are offered as strips, and say where they come from."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from app.palette_picker import PalettePicker, Swatch, strip
from city.palettes import PALETTES


@pytest.mark.parametrize("numbers", [True, False])
def test_what_suits_is_offered(qtbot, numbers):
    picker = PalettePicker()
    qtbot.addWidget(picker)
    seen = []
    picker.currentTextChanged.connect(seen.append)
    chosen = "magma" if numbers else "Tol muted"
    picker.offer(numbers, False, chosen)
    names = {picker.itemText(k) for k in range(picker.count())}
    assert names == {n for n, p in PALETTES.items() if (p.use != "qualitative") == numbers}
    assert picker.currentText() == chosen
    assert not seen  # only a person's choice is told
    told = picker.itemData(picker.currentIndex(), Qt.ItemDataRole.ToolTipRole)
    assert PALETTES[chosen].source in told


def test_a_strip_begins_and_ends_with_the_palettes_ends(qapp):
    for turned in (False, True):
        picture = strip("viridis", turned).toImage()
        ends = PALETTES["viridis"].colours(24, turned)[[0, -1]].tolist()
        middle = picture.height() // 2
        for x, colour in zip((2, picture.width() - 3), ends, strict=True):
            assert QColor(picture.pixel(x, middle)).getRgb()[:3] == tuple(colour)


def test_a_swatch_tells_a_new_colour(qtbot):
    swatch = Swatch("Without data", "#102030")
    qtbot.addWidget(swatch)
    with qtbot.waitSignal(swatch.picked) as picked:
        swatch._take(QColor("#405060"))
    assert picked.args == ["#405060"]
    assert swatch.colour == "#405060"
