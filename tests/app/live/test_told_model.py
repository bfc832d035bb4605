"""The table of what things tell: sorted as somebody wants, and it stays so while values come."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from app.live.layer import Source
from app.live.told_model import ToldModel, line_inks
from city.series import Measurand
from tests.app.live.test_layer import layer
from tests.app.live.test_look import HERE, shown, thing
from tests.city.test_subjects import DUST, NOON, minutes, series

DOWN, UP = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
Tip = Qt.ItemDataRole.ToolTipRole
STATIONS = {"s1": "Zoo", "s2": "airport", "s3": ""}


def stations(*values, at=0, **names):
    titles = {**STATIONS, **names}
    return series(
        *((thing(n, HERE, titles[n]), DUST, at + k, v) for k, (n, v) in
          enumerate(zip(titles, values, strict=False)))
    )  # fmt: skip


def lay(model, whole, at=10, live=True, **said):
    one = replace(layer(whole, Source("x")), **said)
    model.lay(shown(one, at, live), minutes(at), "Europe/Amsterdam")


@pytest.fixture
def model(qtmodeltester):
    made = ToldModel()
    lay(made, stations(10, 30, 20))
    yield made
    qtmodeltester.check(made, force_py=True)


def column(model, number):
    return [model.index(line, number).data() for line in range(model.rowCount())]


def test_each_thing_says_its_name_its_value_and_how_old_it_is(model):
    assert column(model, 0) == ["airport", "s3", "Zoo"]  # by name, small letters like capitals
    assert column(model, 1) == ["30", "20", "10"]
    assert column(model, 2) == ["9 min ago", "8 min ago", "10 min ago"]
    assert [model.headerData(k, Qt.Orientation.Horizontal) for k in range(3)] == [
        "Thing",
        "µg/m³",
        "Told",
    ]
    assert "2026" in model.index(0, 2).data(Tip)
    for role in (Tip, Qt.ItemDataRole.AccessibleTextRole):
        assert model.index(0, 1).data(role) == "30 µg/m³"


def test_it_is_sorted_by_any_column(model):
    model.sort(1, UP)
    assert column(model, 0) == ["Zoo", "s3", "airport"]
    model.sort(1, DOWN)
    assert column(model, 0) == ["airport", "s3", "Zoo"]
    model.sort(2, UP)
    assert column(model, 0) == ["Zoo", "airport", "s3"]
    model.sort(0, DOWN)
    assert column(model, 0) == ["Zoo", "s3", "airport"]


def test_it_stays_sorted_and_what_is_chosen_stays_chosen_while_values_come(model, qtbot):
    model.sort(1, DOWN)
    chosen = QPersistentModelIndex(model.index(0, 1))
    assert chosen.data() == "30"
    with qtbot.assertNotEmitted(model.modelReset):
        lay(model, stations(40, 5, 20))
    assert column(model, 0) == ["Zoo", "s3", "airport"]
    assert (chosen.row(), chosen.data()) == (2, "5")
    assert [model.thing_at(line) for line in range(3)] == ["s1", "s3", "s2"]
    assert [model.line_of(one) for one in ("s1", "s2", "s3", "nobody")] == [0, 2, 1, -1]


def test_by_name_only_the_values_change(model, qtbot):
    with (
        qtbot.waitSignal(model.dataChanged),
        qtbot.assertNotEmitted(model.layoutChanged),
        qtbot.assertNotEmitted(model.modelReset),
    ):
        lay(model, stations(40, 5, 20))
    assert column(model, 1) == ["5", "20", "40"]


def test_another_name_is_another_place_in_the_order(model):
    lay(model, stations(10, 30, 20, s3="Aardvark"))
    assert column(model, 0) == ["Aardvark", "airport", "Zoo"]


def test_what_is_drawn_wears_the_colour_of_its_line(model, qtbot):
    with qtbot.waitSignal(model.dataChanged):
        model.mark(["s1", "s2"])
    icons = [model.index(line, 0).data(Qt.ItemDataRole.DecorationRole) for line in range(3)]
    assert icons[1] is None
    for icon, ink in ((icons[0], line_inks()[1]), (icons[2], line_inks()[0])):
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            assert icon.pixmap(16, mode).toImage().pixelColor(8, 8) == ink
    assert model.index(0, 1).data(Qt.ItemDataRole.DecorationRole) is None
    with qtbot.assertNotEmitted(model.dataChanged):
        model.mark(["s1", "s2"])


def test_who_comes_and_who_goes_is_listed_anew(model, qtbot):
    with qtbot.waitSignal(model.modelReset):
        lay(model, stations(10, 30, 20, 5, s4="Mill"))
    assert column(model, 0) == ["airport", "Mill", "s3", "Zoo"]
    with qtbot.waitSignal(model.modelReset):
        model.lay(None, NOON, "UTC")
    assert model.rowCount() == 0 and model.line_of("s1") == -1


def test_then_one_reads_when_and_a_stale_value_says_so(model):
    lay(model, stations(10, 30, 20), live=False)
    assert column(model, 2) == ["14:01", "14:02", "14:00"]  # by the clock of the city
    lay(model, stations(10, 30, 20), live=False, at=24 * 60)
    assert column(model, 2) == ["1 Jun 2026"] * 3
    assert "14:01" in model.index(0, 2).data(Tip)
    often = series(*((thing("s1", HERE, "Zoo"), DUST, k, k) for k in range(5)))
    lay(model, often, at=30)
    assert column(model, 2) == ["stale · 26 min ago"]


def test_a_gap_has_no_value_and_comes_last_either_way(model):
    lay(model, stations(10, np.nan, 20))
    model.sort(1, UP)
    assert column(model, 1) == ["10", "20", "–"]
    model.sort(1, DOWN)
    assert column(model, 1) == ["20", "10", "–"]


@pytest.mark.parametrize(
    ("name", "told", "tip"),
    [
        ("<img src=x>", "<img src=x>", "&lt;img src=x&gt;"),
        ("\u202efdp.exe", r"\u202efdp.exe", r"\u202efdp.exe"),
        ("R&D & more", "R&D & more", "R&D & more"),
        ("x" * 100_000, "x" * 100_000, "x" * 100_000),
    ],
)
def test_hostile_names_are_plain_text(model, name, told, tip):
    lay(model, series((thing("s1", HERE, name), DUST, 0, 3)))
    assert column(model, 0) == [told]
    assert tip in model.index(0, 0).data(Tip)
    assert "<img" not in model.index(0, 0).data(Tip)


def test_another_quantity_has_its_unit_in_the_head(model, qtbot):
    with qtbot.waitSignal(model.headerDataChanged):
        lay(model, series((thing("s1", HERE), Measurand("zorbs", "\u202eZ"), 0, 3)))
    assert model.headerData(1, Qt.Orientation.Horizontal) == r"\u202eZ"
    lay(model, series((thing("s1", HERE), Measurand("zorbs"), 0, 3)))
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Value"


def test_a_moment_of_a_wild_clock_is_told(model):
    lay(model, series((thing("s1", HERE), DUST, 60 * 24 * 365.25 * 7972.5, 3)))
    assert column(model, 2)[0].startswith("9999") and "9999" in model.index(0, 2).data(Tip)
