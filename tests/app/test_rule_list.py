"""Rules are listed, added and taken away; what asks nothing is none."""

from PySide6.QtGui import QColor

from app.rule_list import RuleList, first_rule
from city.style import Rule

TALL, OLD = Rule("height > 30", "#ff0000", "tall"), Rule("year < 1900", "#00ff00")


def test_rules_there_and_back(qtbot):
    rules = RuleList()
    qtbot.addWidget(rules)
    rules.show_rules((TALL, OLD))
    assert rules.rules() == (TALL, OLD)
    rows = list(rules.rows)
    rules.show_rules((TALL, OLD))
    assert rules.rows == rows  # where somebody writes, nothing is made anew
    rules.show_rules((OLD,))
    assert rules.rules() == (OLD,)


def test_each_change_is_told(qtbot):
    rules = RuleList()
    qtbot.addWidget(rules)
    rules.show_rules((TALL, OLD))
    told = []
    rules.changed.connect(told.append)
    rules.add()
    assert rules.rules() == (TALL, OLD)  # nothing is asked in the new line yet
    rules.rows[2].where.setText("storeys > 9")
    rules.rows[2].where.editingFinished.emit()
    assert [rule.where for rule in told[-1]] == ["height > 30", "year < 1900", "storeys > 9"]
    rules.rows[0].swatch._take(QColor("#0000ff"))
    assert told[-1][0] == Rule("height > 30", "#0000ff", "tall")
    rules.rows[0].gone.emit(rules.rows[0])
    assert [rule.where for rule in told[-1]] == ["year < 1900", "storeys > 9"]


def test_the_first_rule_can_be_asked():
    from city.expression import ask
    from city.measured import Measured
    from tests.city.toy import town

    assert ask(first_rule().where, Measured(town().freeze())).count == 1
