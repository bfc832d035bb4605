"""What differs between two sides in the window: found by a worker, shown, and kept in step."""

import pytest

from app.differing import FILE, OVER, Differing
from app.plan_layers import ADDED, PlanLayers
from app.tasks import Tasks
from exporters import write
from tests.app.planned import Desk, house
from tests.city.plans import square
from tests.city.toy import town


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(tmp_path)
    made.tasks = Tasks()
    made.layers = PlanLayers(made.document, made.planning)
    made.differing = Differing(made.document, made.planning, made.layers, made.tasks)
    made.said = []
    made.differing.refused.connect(made.said.append)
    made.wait = lambda: qtbot.waitUntil(lambda: not made.tasks.running, timeout=10_000)
    yield made
    made.tasks.close()
    made.project.close()


def listed(desk):
    difference = desk.differing.found.difference
    return {difference.ident(k): difference.sort_of(k) for k in range(len(difference))}


def over(desk):
    return {key for key in desk.document.layers if key.startswith("differences/")}


def file_of(folder, **said):
    builder = town()
    for name, value in said.items():
        builder.objects.set(0, name, "text", value)  # of the house
    write(builder.freeze(), folder / "next.city.json")
    return folder / "next.city.json"


def test_the_plan_on_the_table_is_compared_with_the_city_as_it_is(desk):
    desk.planning.do(house(id="new"))
    assert desk.differing.found is None  # nobody has asked
    desk.differing.begin()
    desk.wait()
    assert listed(desk) == {"new": "added"} and over(desk) == {"differences/added/now"}
    assert desk.differing.name_of(desk.differing.b) == "Plan A"
    assert [line.text for line in desk.differing.legend()] == [
        "Plan A against Baseline",
        "+  Added",
    ]


def test_it_follows_the_plan_and_stops_when_nobody_looks(desk):
    desk.differing.begin()
    desk.wait()
    assert listed(desk) == {} and over(desk) == set()
    desk.planning.do(house(id="new"))
    desk.do("demolish", objects=["house"])
    desk.wait()
    assert listed(desk) == {"new": "added", "house": "removed"}
    desk.differing.end()
    assert over(desk) == set() and desk.differing.legend() == []
    desk.do("demolish", objects=["tower"])
    desk.wait()
    assert len(listed(desk)) == 2
    desk.differing.begin()
    desk.wait()
    assert listed(desk)["tower"] == "removed"


def test_what_is_known_is_not_looked_for_again(desk):
    desk.planning.do(house(id="new"))
    desk.differing.begin()
    desk.wait()
    found = desk.differing.found
    desk.differing.end()
    desk.differing.begin()
    assert not desk.differing.busy and desk.differing.found is found and over(desk)


def test_the_colours_of_the_plan_are_off_while_two_sides_are_compared(desk):
    desk.planning.do(house(id="new"))
    (key,) = [key for key in desk.document.layers if key.startswith("plan/")]
    assert tuple(desk.document.layers[key].tints[0][:3]) == ADDED
    desk.differing.begin()
    assert not desk.document.layers[key].tints.any()
    desk.differing.end()
    assert tuple(desk.document.layers[key].tints[0][:3]) == ADDED


def test_two_plans_and_the_other_way_round(desk):
    planning, differing = desk.planning, desk.differing
    planning.do(house(id="new"))
    first = planning.active
    planning.add("Plan B")
    planning.do(house(60, id="other"))
    second = planning.active
    differing.begin()
    differing.choose(first, second)
    desk.wait()
    assert listed(desk) == {"new": "removed", "other": "added"}
    differing.swap()
    desk.wait()
    assert planning.active == first  # the second side lies on the table
    assert listed(desk) == {"new": "added", "other": "removed"}
    planning.turn_to("")
    desk.wait()
    assert (differing.a, differing.b) == (second, "")
    assert listed(desk) == {"other": "removed"}


