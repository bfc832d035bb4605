"""Who is affected by the difference on show: counted again when somebody asks otherwise."""

import pytest

from app.studies import DIFFERENCE, PLAN
from app.who_is_affected import KEPT
from tests.app.planned import house
from tests.app.test_studies import computed, desk, wait

__all__ = ["desk"]  # a fixture


@pytest.fixture
def shaded(desk, qtbot):
    """A tower just south of the house, and what it takes of the sun on show."""
    desk.planning.do(house(0, -14, storeys=20))
    computed(desk, qtbot)
    desk.studies.show(desk.studies.shown, DIFFERENCE)
    wait(desk, qtbot)
    return desk


def test_who_loses_is_counted_as_soon_as_a_difference_is_on_show(shaded, qtbot):
    who = shaded.studies.who
    assert who.threshold.amount == 0.5
    assert "house" in who.found.owners and who.found.count >= 1
    shaded.studies.show(shaded.studies.shown, PLAN)
    assert who.quantity is None and who.found is None


def test_another_threshold_or_rule_counts_anew(shaded, qtbot):
    who = shaded.studies.who
    first = who.found
    who.ask(11.5, False, False)
    wait(shaded, qtbot)
    assert who.found is not first and who.found.count == 0
    assert who.threshold.source == "put in by hand"
    who.ask(0.5, False, False)
    who.count_by("buildings")
    wait(shaded, qtbot)
    assert who.found.rule == "buildings" and who.threshold.source != "put in by hand"
    shaded.studies.quantify("longest")
    wait(shaded, qtbot)
    assert who.found.quantity.key == "longest"


@pytest.mark.parametrize(
    ("kept", "amount"),
    [([2.0, False, False], 2.0), ([True, 0, 0], 0.5), ([-1, 0, 0], 0.5), ("much", 0.5), ([1], 0.5)],
)
def test_a_threshold_is_kept_in_the_project_where_it_makes_sense(shaded, kept, amount):
    shaded.planning.remember(KEPT, {"hours": kept})
    assert shaded.studies.who.threshold.amount == amount
    shaded.studies.who.ask(1.5, False, False)
    assert shaded.planning.setting(KEPT)["hours"] == [1.5, False, False]


def test_the_map_takes_the_place_of_the_difference_until_it_is_taken_off(shaded, qtbot):
    studies, who = shaded.studies, shaded.studies.who
    who.show_map(True)
    study = shaded.document.study
    assert study.quantity == "affected" and study.values is who.found.layer
    assert studies.layer.quantity("hours").scale == "diverging"  # the page still tells of it
    studies.quantify("longest")
    wait(shaded, qtbot)
    assert shaded.document.study.values is who.found.layer
    studies.show(studies.shown, PLAN)
    assert shaded.document.study.quantity == "longest"
    studies.show(studies.shown, DIFFERENCE)
    wait(shaded, qtbot)
    assert shaded.document.study.quantity == "affected"
    who.show_map(False)
    assert shaded.document.study.quantity == "longest"


def test_the_list_is_written_or_its_fault_is_said(shaded, qtbot, tmp_path):
    who, said = shaded.studies.who, []
    who.written.connect(said.append)
    who.write(tmp_path / "a.csv")
    wait(shaded, qtbot)
    assert "house" in (tmp_path / "a.csv").read_text("utf-8-sig") and str(tmp_path) in said[0]
    who.write(tmp_path / "nowhere" / "a.csv")
    wait(shaded, qtbot)
    assert "cannot be written" in shaded.refused[-1]


def test_another_city_knows_nothing_of_what_was_put_in(shaded, qtbot):
    who = shaded.studies.who
    who.ask(3.0, False, False)
    who.show_map(True)
    wait(shaded, qtbot)
    shaded.document.emptying.emit()
    assert (who.found, who.mapped, who._thresholds) == (None, False, {})
    assert shaded.studies.against == "" and shaded.studies.layer is None
