"""The examples are questions that can be asked."""

import pytest
from PySide6.QtCore import QUrl

from app.dialogs.how_to_ask import EXAMPLES, HowToAsk
from city.expression import Fault, ask
from city.expression.parse import parse
from city.measured import Measured
from tests.city.toy import town

QUESTIONS = [question for _, examples in EXAMPLES for question, _ in examples]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_example_is_understood(question):
    """Where the toy town lacks an attribute, that is all that is wrong."""
    parse(question)
    try:
        ask(question, Measured(town().freeze()), [0])
    except Fault as fault:
        lacking = ("is no attribute", "is not known here", "No attribute of this city")
        assert any(word in fault.message for word in lacking), fault.message


def test_an_example_is_tried(qtbot):
    dialog = HowToAsk(None)
    qtbot.addWidget(dialog)
    said = dialog.page.toPlainText()
    assert all(question in said for question in QUESTIONS)
    with qtbot.waitSignal(dialog.tried) as tried:
        dialog.page.anchorClicked.emit(QUrl("0.1"))
    assert tried.args[0] == QUESTIONS[1]
