"""How soon the window is there, and whether it stays alive while a city loads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench import inputs
from tests.bench.measure import Row, python

# Seconds from the start of the process to the moment after the first paint.
PAINTED = """
from PySide6.QtCore import QEvent, QObject, QTimer
class Watch(QObject):
    def eventFilter(self, thing, event):
        if event.type() == QEvent.Type.Paint and not figures:
            figures["seconds"] = time.time() - psutil.Process().create_time()
            QTimer.singleShot(0, app.quit)
        return False
watch = Watch()
"""

BARE = (
    """
import psutil
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
"""
    + PAINTED
    + """
window = QMainWindow()
label = QLabel("Hello")
window.setCentralWidget(label)
label.installEventFilter(watch)
window.show()
app.exec()
"""
)

OURS = (
    """
import psutil
from PySide6.QtWidgets import QApplication
from app import theme
from app.settings import Settings
from app.window import Window
app = QApplication([])
settings = Settings()
theme.apply(app, settings.theme)
"""
    + PAINTED
    + """
window = Window(settings)
window.welcome.installEventFilter(watch)
window.show()
app.exec()
window.close()
"""
)

# How long the event loop did not come round, from the wish to open until the city has been drawn.
GAPS = """
import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app import theme
from app.settings import Settings
from app.window import Window
app = QApplication([])
settings = Settings()
theme.apply(app, settings.theme)
window = Window(settings)
window.show()
ticks = []
timer = QTimer(interval=5)
timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
def begin():
    timer.start()
    window.open_paths([sys.argv[1]])
loaded = []
def arrived(change):
    if change.what == "opened" and window.document.opened:
        loaded.append(time.perf_counter())
        QTimer.singleShot(2000, app.quit)
window.document.changed.connect(arrived)
window.ready.connect(begin)
QTimer.singleShot(120_000, app.quit)
app.exec()
gaps = np.diff(ticks) * 1000
while_loading = gaps[np.array(ticks[1:]) <= loaded[0]]
figures["p99"] = float(np.percentile(while_loading, 99))
figures["drawn"] = float(np.percentile(gaps, 99))
figures["longest"] = float(gaps.max())
figures["opened"] = float(bool(window.document.opened))
window.close()
"""


def rows(folder: Path) -> Iterator[Row]:
    """Start-up beside a bare window, and the gaps of the event loop while 90 MB load."""
    python(OURS), python(BARE)  # warms the disk's memory for both
    ours, bare = [], []
    for _ in range(5):
        ours.append(python(OURS)["seconds"])
        bare.append(python(BARE)["seconds"])
    yield Row(
        "Start-up to the welcome page",
        median(ours),
        median(bare),
        "a bare PySide6 window",
        "at most 1.5 times",
        median(ours) / median(bare),
        1.5,
        "lower",
        "s",
    )
    gaps = python(GAPS, inputs.city_gml(folder))
    if not gaps["opened"]:
        raise RuntimeError("the city did not arrive within two minutes")
    for name, key in (
        ("Event-loop gaps while 90 MB load, 99 of 100", "p99"),
        ("The same, and while it is drawn at first", "drawn"),
    ):
        yield Row(name, gaps[key], 50, "the limit", "under 50 ms", gaps[key] / 50, 1, "lower", "ms")
