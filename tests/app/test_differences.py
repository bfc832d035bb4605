"""The differences in the window: their page under "More", their command, what is written."""

import csv

import pytest

from tests.app.planned import house
from tests.app.standin import town_opened
from tests.app.test_desk import make_window
from tests.app.test_differing import file_of


@pytest.fixture
def window(qtbot, tmp_path):
    made = make_window(qtbot)
    made.document.lay(town_opened(), add=False)
    made.desk.keep_as(tmp_path / "town")
    made.wait = lambda: qtbot.waitUntil(lambda: not made.tasks.running, timeout=10_000)
    made.studio.do(house(id="new"))
    made.studio.planning.settle()
    yield made
    made.close()


def test_the_command_turns_to_the_page_and_the_legend_tells_the_colours(window):
    (action,) = [a for a in window.actions_.menus["Compare"].actions() if "differs" in a.text()]
    action.trigger()
    window.wait()
    assert window.table.side.page == "differences"
    assert [line.text for line in window.table.legend.page.lines] == [
        "Plan A against Baseline",
        "+  Added",
    ]
    window.turn_to("inspector")
    assert [line.text for line in window.table.legend.page.lines][:1] == ["Change against baseline"]


def test_it_flies_to_what_came_and_to_what_went(window):
    studio = window.studio
    studio.planning.do(house(60, id="other"))
    studio.differences.show()
    window.wait()
    flown = window.table.viewport.framed = []
    window.table.viewport.frame = flown.append
    studio.differences.fly_to(0)
    (box,) = flown
    assert box[0] == pytest.approx(180) and box[1] == pytest.approx(230)


def test_the_list_is_written_by_a_worker(window, tmp_path):
    window.studio.differences.show()
    window.wait()
    window.studio.differences.write(tmp_path / "list.csv")
    window.wait()
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["id_b"] for row in csv.DictReader(file)] == ["new"]
    assert "Written" in window.notice.text.text()
    window.studio.differences.write(tmp_path / "list.doc")
    window.wait()
    assert "differences are written as" in window.notice.text.text()


def test_a_file_is_opened_beside_the_city(window, tmp_path):
    window.studio.differences.open_beside(file_of(tmp_path, name="Old mill"))
    window.wait()
    assert window.table.side.page == "differences"
    page = window.studio.differences.page
    assert page.b.currentText() == "next.city.json"
    assert page.counts["attributes"].text() == "≠ Other attributes  1"


def test_the_page_stays_in_front_while_plans_are_chosen_on_it(window):
    planning, page = window.studio.planning, window.studio.differences.page
    first = planning.active
    planning.add("Plan B")
    planning.do(house(60, id="other"))
    window.studio.differences.show()
    window.wait()
    window.studio.differences.differing.choose(planning.active, first)
    planning.settle()
    window.wait()
    assert planning.active == first and window.table.side.page == "differences"
    assert page.counts["removed"].text() == "− Removed  1"
