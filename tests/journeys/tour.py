"""A walk through the program by keys alone, for any size of letters and any theme.

Run as a program it walks by itself: `python -m tests.journeys.tour FOLDER THEME`, for a size of
letters that has to be known before Qt starts.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
LONG = 180  # seconds


class Tour:
    """Presses keys and takes pictures; every step says what must be there afterwards."""

    def __init__(self, window, folder: Path) -> None:
        self.window, self.folder, self.taken = window, folder, 0
        folder.mkdir(parents=True, exist_ok=True)

    def wait(self, true):
        end = time.monotonic() + LONG
        while not true():
            assert time.monotonic() < end, "it takes too long"
            QApplication.processEvents()
            time.sleep(0.005)

    def settle(self):
        window = self.window
        self.wait(lambda: bool(window.document.opened) and window.table is not None)
        self.wait(lambda: not window.tasks.running and not window.table.busy)

    def picture(self, step: str, widget: QWidget | None = None):
        QApplication.processEvents()
        self.taken += 1
        path = self.folder / f"{self.taken:02d}-{step.replace(' ', '-')}.png"
        assert (widget or self.window).grab().save(str(path))

    def press(self, key, keys=NONE):
        """Press a key where the keyboard is; shortcuts are the window's."""
        focus = QApplication.focusWidget() or self.window
        QTest.keyClick(focus, key, keys)
        QApplication.processEvents()

    def command(self, letters: str):
        """Find a command by some letters and run it."""
        from app.dialogs.palette import Palette

        QTest.keyClick(self.window, Qt.Key.Key_K, CTRL)
        self.wait(lambda: bool(self.window.findChildren(Palette)))
        palette = self.window.findChildren(Palette)[-1]
        QTest.keyClicks(palette.line, letters)
        found = palette.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
        QTest.keyClick(palette.line, Qt.Key.Key_Return)
        QApplication.processEvents()
        return found

    def walk(self) -> None:
        window = self.window
        self.picture("welcome")
        assert window.welcome.open_button.hasFocus()
        assert "sample" in self.command("sample")
        self.settle()
        self.picture("the sample city")

        # a question, its answer, the table
        QTest.keyClick(window, Qt.Key.Key_F, CTRL)
        line = window.table.questions.ask.line
        assert line.hasFocus()
        QTest.keyClicks(line, "Building.height > 25")
        QTest.keyClick(line, Qt.Key.Key_Return)
        self.wait(lambda: not window.table.questions.busy)
        chosen = window.document.chosen
        assert chosen is not None and 5 < len(chosen.rows) < 500
        self.settle()
        self.picture("tall buildings are chosen")

        # from panel to panel, and the pages of the right one
        seen = set()
        panels = [window.bar.search, *window.table.panels()]
        for _ in panels:
            self.press(Qt.Key.Key_F6)
            focus = QApplication.focusWidget()
            seen |= {k for k, p in enumerate(panels) if p is focus or p.isAncestorOf(focus)}
        assert len(seen) == len(panels)
        window.table.side.tabs["inspector"].setFocus()
        self.press(Qt.Key.Key_Right)
        assert window.table.side.page == "style"
        self.settle()
        self.picture("the style page")

        # the eye: from above, in parallel, back, a walk
        viewport = window.table.viewport
        viewport.setFocus()
        self.press(Qt.Key.Key_T)
        self.settle()
        self.press(Qt.Key.Key_P)
        assert viewport.plan
        self.settle()
        self.picture("a plan")
        self.press(Qt.Key.Key_P)
        self.press(Qt.Key.Key_H)
        self.settle()
        self.press(Qt.Key.Key_O)
        assert window.table.overview.isVisible()
        self.press(Qt.Key.Key_X)
        assert window.document.cutaway is not None
        self.settle()
        self.picture("cut open, with the small plan")
        self.press(Qt.Key.Key_X)
        assert window.document.cutaway is None
        QTest.keyPress(viewport, Qt.Key.Key_W)
        self.wait(lambda: viewport.height_above_ground() < 3)
        QTest.keyRelease(viewport, Qt.Key.Key_W)
        self.settle()
        self.picture("in the street")
        self.press(Qt.Key.Key_Escape)
        self.press(Qt.Key.Key_H)
        self.settle()

        # the sun of a moment
        assert "sun" in self.command("sun").lower()
        self.settle()
        assert window.document.moment is not None
        self.picture("in the sun")

        # dialogs open and close by keys
        for letters, name in (("keys and", "keys"), ("about", "about"), ("settings", "settings")):
            self.command(letters)
            dialog = QApplication.activeModalWidget()
            assert dialog is not None and dialog.isVisible()
            self.picture(name, dialog)
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            self.wait(lambda: QApplication.activeModalWidget() is None)
            window.activateWindow()  # as a window manager does, where there is one
            self.wait(window.isActiveWindow)


def main(folder: str, theme_name: str) -> None:
    from PySide6.QtCore import QLocale

    app = QApplication(["maquette"])
    QLocale.setDefault(QLocale("en_GB"))
    from app import theme
    from app.settings import Settings
    from app.window import Window

    theme.apply(app, theme_name)
    window = Window(Settings())
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    tour = Tour(window, Path(folder))
    tour.wait(window.isActiveWindow)
    tour.walk()
    window.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
