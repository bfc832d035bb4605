"""The page on which plans are weighed."""

import pytest

from app.panels.weighing import WeighPage
from city.indicators import INDICATORS
from city.indicators.targets import Target
from city.indicators.weighing import MOST, Criterion
from tests.app.deciders import Deciders


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Deciders(tmp_path)
    made.counted(qtbot)
    made.page = WeighPage(made.deciding)
    qtbot.addWidget(made.page)
    made.page.resize(280, 800)
    made.deciding.told.connect(made.page.refresh)
    made.page.show()
    yield made
    made.close()


def add(page, key):
    at = page.more.findData(key)
    page.more.setCurrentIndex(at)
    page.more.activated.emit(at)


def test_numbers_are_weighed_by_sliders(desk):
    page = desk.page
    assert "Choose what matters" in page.verdict.text() and not page.scores.isVisible()
    add(page, "gfa")
    add(page, "carbon")
    assert list(page.rows) == ["gfa", "carbon"]
    assert page.rows["carbon"].way.currentData() == "less"  # as most people see it
    page.rows["gfa"].slider.setValue(80)
    page.rows["carbon"].slider.setValue(20)
    assert page.verdict.text() == "Plan B comes first with these weights."
    assert [line.name for line in page.scores.lines] == ["Plan B", "Plan A", "Plan C"]
    assert [line.words for line in page.scores.lines] == ["80", "50", "20"]
    assert page.rows["gfa"].value.text() == "80 %"
    assert page.rows["gfa"].slider.band == pytest.approx((20, 100))
    page.rows["gfa"].way.setCurrentIndex(page.rows["gfa"].way.findData("less"))
    assert page.verdict.text() == "Plan C comes first with these weights."
    page.rows["gfa"].away.click()
    assert list(page.rows) == ["carbon"] and page.more.findData("gfa") > 0


def test_shares_of_all_ways_to_weigh_add_up(desk):
    desk.deciding.judge(Criterion("gfa", 50))
    desk.deciding.judge(Criterion("carbon", 50, "less"))
    assert sum(line.share for line in desk.page.scores.lines) == pytest.approx(1)


def test_what_counts_for_nothing_says_why(desk):
    add(desk.page, "far")
    assert "counts for nothing" in desk.page.rows["far"].below.text()
    assert "needs a plot" in desk.page.rows["far"].below.text()
    desk.deciding.judge(Criterion("gfa", 50, "target"))
    assert "no target yet" in desk.page.rows["gfa"].below.text()
    desk.deciding.aim("gfa", Target("gfa", 2000.0))
    assert "(target)" in desk.page.rows["gfa"].below.text()


def test_the_radar_is_there_only_where_it_helps(desk):
    for key in ("gfa", "carbon"):
        desk.deciding.judge(Criterion(key, 50))
    assert not desk.page.folds["radar"].isVisible()
    desk.deciding.judge(Criterion("canopy", 50))
    assert desk.page.folds["radar"].isVisible()


def test_assumptions_that_decide_are_named(desk):
    desk.deciding.aim("cost_low", Target("cost_low", 400_000.0, 450_000.0))
    desk.deciding.judge(Criterion("cost_low", 50, "target"))
    desk.deciding.try_assumptions()
    words = desk.page.swing_words.text()
    assert "Construction cost, from: at 200 €/m² Plan B comes first" in words and "hatched" in words
    assert desk.page.folds["assumed"].head.text().endswith("decide")
    desk.deciding.leave("cost_low")
    desk.deciding.judge(Criterion("gfa", 50))
    desk.deciding.try_assumptions()
    assert desk.page.swing_words.text() == "No assumption moves these scores."


def test_the_baseline_can_compete(desk):
    desk.deciding.judge(Criterion("carbon", 50, "less"))
    assert len(desk.page.scores.lines) == 3
    desk.page.competes.setChecked(True)
    assert desk.deciding.baseline_competes and len(desk.page.scores.lines) == 4


def test_no_more_criteria_than_can_be_seen(desk):
    for one in INDICATORS:
        desk.deciding.judge(Criterion(one.key))
    assert len(desk.page.rows) == MOST and not desk.page.more.isEnabled()
