import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.actions import plain
from app.dialogs.palette import Palette, likeness


@pytest.fixture
def palette(qtbot):
    from PySide6.QtGui import QAction

    window = QWidget()
    qtbot.addWidget(window)
    done = []
    commands = []
    for text in ("&Open…", "From &above", "Whole &city", "Élévation"):
        action = QAction(text, window)
        action.triggered.connect(lambda _=False, t=text: done.append(plain(t)))
        commands.append(("View", action))
    window.show()
    made = Palette(window, commands)
    made.window_, made.done_ = window, done
    made.commands = commands
    made.show()
    return made


def shown(palette):
    return [
        palette.list.item(row).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(palette.list.count())
    ]


@pytest.mark.parametrize(
    ("asked", "name", "answer"),
    [
        ("", "Open", 0),
        ("op", "Open", 0),
        ("abo", "From above", 1),
        ("pen", "Open", 2),
        ("elev", "Élévation", 0),
        ("xyz", "Open", None),
    ],
)
def test_names_are_likened(asked, name, answer):
    assert likeness(asked, name) == answer


def test_letters_in_their_order_are_enough_but_worst():
    assert likeness("fab", "From above") > 2


def test_typing_narrows_and_enter_runs_the_best(palette):
    QTest.keyClicks(palette.line, "above")
    assert shown(palette) == ["From above"]
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.done_ == ["From above"]


def test_the_arrow_keys_choose_another(palette):
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.done_ == ["From above"]


def test_a_grey_command_does_not_run(palette):
    palette.commands[0][1].setEnabled(False)
    QTest.keyClicks(palette.line, "open")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.done_ == []


def test_enter_on_nothing_does_nothing(palette):
    QTest.keyClicks(palette.line, "zzz")
    assert shown(palette) == []
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.done_ == []
