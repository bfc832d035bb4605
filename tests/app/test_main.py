import os
import subprocess
import sys

from app.main import say
from app.settings import Settings, home
from app.window import Window


def test_a_fault_nobody_foresaw_is_told_and_logged(qtbot):
    window = Window(Settings())
    qtbot.addWidget(window)
    try:
        raise KeyError("roof")
    except KeyError as fault:
        say(window, KeyError, fault, fault.__traceback__)
    assert "roof" in window.notice.text.text()
    assert "Traceback" not in window.notice.text.text()
    assert "KeyError" in (home() / "faults.log").read_text()


def test_the_program_ends_cleanly_while_it_still_loads():
    code = (
        "from PySide6.QtCore import QTimer; from PySide6.QtWidgets import QApplication\n"
        "import app.main, assets\n"
        "qt = QApplication([])\n"
        "QTimer.singleShot(400, qt.quit)\n"
        "print(app.main.run([assets.path('sample')]))"
    )
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=env
    )
    assert done.stdout.strip() == "0", done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_heavy_is_imported_before_the_window_shows():
    code = "import sys, app.main; print([m for m in ('numpy', 'vtkmodules') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr
