"""The lines of the table take the keys that are theirs."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.attribute_lines import CTRL, Lines
from app.attribute_model import AttributeModel
from city.measured import Measured
from tests.city.toy import town


@pytest.fixture
def lines(qtbot):
    made = Lines()
    model = AttributeModel(made)
    model.lay(Measured(town().freeze()), np.arange(7, dtype=np.int32), [("own", "id")])
    made.setModel(model)
    qtbot.addWidget(made)
    made.show()
    made.setCurrentIndex(model.index(0, 0))
    return made


@pytest.mark.parametrize(
    ("key", "keys", "signal"),
    [
        (Qt.Key.Key_A, CTRL, "every"),
        (Qt.Key.Key_C, CTRL, "copied"),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "flown"),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, "picked"),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, "picked"),
    ],
)
def test_keys(lines, qtbot, key, keys, signal):
    with qtbot.waitSignal(getattr(lines, signal)):
        QTest.keyClick(lines, key, keys)
