"""The rows of results in the layer list."""

from dataclasses import replace

import pytest

from app.panels.result_row import ResultRow
from app.simulated.layer import Result
from tests.app.simulated.models import flood, result


@pytest.fixture
def row(qtbot):
    made = ResultRow(result(flood(0, 1)))
    qtbot.addWidget(made)
    made.show()
    made.heard = []
    for signal in (made.seen, made.shown, made.wanted):
        signal.connect(lambda *said: made.heard.append(said))
    return made


def test_it_names_the_result_its_variables_and_how_it_stands(row):
    row.show_result(result(flood(0, 1)), "of Plan A · 12:00")
    assert row.name.text() == "Storm of July" and row.badge.text() == "SIMULATED"
    items = [row.variable.itemText(k) for k in range(row.variable.count())]
    assert items == ["Depth of water (m)", "Air temperature (°C)"]
    assert row.stand.text() == "of Plan A · 12:00" and "/models/storm.nc" in row.toolTip()


def test_what_a_person_does_is_told(row):
    row.show_result(result(flood(0, 1)), "")
    row.eye.click()
    row.variable.setCurrentIndex(1)
    row.variable.activated.emit(1)
    row.verbs["remove"].trigger()
    assert row.heard == [
        ("result/1", False),
        ("result/1", "ta"),
        ("result/1", "remove"),
    ]


def test_what_is_not_there_yet_cannot_be_changed(row):
    whole = result(flood(0, 1))
    row.show_result(Result("result/1", whole.kept), "reading…")
    assert not row.variable.isVisible()
    assert not row.verbs["look"].isEnabled() and not row.verbs["time"].isEnabled()
    together = replace(whole, kept=replace(whole.kept, statistic="maximum"))
    row.show_result(together, "")
    assert row.verbs["look"].isEnabled() and not row.verbs["time"].isEnabled()
