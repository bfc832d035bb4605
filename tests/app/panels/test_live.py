"""The page of live layers: what is told, chosen, watched and flown to."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.document import Document
from app.live.layer import Source
from app.live.picture import LivePicture
from app.live.told_model import MOST
from app.panels.live import NOTHING, LivePage
from app.tasks import Tasks
from city.alarms import Rule
from city.subjects import subject_of
from tests.app.live.test_layer import layer
from tests.app.live.test_look import HERE, thing
from tests.app.live.test_picture import View
from tests.app.standin import town_opened
from tests.city.test_subjects import DUST, ODD, minutes, series

KEY = subject_of(DUST).key
STATIONS = {"a": "Zoo", "b": "airport", "c": ""}


def told(*values, at=0):
    return [(thing(key, HERE, name), DUST, at, value)
            for (key, name), value in zip(STATIONS.items(), values, strict=True)]  # fmt: skip


class Page:
    def __init__(self, qtbot):
        self.document, self.tasks, self.qtbot = Document(), Tasks(), qtbot
        self.document.lay(town_opened(), add=False)
        self.picture = LivePicture(
            self.document, View(), self.tasks, lambda p: np.zeros(len(p)), lambda lines: None
        )
        self.page = LivePage(self.document, self.picture)
        qtbot.addWidget(self.page)
        self.page.resize(320, 640)
        self.page.show()

    def lay(self, *said, key="live/1", **source):
        whole = series(*said) if said else None
        one = replace(layer(whole, Source("https://air.example", **source)), key=key)
        self.document.lay_live(one)
        self.wait(lambda: not said or (key in self.picture.looks and not self.picture._placing))
        self.picture.show()

    def wait(self, true):
        self.qtbot.waitUntil(true, timeout=3000)

    def column(self, number):
        model = self.page.model
        return [model.index(line, number).data() for line in range(model.rowCount())]


@pytest.fixture
def made(qtbot, monkeypatch):
    monkeypatch.setattr("app.live.picture.now", lambda: minutes(3))
    page = Page(qtbot)
    yield page
    page.picture.close()
    page.tasks.close()


@pytest.fixture
def page(made):
    made.lay(*told(5, 35, 15), title="Air")
    return made.page


def test_without_a_platform_it_says_what_to_do(made, qtbot):
    page = made.page
    assert page.nothing.text() == NOTHING and page.nothing.isVisibleTo(page)
    assert not page.table.isVisibleTo(page) and not page.rules.isVisibleTo(page)
    with qtbot.waitSignal(page.connect_wanted):
        page.connect_button.click()


def test_it_lists_what_is_told(made, page):
    assert made.column(0) == ["airport", "c", "Zoo"]
    assert made.column(1) == ["35", "15", "5"]
    assert not page.nothing.isVisibleTo(page) and page.hint.isVisibleTo(page)
    made.document.take_live("live/1")
    made.wait(lambda: page.nothing.isVisibleTo(page))
    assert made.column(0) == []


def test_it_turns_from_layer_to_layer(made, page):
    made.lay((thing("x", HERE), ODD, 0, 3), key="live/2", title="Odd")
    assert [page.layers.itemText(k) for k in range(page.layers.count())] == ["Air", "Odd"]
    page.layers.setCurrentIndex(1)
    page.layers.activated.emit(1)
    assert made.column(0) == ["x"] and page.layer.title == "Odd"
    made.document.take_live("live/2")
    made.picture.show()
    assert page.layers.currentText() == "Air" and made.column(0) == ["airport", "c", "Zoo"]


def test_what_is_chosen_is_drawn_over_time_and_told_to_all(made, page):
    page.choose("a")
    assert page.things() == ["a"] and made.document.live_chosen == ("live/1", "a")
    assert page.chart.isVisibleTo(page) and not page.hint.isVisibleTo(page)
    assert page.chart.accessibleDescription() == "Zoo: 1 value, from 5 to 5"
    page.choose("nobody")
    assert page.things() == ["a"]
    page.table.clearSelection()
    assert not page.chart.isVisibleTo(page) and made.document.live_chosen is None


def test_several_are_drawn_and_stay_chosen_while_more_comes(made, page):
    page.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    page.table.selectAll()
    assert page.things() == ["b", "c", "a"]
    page.choose("b")
    made.lay(*told(5, 35, 15), *told(50, 3, 15, at=1), title="Air")
    assert made.column(0) == ["Zoo", "c", "airport"] and page.things() == ["b"]
    assert page.chart.accessibleDescription() == "airport: 2 values, from 3 to 35"


def test_what_is_chosen_stays_so_whoever_comes_and_goes(made, page, qtbot):
    page.choose("a")
    made.lay(*told(5, 35, 15), (thing("0", HERE), DUST, 0, 3), title="Air")
    assert made.column(0) == ["0", "airport", "c", "Zoo"] and page.things() == ["a"]
    with qtbot.waitSignal(page.flown) as flown:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert flown.args == ["live/1", "a"]
    made.lay(*told(5, 35, 15)[1:], title="Air")
    assert page.things() == [] and not page.chart.isVisibleTo(page)
    made.lay((thing("a", HERE), DUST, 0, 1), key="live/2")
    page.choose("b")
    page.turn_to("live/2")
    assert page.things() == []


def test_of_very_many_as_many_are_chosen_as_can_be_drawn(made, qtbot):
    made.lay(*((thing(f"t{k:02}", HERE), DUST, 0, k) for k in range(40)))
    page = made.page
    page.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.things() == [f"t{k}" for k in range(39, 39 - MOST, -1)]
    assert len(page.chart.accessibleDescription().splitlines()) == MOST
    assert made.document.live_chosen == ("live/1", "t39")


def test_return_flies_to_a_thing(page, qtbot):
    page.choose("a")
    with qtbot.waitSignal(page.flown) as told:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert told.args == ["live/1", "a"]


@pytest.mark.parametrize(
    ("seconds", "at"), [(90.0, 1.5), (-1e12, 0), (1e300, 2), (float("inf"), 2), (7200.0, 2)]
)
def test_a_click_on_the_chart_goes_to_that_moment(made, page, seconds, at):
    made.lay(*told(5, 35, 15), *told(6, 36, 16, at=2), title="Air")
    page.choose("a")
    start = minutes(0).astype(np.int64) / 1000
    page.chart.pointed.emit(start + seconds)
    assert made.document.shown_at == minutes(at)


def test_a_rule_is_added_once_told_and_taken_away(made, page, qtbot):
    rules = []
    page.ruled.connect(lambda key, said: rules.append((key, said)))
    page.rules.limit.setValue(20)
    page.rules.add.click()
    rule = Rule(KEY, "above", 20.0)
    assert rules == [("live/1", (rule,))]
    made.lay(*told(5, 35, 15), title="Air", rules=(rule,))
    shown = page.rules._shown
    assert shown == ((rule, 1),)
    page.rules.add.click()
    assert rules[-1] == ("live/1", (rule,))
    page.rules.removed.emit(rule)
    assert rules[-1] == ("live/1", ())


def test_what_could_not_be_understood_is_told(made, page):
    findings = tuple(f"<b>line {k}</b>\u202e" for k in range(9))
    made.document.lay_live(replace(made.document.live["live/1"], findings=findings))
    made.picture.show()
    assert page.findings.isVisibleTo(page)
    assert page.findings.textFormat() == Qt.TextFormat.PlainText
    assert page.findings.text().splitlines()[0] == r"<b>line 0</b>\u202e"
    assert len(page.findings.text().splitlines()) == 6


def test_hidden_it_does_nothing_and_shown_again_it_is_up_to_date(made, page):
    page.hide()
    made.lay(*told(6, 36, 16, at=1), title="Air")
    assert made.column(1) == ["35", "15", "5"]
    page.show()
    assert made.column(1) == ["36", "16", "6"]


def test_it_leaves_the_panel_as_narrow_as_it_is(made, page):
    page.table.selectAll()
    long = Rule(KEY, "above", 20.0, 28800.0)
    made.lay(*told(5, 35, 15), title="x" * 100, rules=(long,))
    assert page.chart.isVisibleTo(page)
    assert page.minimumSizeHint().width() <= 290


@pytest.mark.parametrize("name", ["W" * 200, "<b>" * 60, "word " * 40])
def test_nor_do_long_names_make_it_wider(made, name):
    made.lay(*((thing(k, HERE, name), DUST, 0, 1) for k in "ab"), title=name)
    made.page.table.selectAll()
    one = replace(made.document.live["live/1"], findings=(name,))
    made.document.lay_live(one)
    made.picture.show()
    assert made.page.minimumSizeHint().width() <= 290


def test_everything_is_reached_by_keyboard_and_has_a_name(page):
    parts = (page.layers, page.table, page.connect_button, page.rules.limit, page.rules.add)
    for part in parts:
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus
    for part in (page.layers, page.table):
        assert part.accessibleName()