def test_a_file_beside_the_city(desk, tmp_path):
    differing = desk.differing
    differing.begin()
    differing.open_beside(file_of(tmp_path, name="Old mill"))
    desk.wait()
    assert (differing.a, differing.b) == ("", FILE)
    assert listed(desk) == {"house": "attributes"}
    assert differing.sides[FILE] == "next.city.json"
    desk.planning.do(house(id="new"))
    differing.choose(desk.planning.active, FILE)
    desk.wait()
    assert listed(desk) == {"house": "attributes", "new": "removed"}


def test_a_plan_over_a_new_delivery(desk, tmp_path):
    planning, differing = desk.planning, desk.differing
    planning.do(house(id="new"))
    desk.do("raise", objects=["tower"], storeys=1)
    plan = planning.active
    differing.begin()
    differing.open_beside(file_of(tmp_path, name="Old mill"))
    desk.wait()
    assert differing.sides[f"{OVER}{plan}"] == "Plan A over next.city.json"
    differing.choose("", f"{OVER}{plan}")
    desk.wait()
    assert differing.a == FILE and listed(desk) == {"new": "added", "tower": "shape"}
    assert differing.found.means == []  # the house has changed, which the plan does not touch
    desk.do("demolish", objects=["house"])
    desk.wait()
    (one,) = differing.found.means
    assert one.ident == "house" and "Old mill" in one.words
    differing.swap()  # there is no other way round
    desk.wait()
    assert (differing.a, differing.b) == (FILE, f"{OVER}{plan}")
    differing.choose("", differing.b)
    desk.wait()
    assert (differing.a, differing.b) == ("", plan) and differing.found.means == []


def test_the_delivery_stays_while_plans_come_and_go(desk, tmp_path):
    planning, differing = desk.planning, desk.differing
    planning.do(house(id="new"))
    first = planning.active
    differing.begin()
    differing.open_beside(file_of(tmp_path))
    desk.wait()
    differing.choose(FILE, f"{OVER}{first}")
    planning.add("Plan B")
    planning.do(house(60, id="other"))
    desk.wait()
    assert differing.b == f"{OVER}{planning.active}" and listed(desk) == {"other": "added"}
    planning.turn_to("")
    desk.wait()
    assert (differing.a, differing.b) == ("", FILE) and listed(desk) == {}


def test_what_looks_otherwise_in_a_file_is_hidden_meanwhile(desk, tmp_path):
    from tests.city.compare.towns import delivery
    from tests.city.compare.towns import house as home

    path = tmp_path / "next.city.json"
    write(delivery(home(0, 9, "house")), path)
    desk.differing.begin()
    desk.differing.open_beside(path)
    desk.wait()
    city = desk.planning.base.cities[0]
    seen = desk.document.visible_rows(city)
    ids = list(city.objects.ids)
    assert not seen[ids.index("house")] and not seen[ids.index("podium")]
    desk.differing.show_sorts(["both"])
    assert desk.document.visible_rows(city)[ids.index("podium")]
    desk.differing.end()
    assert desk.document.visible_rows(city) is None


def test_what_cannot_be_compared_is_said_in_one_line(desk, tmp_path):
    desk.differing.begin()
    desk.wait()
    nothing = tmp_path / "nothing.city.json"
    nothing.write_text("{}")
    desk.differing.open_beside(nothing)
    desk.wait()
    (line,) = desk.said
    assert "nothing.city.json" in line and "\n" not in line
    assert desk.differing.b != FILE


def test_another_city_forgets_the_sides(desk, tmp_path):
    desk.differing.begin()
    desk.differing.open_beside(file_of(tmp_path))
    desk.wait()
    desk.document.clear()
    assert (desk.differing.beside, desk.differing.found) == (None, None)
    assert FILE not in desk.differing.sides


def test_it_can_be_stopped(desk):
    desk.planning.do(house(id="new", footprint=square(200, 0, 9, 9)))
    desk.differing.begin()
    desk.differing.cancel()
    desk.wait()
    assert not desk.differing.busy and desk.differing.found is None
