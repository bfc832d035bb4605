"""Rules are added for what is shown, told with what holds, and taken away."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton

from app.live.rule_form import RuleForm, rule_words
from city.alarms import Rule
from city.subjects import Subject, subject_of
from tests.city.test_subjects import DUST

FINE = subject_of(DUST)
ODD = Subject("z", "zorbs", "Z")
HOUR = Rule(FINE.key, "above", 25.0, 3600.0)


@pytest.fixture
def form(qtbot):
    made = RuleForm()
    qtbot.addWidget(made)
    made.show_rules(FINE, {}, {FINE.key: FINE})
    made.show()
    return made


@pytest.mark.parametrize(
    ("rule", "holds", "words"),
    [
        (HOUR, 2, "⚠ Fine particles (PM2.5) above 25 µg/m³ for 1 h: 2 things"),
        (HOUR, 0, "✓ Fine particles (PM2.5) above 25 µg/m³ for 1 h: nothing now"),
        (Rule(FINE.key, "below", 0.5), 1, "⚠ Fine particles (PM2.5) below 0.5 µg/m³: 1 thing"),
        (Rule("gone", "above", 3, 7.0), 0, "✓ gone above 3 7 s: nothing now"),
    ],
)
def test_a_rule_is_told_in_words(rule, holds, words):
    assert rule_words(rule, FINE if rule.subject == FINE.key else None, holds) == words


def test_a_rule_is_added_for_what_is_shown(form, qtbot):
    assert form.limit.suffix() == " µg/m³"
    assert form.limit.value() == FINE.quantity.limits[0].value
    form.way.setCurrentIndex(form.way.findData("below"))
    form.limit.setValue(12.5)
    form.duration.setCurrentIndex(form.duration.findData(900.0))
    with qtbot.waitSignal(form.added) as told:
        qtbot.keyClick(form.add, Qt.Key.Key_Space)
    assert told.args == [Rule(FINE.key, "below", 12.5, 900.0)]


def test_what_is_being_typed_stays_while_values_come(form):
    form.limit.setValue(99)
    form.show_rules(FINE, {HOUR: 1}, {FINE.key: FINE})
    assert form.limit.value() == 99
    form.show_rules(ODD, {HOUR: 1}, {FINE.key: FINE})
    assert (form.limit.value(), form.limit.suffix()) == (0, " Z")


def rows(form):
    return [label.text() for label in form.findChildren(QLabel)]


def test_rules_are_listed_and_taken_away(form, qtbot):
    form.show_rules(FINE, {HOUR: 1, Rule("z", "below", 3): 0}, {FINE.key: FINE, "z": ODD})
    assert rows(form) == [rule_words(HOUR, FINE, 1), "✓ zorbs below 3 Z: nothing now"]
    away = form.findChildren(QToolButton)[0]
    assert away.accessibleName() == f"No longer watch: {rule_words(HOUR, FINE, 1)}"
    with qtbot.waitSignal(form.removed) as told:
        away.click()
    assert told.args == [HOUR]


def test_without_anything_shown_nothing_can_be_watched(form, qtbot):
    form.show_rules(None, {}, {})
    assert not form.add.isEnabled() and form.limit.suffix() == ""
    with qtbot.assertNotEmitted(form.added):
        form._add()


def test_hostile_words_are_plain_text(form):
    evil = Subject("<b>", "<img src=x>\u202e&", "&<i>\u202e")
    form.show_rules(evil, {Rule("<b>", "above", 1): 0}, {"<b>": evil})
    (label,) = form.findChildren(QLabel)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == r"✓ <img src=x>\u202e& above 1 &<i>\u202e: nothing now"
    assert form.limit.suffix() == r" &<i>\u202e"


def test_everything_has_a_name_for_those_who_listen(form):
    for part in (form.way, form.limit, form.duration):
        assert part.accessibleName() and part.focusPolicy() != Qt.FocusPolicy.NoFocus
