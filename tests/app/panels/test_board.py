"""The board as a whole: its pages, its places, and how it suits a room."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app import theme
from app.panels.board import TIGHT, WHOLE, BoardPanel, Heard
from city.indicators.weighing import Criterion
from tests.app.deciders import Deciders
from tests.app.planned import edit
from tests.city.plans import square


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Deciders(tmp_path)
    made.do("plot", outline=square(195, -5, 30, 20), id="p", name="North")
    made.panel = BoardPanel(made.deciding)
    qtbot.addWidget(made.panel)
    made.panel.resize(1000, 420)
    made.panel.show()
    made.counted(qtbot)
    made.panel.hear(Heard({"": "as it is"}, made.planning.active, "en"))
    yield made
    made.close()


def test_it_tells_while_it_counts_and_offers_to_count_again(qtbot, tmp_path):
    made = Deciders(tmp_path)
    panel = BoardPanel(made.deciding)
    qtbot.addWidget(panel)
    panel.show()
    made.deciding.begin()
    assert panel.counting.isVisible() and not panel.copy.isEnabled()
    made.deciding.counts._task.cancel()
    qtbot.waitUntil(lambda: panel.again.isVisible())
    panel.again.click()
    qtbot.waitUntil(lambda: panel.table.rows.columnCount() == 4)
    assert not panel.counting.isVisible() and not panel.again.isVisible()
    made.close()


def test_scores_stand_below_the_plans(desk):
    heads = desk.panel.table.heads
    assert heads.heads[0].below == "as it is" and heads.heads[3].chosen
    desk.deciding.judge(Criterion("gfa", 50))
    assert [head.below for head in heads.heads] == [
        "as it is",
        "50 points",
        "first, 100 points",
        "0 points",
    ]


def test_a_page_opens_beside_the_table_and_a_second_click_closes_it(desk):
    panel = desk.panel
    assert not panel.pages.isVisible()
    panel.turn_to("Weigh")
    assert panel.pages.isVisible() and panel.table.isVisible()
    panel.turn_to("Assumptions")
    assert not panel.tabs["Weigh"].isChecked() and panel.pages.currentIndex() == 2
    panel.tabs["Assumptions"].click()
    assert not panel.pages.isVisible()


def test_an_assumption_moves_every_column(desk):
    panel = desk.panel
    panel.turn_to("Assumptions")
    row = panel.table.rows.row_of("dwellings")
    said = lambda: [panel.table.rows.data(panel.table.rows.index(row, k)) for k in (1, 2)]  # noqa: E731
    assert "≥ 3" in said()[0] and "≥ 6" in said()[1]
    panel.assumptions.sliders["dwelling_size"].setValue(0)  # 20 m²
    assert "≥ 12" in said()[0] and "≥ 24" in said()[1]
    assert desk.counting.assumptions == {"dwelling_size": 20}
    panel.assumptions.back["dwelling_size"].click()
    assert desk.counting.assumptions == {}


def test_a_double_click_on_a_name_lets_a_target_be_set(desk):
    desk.panel.table.names.sectionDoubleClicked.emit(0)  # a group
    assert not desk.panel.pages.isVisible()
    desk.panel.table.names.sectionDoubleClicked.emit(1)
    assert desk.panel.tabs["Targets"].isChecked() and list(desk.panel.aims.rows) == ["gfa"]


def test_a_plot_is_chosen_for_all_plans(desk, qtbot):
    panel = desk.panel
    assert [panel.place.itemText(k) for k in range(2)] == [WHOLE, "North (Plan C)"]
    panel.place.setCurrentIndex(1)
    qtbot.waitUntil(lambda: not desk.deciding.counts.busy)
    far = [cell.value for cell in desk.deciding.board.rows["far"]]
    assert far == pytest.approx([0, 0.4, 0.8, 0])
    assert panel.place.currentText() == "North (Plan C)"


@pytest.mark.parametrize("wide", [1000, 620, 420, 260])
@pytest.mark.parametrize("name", ["light", "projector"])
def test_it_suits_narrow_rooms(desk, qapp, qtbot, wide, name):
    theme.apply(qapp, name)
    panel = desk.panel
    panel.turn_to("Weigh")
    panel.resize(wide, 300)
    qapp.processEvents()
    assert panel.width() == wide  # nothing in it asks for more
    assert panel.pages.isVisible() and panel.table.isVisible() == (wide >= TIGHT)
    shown = [one for one in (panel.title, panel.copy, panel.enlarge) if one.isVisible()]
    assert all(one.geometry().right() <= wide for one in shown)
    assert panel.close_.geometry().right() <= max(wide, panel.head.sizeHint().width())


def test_escape_makes_it_small_then_closes_it(desk):
    panel = desk.panel
    grown, closed = [], []
    panel.grown.connect(grown.append)
    panel.closed.connect(lambda: closed.append(True))
    panel.enlarge.click()
    assert grown == [True] and not panel.grip.isVisible()
    QTest.keyClick(panel.table, Qt.Key.Key_Escape)
    assert grown == [True, False] and not closed
    QTest.keyClick(panel.table, Qt.Key.Key_Escape)
    assert closed


def test_another_theme_is_worn_at_once(desk, qapp, qtbot):
    before = desk.panel.table.heads.heads[1].colour.name()
    theme.apply(qapp, "dark")
    qtbot.waitUntil(lambda: desk.panel.table.heads.heads[1].colour.name() != before)


def test_a_plan_edited_meanwhile_has_its_column_follow(desk):
    desk.planning.do(edit("demolish", objects=["house"]))
    assert desk.deciding.board.rows["gfa"][3].change == -80
