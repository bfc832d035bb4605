"""Every value of a categorised style has a swatch."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

from app.value_colours import ValueColours
from city.legend import Entry, Legend
from city.style import Style, Trait
from city.values import Values

USE = Trait("attribute", "use")


def test_a_row_for_each_value_but_the_rest(qtbot):
    codes = np.array([0, 1], np.int32)
    values = Values(USE, None, codes, ("shop", "flats"), codes >= 0)
    entries = (
        Entry((1, 2, 3), 1, "shop"),
        Entry((4, 5, 6), 1200, "flats"),
        Entry((9, 9, 9), 3, rest=True),
    )
    legend = Legend(Style("categorised", USE), entries, 0, codes.astype(np.int16), values)
    widget = ValueColours()
    qtbot.addWidget(widget)
    widget.show_legend(legend)
    texts = [label.text() for label in widget.findChildren(QLabel)]
    assert texts == ["shop", "1", "flats", "1,200"]
    counts = widget.findChildren(QLabel)[1::2]
    assert all(count.alignment() & Qt.AlignmentFlag.AlignRight for count in counts)
    with qtbot.waitSignal(widget.picked) as picked:
        widget.swatches[1]._take(QColor("#ff0000"))
    assert picked.args == ["flats", "#ff0000"]
    before = list(widget.swatches)
    widget.show_legend(legend)
    assert widget.swatches == before  # nothing new: nothing flickers
