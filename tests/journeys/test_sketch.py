"""A planner changes the city: demolishes a block, builds towers, and comes back another day."""

import pytest

import assets
from city.edits import read_edit
from tests.journeys.test_first_city import wait_settled

LONG = 60_000


@pytest.fixture
def city(window, qtbot):
    window.open_paths([assets.path("sample")])
    qtbot.waitUntil(lambda: bool(window.document.opened), timeout=LONG)
    wait_settled(window, qtbot)
    return window


def square(x, y, wide, deep):
    return [[x, y], [x + wide, y], [x + wide, y + deep], [x, y + deep]]


def test_towers(city, qtbot, journey):
    studio = city.studio
    said = {"edit": "build", "footprint": square(91000, 435700, 40, 25), "storeys": 14}
    assert studio.do(read_edit(said))
    wait_settled(city, qtbot)
    journey(city, "a tower")
    assert studio.do(read_edit({**said, "footprint": square(90900, 435640, 30, 30)}))
    wait_settled(city, qtbot)
    journey(city, "two towers")
    tower = city.document.layers["plan/0"].thing
    print(tower.objects.counts(), city.desk.undo.text())
    city.desk.undo.trigger()
    wait_settled(city, qtbot)
    journey(city, "one is taken back")
