"""Typing targets."""

import pytest
from PySide6.QtTest import QTest

from app.panels.targets import TargetsPage, number_of
from city.indicators.targets import Target
from tests.app.deciders import Deciders


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Deciders(tmp_path)
    made.counted(qtbot)
    made.page = TargetsPage(made.deciding)
    qtbot.addWidget(made.page)
    made.deciding.told.connect(made.page.refresh)
    made.page.show()
    yield made
    made.close()


def test_a_target_is_chosen_typed_and_taken_away(desk, qtbot):
    page = desk.page
    page.set_for("gfa")
    row = page.rows["gfa"]
    QTest.keyClicks(row.least, "1,700")
    QTest.keyClicks(row.source, "Brief")
    qtbot.waitUntil(lambda: desk.deciding.targets.get("gfa") is not None)
    qtbot.waitUntil(lambda: desk.deciding.targets["gfa"] == Target("gfa", 1700.0, source="Brief"))
    assert page.more.findData("gfa") == -1
    row.away.click()
    assert desk.deciding.targets == {} and page.rows == {} and page.more.findData("gfa") > 0


def test_what_is_no_target_is_said_and_changes_nothing(desk):
    page = desk.page
    desk.deciding.aim("gfa", Target("gfa", 10.0, 20.0))
    row = page.rows["gfa"]
    assert (row.least.text(), row.most.text(), row.margin.text()) == ("10", "20", "5")
    for typed, why in (("30", "more than its most"), ("many", "many is no number")):
        row.least.setText(typed)
        row.take()
        assert why in row.fault.text() and not row.fault.isHidden()
        assert desk.deciding.targets["gfa"].least == 10
    row.least.setText("")
    row.take()
    assert row.fault.isHidden() and desk.deciding.targets["gfa"].least is None
    row.most.setText("")
    row.take()
    assert "neither a least nor a most" in row.fault.text()


def test_every_field_has_a_name(desk):
    desk.page.set_for("far")
    row = desk.page.rows["far"]
    fields = (row.least, row.most, row.margin, row.source)
    assert len({field.accessibleName() for field in fields}) == 4
    assert all("Floor area ratio" in field.accessibleName() for field in fields)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("", None), ("1,700", 1700), ("1700.5", 1700.5), (" 12 000 ", 12000), ("-3", -3)],
)
def test_numbers_as_people_type_them(qapp, typed, value):
    assert number_of(typed) == (value, True)


def test_words_are_no_numbers(qapp):
    assert number_of("ten") == (None, False)
