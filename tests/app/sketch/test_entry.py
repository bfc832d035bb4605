"""Numbers typed while something is drawn."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from app.sketch.entry import Entry

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL, PAD = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.KeypadModifier
TAB, BACK = Qt.Key.Key_Tab, Qt.Key.Key_Backspace


def key(code, text="", keys=NONE):
    return QKeyEvent(QEvent.Type.KeyPress, code, keys, text)


def typed(entry, words):
    for letter in words:
        code = {"\t": TAB, "<": BACK}.get(letter, Qt.Key.Key_0)
        entry.key(key(code, "" if code != Qt.Key.Key_0 else letter))
    return entry


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("", [None, None]),
        ("12.5", [12.5, None]),
        ("12,5", [12.5, None]),
        ("-3\t90", [-3, 90]),
        ("\t45", [None, 45]),
        ("1\t2\t3", [13, 2]),
        ("12<<", [None, None]),
        ("1\t2<<", [None, None]),  # Backspace goes on in the number before
        ("-", [None, None]),
        (".", [None, None]),
        (".5", [0.5, None]),
        ("1.2.3", [1.23, None]),
        ("1-2", [12, None]),
        ("1234567890123", [123456789, None]),
    ],
)
def test_what_is_typed(words, values):
    assert typed(Entry(("m", "°")), words).values == values


def test_which_keys_are_for_the_numbers():
    entry = Entry(("m", "°"))
    assert entry.claims(key(Qt.Key.Key_1, "1")) and entry.claims(key(TAB))
    assert entry.claims(key(Qt.Key.Key_1, "1", PAD))
    assert entry.claims(key(Qt.Key.Key_1, "1", SHIFT))  # as on a French keyboard
    assert not entry.claims(key(Qt.Key.Key_1, "1", CTRL))
    assert not entry.claims(key(Qt.Key.Key_A, "a")) and not entry.key(key(Qt.Key.Key_A, "a"))
    assert not entry.claims(key(BACK))
    assert typed(entry, "1").claims(key(BACK))
    assert not Entry(("m",)).claims(key(TAB))


def test_a_bar_stands_where_the_next_digit_goes():
    entry = Entry(("m", "°"))
    assert entry.words([12.5, 89.6]) == "12.50 m · 90°"
    assert typed(entry, "7").words([12.5, 89.6]) == "7▏ m · 90°"
    assert typed(entry, "\t").words([7, 89.6]) == "7 m · 90▏°"
    entry.clear()
    assert not entry and entry.at == 0
