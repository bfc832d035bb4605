"""Proposed changes in the window, from a real socket: told in the notice bar, and on their page."""

import pytest

from app.live.layer import Source
from tests.app.standin import town_opened
from tests.app.test_desk import make_window
from tests.live_platform import serving

ENTITIES = "/ngsi-ld/v1/entities"


@pytest.fixture
def platform():
    with serving() as made:
        height = {"type": "Property", "value": 30}
        made.answers[ENTITIES] = [{"id": "tower", "type": "Building", "height": height}]
        yield made


@pytest.fixture
def window(qtbot, tmp_path, platform):
    made = make_window(qtbot)
    made.document.lay(town_opened(), add=False)
    made.desk.keep_as(tmp_path / "town")
    made.wait = lambda true: qtbot.waitUntil(lambda: bool(true()), timeout=5000)
    address = f"{platform.address}{ENTITIES}?type=Building"
    made.key = made.studio.lives.add(Source(address, every=0.05))
    made.wait(lambda: made.studio.proposed.proposing.offered)
    yield made
    made.close()


def test_news_are_told_once_and_lead_to_the_page(window):
    assert "says of 1 building what this city does not." in window.notice.text.text()
    window.notice.way.click()
    assert window.table.side.page == "proposals" and not window.notice.isVisibleTo(window)
    assert "1" in window.table.side.others["proposals"].text()
    legend = window.table.legend.page
    window.wait(lambda: "Proposed changes" in [one.text for one in legend.lines])
    window.turn_to("inspector")
    assert "Proposed changes" not in [one.text for one in legend.lines]


def test_the_row_of_the_layer_leads_there_too(window):
    row = window.table.layers.live[window.key]
    window.wait(row.verbs["proposals"].isVisible)
    row.verbs["proposals"].trigger()
    assert window.table.side.page == "proposals"


def test_a_command_leads_there_and_a_line_flies_to_the_building(window):
    (action,) = [a for a in window.actions_.menus["Compare"].actions() if "Proposed" in a.text()]
    action.trigger()
    flown = []
    window.table.viewport.frame = flown.append
    window.studio.proposed.page.flown.emit("tower")
    assert flown[0][:2] == pytest.approx((100, 120), abs=60)


def test_what_is_taken_is_in_the_file(window):
    window.studio.proposed.show()
    page = window.studio.proposed.page
    page.every.setChecked(True)
    page.take.click()
    window.wait(lambda: not window.studio.proposed.proposing.offered)
    (plan,) = window.studio.planning.scenarios.values()
    assert [edit.verb for edit in plan.edits] == ["raise"]
    assert window.desk.scribe.project.scenarios()[plan.ident].edits == plan.edits
