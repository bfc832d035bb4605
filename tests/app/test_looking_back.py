from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.app.planned import edit
from tests.app.test_scenarios import scenarios, window

__all__ = ["window"]


def test_the_baseline_shows_while_the_key_is_held(window):
    window.studio.do(edit("demolish", objects=["house"]))
    scenarios(window).peek.trigger()
    assert window.bar.scenario.name == "Baseline" and window.document.gone == {}
    repeated = QKeyEvent(
        QEvent.Type.KeyRelease, Qt.Key.Key_V, Qt.KeyboardModifier.NoModifier, "v", True
    )
    QApplication.sendEvent(window, repeated)
    assert window.bar.scenario.name == "Baseline"  # the key is still down
    QTest.keyRelease(window, Qt.Key.Key_V)
    assert window.bar.scenario.name == "Plan A" and window.document.gone
    scenarios(window).peek.trigger()  # from the palette: until it is asked for again
    scenarios(window).peek.trigger()
    assert window.bar.scenario.name == "Plan A"


def test_the_mouse_holds_it_too(window):
    window.studio.do(edit("demolish", objects=["house"]))
    button = scenarios(window).page.compare
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    assert window.bar.scenario.name == "Baseline" and window.document.gone == {}
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert window.bar.scenario.name == "Plan A" and window.document.gone
