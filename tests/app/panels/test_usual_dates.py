"""Usual dates of sun studies."""

from app.panels.usual_dates import DAYS, HOURS, UsualDates


def test_each_date_is_told_with_its_hour(qtbot):
    button = UsualDates()
    qtbot.addWidget(button)
    actions = [one for one in button.menu().actions() if not one.isSeparator()]
    assert len(actions) == len(DAYS) * len(HOURS)
    with qtbot.waitSignal(button.chosen) as heard:
        actions[4].trigger()
    assert heard.args == [21, 6, 12] and actions[4].text().startswith("21 June")
