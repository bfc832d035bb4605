"""The window that shows what is sent."""

from app.processes.request_view import RequestView


def test_a_text_that_can_be_read_and_not_changed(qtbot):
    made = RequestView(None, "What is sent", "POST https://a\n{}")
    made.open()
    assert made.text.toPlainText() == "POST https://a\n{}" and made.text.isReadOnly()
    assert made.text.accessibleName() == made.windowTitle() == "What is sent"
    assert made.text.tabChangesFocus()
    made.reject()
