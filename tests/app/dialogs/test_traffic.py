"""The window in which traffic of the plan is asked."""

import pytest

from app.traffic import engine
from tests.app.planned import edit
from tests.app.test_desk import action
from tests.app.traffic.engines import VERSION, posix, pretend
from tests.app.traffic.test_plan_traffic import (  # noqa: F401  fixtures
    DAY,
    REAL,
    SLOW,
    asked,
    close_street,
    window,
)
from tests.city.plans import at


@pytest.fixture
def dialog(window):  # noqa: F811
    action(window, "Traffic of the plan…").trigger()
    return window.traffic.dialog


def ask(dialog, said):
    dialog.form.show_asked(said, DAY, "UTC")
    dialog.run.click()


def test_it_tells_what_the_plan_does_to_streets_as_it_does(dialog, window):  # noqa: F811
    assert not dialog.isModal() and dialog.plan.text() == "Baseline"
    assert "without a plan" in dialog.works.text() and "Sketch" in dialog.hint.text()
    close_street(window)
    window.wait(lambda: dialog.plan.text() == "Plan A")
    assert dialog.works.text() == "• closed streets to traffic: Fair"
    for k in range(7):
        assert window.studio.do(edit("limit", line=[at(-20, k), at(20, k)], speed=20 + k))
    window.wait(lambda: dialog.works.text().endswith("• and 2 more"))


def test_it_begins_with_what_was_asked_last_in_the_project(window, asked):  # noqa: F811
    window.studio.planning.remember("traffic", asked.to_plain())
    action(window, "Traffic of the plan…").trigger()
    assert window.traffic.dialog.form.asked == asked


def test_numbers_of_both_stand_side_by_side_and_the_difference_is_a_button_away(
    dialog,
    window,  # noqa: F811
    asked,  # noqa: F811
):
    close_street(window)
    ask(dialog, asked)
    assert dialog.bar.isVisible() and not dialog.form.isEnabled() and not dialog.run.isEnabled()
    window.wait(lambda: window.traffic.last is not None)
    assert dialog.form.isEnabled() and not dialog.bar.isVisible()
    heads = [dialog.table.horizontalHeaderItem(k).text() for k in range(4)]
    assert heads == ["", "Baseline", "Plan A", "Change"]
    rows = {
        dialog.table.item(row, 0).text(): [dialog.table.item(row, k).text() for k in (1, 2)]
        for row in range(dialog.table.rowCount())
    }
    last = window.traffic.last.traffic
    both = (last.baseline.totals, last.plan.totals)
    assert rows["Time driven (h)"] == [f"{one.hours:,.2f}" for one in both]
    assert rows["Distance driven (km)"] == [f"{one.kilometres:,.1f}" for one in both]
    assert rows["Delay of a trip (s)"] == [f"{one.delay:,.1f}" for one in both]
    assert rows["CO2 (kg)"] == [f"{one.co2:,.1f}" for one in both]
    assert dialog.tabs["plan"].isChecked()
    dialog.tabs["change"].click()
    assert window.traffic.seen == "change"
    least = dialog.minimumSizeHint()
    assert least.width() <= 940 and least.height() <= 500  # of a small screen: it is scrolled


def test_the_city_as_it_is_alone_has_no_difference_to_show(dialog, window, asked):  # noqa: F811
    ask(dialog, asked)
    window.wait(lambda: window.traffic.last is not None)
    assert dialog.table.columnCount() == 2
    assert [seen for seen, tab in dialog.tabs.items() if tab.isVisible()] == ["baseline"]


def test_what_cannot_be_asked_is_told_in_it(dialog, window):  # noqa: F811
    dialog.form.network.clear()
    dialog.run.click()
    assert dialog.wrong.isVisible() and "choose a network" in dialog.wrong.text()
    assert dialog.run.isEnabled()


@posix
def test_a_failing_sumo_is_told_in_it(dialog, window, asked, tmp_path, monkeypatch):  # noqa: F811
    script = f'{VERSION}echo "Error: out of road" >&2; exit 1'
    pretend(tmp_path / "sumo", monkeypatch, script, REAL)
    ask(dialog, asked)
    window.wait(lambda: dialog.wrong.isVisible())
    assert "out of road" in dialog.wrong.text() and dialog.run.isEnabled()
    assert not window.notice.isVisible()


@posix
def test_it_is_cancelled_in_it(dialog, window, asked, tmp_path, monkeypatch):  # noqa: F811
    pretend(tmp_path / "sumo", monkeypatch, SLOW, REAL)
    ask(dialog, asked)
    window.wait(lambda: "12 on the road" in dialog.note.text())
    assert dialog.bar.maximum() == 1201 and dialog.bar.value() == 60
    dialog.cancel.click()
    window.wait(lambda: window.traffic.task is None)
    assert dialog.form.isEnabled() and not dialog.cancel.isVisible()


@posix
def test_the_program_can_be_closed_while_it_runs(
    dialog,
    window,  # noqa: F811
    asked,  # noqa: F811
    tmp_path,
    monkeypatch,
):
    pretend(tmp_path / "sumo", monkeypatch, SLOW, REAL)
    ask(dialog, asked)
    window.wait(lambda: "12 on the road" in dialog.note.text())
    window.close()
    assert not (tmp_path / "Station quarter traffic").exists()


def test_without_sumo_it_says_how_to_get_it_and_cannot_run(window, monkeypatch):  # noqa: F811
    monkeypatch.setattr(engine, "_home", lambda: None)
    action(window, "Traffic of the plan…").trigger()
    dialog = window.traffic.dialog
    assert "pip install maquette[sumo]" in dialog.missing.text() and dialog.missing.isVisible()
    assert not dialog.run.isEnabled()
