"""The row of a live layer says what it shows, how it stands, and what can be done with it."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.live.layer import Source
from app.panels.live_rows import LiveRow
from city.series import Measurand
from city.terms import Terms
from city.transit import Lines, Route
from tests.app.live.test_layer import layer
from tests.app.live.test_look import HERE, shown, thing
from tests.city.test_subjects import DUST, ODD, series

A = thing("a", HERE)
TWO = series((A, DUST, 0, 5), (thing("b"), DUST, 0, 6), (A, ODD, 0, 1))


@pytest.fixture
def row(qtbot):
    made = LiveRow(layer(TWO, Source("https://air.example/v1", "Air")))
    qtbot.addWidget(made)
    made.show()
    return made


def tell(row, one, recorded=False, **look):
    row.show_layer(one, shown(one, **look) if len(one.series) else None, recorded)


def test_it_says_what_it_shows_and_how_it_stands(row):
    one = layer(TWO, Source("https://air.example/v1", "Air"))
    tell(row, one)
    assert row.name.text() == "Air" and row.badge.text() == "LIVE"
    assert row.stand.text().startswith("2 things · ")
    assert [row.subject.itemText(k) for k in range(row.subject.count())] == [
        "Fine particles (PM2.5) (µg/m³)",
        "zorbs (Z)",
    ]
    assert row.subject.currentIndex() == 0 and row.subject.isVisibleTo(row)
    tell(row, one, at=100)
    assert row.badge.text() == "STALE"
    tell(row, one, live=False)
    assert row.badge.text() == "REPLAY"


@pytest.mark.parametrize(
    ("state", "badge"), [("asking", "WAITING"), ("strange", "OFF"), ("recording", "WAITING")]
)
def test_what_has_told_nothing_says_so(row, state, badge):
    tell(row, layer(state=state))
    assert row.badge.text() == badge and not row.subject.isVisibleTo(row)


def test_a_fault_is_told_and_goes(row):
    one = layer(TWO, state="waiting")
    tell(row, replace(one, fault="air.example does not answer"))
    assert "air.example does not answer" in row.stand.text()
    tell(row, one)
    assert "does not answer" not in row.stand.text()


def test_one_quantity_needs_no_choice(row):
    tell(row, layer(series((A, DUST, 0, 5))))
    assert not row.subject.isVisibleTo(row)


def test_what_is_chosen_is_wanted(row, qtbot):
    tell(row, layer(TWO))
    with qtbot.waitSignal(row.shown) as told:
        row.subject.setCurrentIndex(1)
        row.subject.activated.emit(1)
    assert told.args == ["live/1", "zorbs [Z]"]
    with qtbot.waitSignal(row.seen) as told:
        qtbot.keyClick(row.eye, Qt.Key.Key_Space)
    assert told.args == ["live/1", False]


def test_what_is_told_chooses_nothing(row, qtbot):
    with qtbot.assertNotEmitted(row.seen), qtbot.assertNotEmitted(row.shown):
        tell(row, layer(TWO, Source("x", shown="zorbs [Z]", visible=False)))
    assert not row.eye.isChecked() and row.subject.currentIndex() == 1


@pytest.mark.parametrize("verb", ["values", "signs", "objects", "ask", "terms", "record", "remove"])
def test_its_menu_offers_what_can_be_done(row, qtbot, verb):
    with qtbot.waitSignal(row.wanted) as told:
        row.verbs[verb].trigger()
    assert told.args == ["live/1", verb]


def test_a_recording_is_neither_asked_nor_recorded(row):
    tell(row, layer(TWO, state="recording"))
    assert not row.verbs["ask"].isVisible() and not row.verbs["record"].isVisible()
    tell(row, layer(TWO), recorded=True)
    assert row.verbs["record"].text() == "Stop recording"
    assert row.stand.text().startswith("● recording")


def test_hostile_words_are_plain_text(qtbot):
    evil = "<img src=file:///etc/passwd>\u202e&"
    told = series((A, Measurand(evil, "<b>"), 0, 1), (A, DUST, 0, 1))
    one = replace(layer(told, Source("https://x.example/<b>?key=S3CR3T", evil)), fault=evil)
    one = replace(one, findings=(evil,))
    row = LiveRow(one)
    qtbot.addWidget(row)
    tell(row, one)
    plain = r"<img src=file:///etc/passwd>\u202e&"
    assert row.name.text() == plain and row.eye.accessibleName() == f"Show {plain}"
    assert row.stand.textFormat() == Qt.TextFormat.PlainText and plain in row.stand.text()
    assert plain + " (<b>)" in [row.subject.itemText(k) for k in range(2)]
    tip = row.toolTip()
    assert "<img" not in tip and "\u202e" not in tip and "&lt;img" in tip
    assert "S3CR3T" not in tip


def test_long_words_do_not_make_it_wider(row):
    narrow = row.minimumSizeHint().width()
    one = layer(TWO, Source("https://air.example/v1", "Air"))
    tell(row, replace(one, fault="W" * 300))
    assert row.minimumSizeHint().width() == narrow <= 250


def test_everything_has_a_name_for_those_who_listen(row):
    for part in (row.eye, row.subject, row.more):
        assert "Air" in part.accessibleName()
        assert part.focusPolicy() != Qt.FocusPolicy.NoFocus


def test_what_must_not_be_passed_on_is_not_recorded_and_tells_whose_it_is(row):
    terms = Terms("CC BY", "City", "urn:1", export=False)
    tell(row, layer(TWO, Source("https://air.example/v1", "Air", terms=terms)))
    assert not row.verbs["record"].isEnabled()
    assert "City, CC BY, agreement urn:1" in row.toolTip()
    tell(row, layer(TWO, Source("https://air.example/v1", "Air")))
    assert row.verbs["record"].isEnabled()


def offered(row):
    return [verb for verb in ("signs", "field", "objects", "table", "routes")
            if row.verbs[verb].isVisible()]  # fmt: skip


def test_it_offers_how_it_can_show(row):
    tell(row, layer(TWO))
    assert offered(row) == ["signs", "field", "objects"] and row.verbs["signs"].isChecked()
    tell(row, layer(TWO, Source("x", shown="zorbs [Z]", form="objects")))
    assert offered(row) == ["signs", "objects", "table"] and row.verbs["objects"].isChecked()
    ways = Lines((Route("1"),), np.array([0, 2]), np.zeros((2, 2)))
    tell(row, replace(layer(TWO, Source("x", routes=True)), lines=ways))
    assert offered(row)[-1] == "routes" and row.verbs["routes"].isChecked()


def test_in_little_room_the_badge_stands_below_the_name(row):
    tell(row, layer(TWO, Source("https://air.example/v1", "Air quality in the inner city")))
    row.name.setText("Air quality in the inner city")
    row.resize(260, row.height())
    assert row.grid.itemAtPosition(0, 2).widget() is row.badge
    row.resize(150, row.height())
    assert row.grid.itemAtPosition(1, 1).widget() is row.badge
    row.resize(260, row.height())
    assert row.grid.itemAtPosition(0, 2).widget() is row.badge
