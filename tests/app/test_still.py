from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QSlider

from app.still import StillCombo, StillSlider


def scroll(widget):
    """Turn the wheel over it by a notch; whether it took that."""
    place, none = QPointF(5, 5), Qt.MouseButton.NoButton
    wheel = QWheelEvent(
        *(place, place, QPoint(), QPoint(0, -120), none),
        *(Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(widget, wheel)
    return wheel.isAccepted()


def test_the_wheel_scrolls_past_them(qtbot):
    for still, usual in ((StillSlider, QSlider), (StillCombo, QComboBox)):
        moved = []
        for kind in (still, usual):
            field = kind()
            qtbot.addWidget(field)
            if isinstance(field, QSlider):
                field.setValue(50)
            else:
                field.addItems(["a", "b", "c"])
                field.setCurrentIndex(1)
            was = field.value() if isinstance(field, QSlider) else field.currentIndex()
            taken = scroll(field)
            now = field.value() if isinstance(field, QSlider) else field.currentIndex()
            moved.append((taken, now != was))
        assert moved == [(False, False), (True, True)]
