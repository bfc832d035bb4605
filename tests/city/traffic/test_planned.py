"""What a plan does to a network: closures, limits and new streets, where they meet it."""

from dataclasses import replace

import pytest

from city.edits import read_edit
from city.scenario import fold
from city.traffic.planned import planned
from city.view import View
from tests.city.plans import at, base, square
from tests.city.traffic.grid import grid

CLOSE = {"edit": "close", "line": [at(50, -5), at(50, 5)], "id": "c", "name": "Fair"}
ROAD = [{"kind": "pavement", "width": 2.0}, {"kind": "carriageway", "width": 6.0}]
# from 10 m beside the junction 00 to 10 m beside 22
NEW = {"edit": "street", "line": [at(10, 0), at(150, 60), at(200, 190)], "section": ROAD, "id": "n"}


def works(*said):
    ground = base()
    edits = [read_edit(one).settled(ground) for one in said]
    return planned(fold(View.of(ground), edits), edits, grid())


def test_a_closure_closes_what_it_crosses():
    assert works(CLOSE).closed == {"00>10": "all", "10>00": "all"}
    assert works({**CLOSE, "whom": "cars"}).closed == {"00>10": "cars", "10>00": "cars"}


def test_what_is_closed_to_all_stays_so_whatever_comes_first():
    cars = {**CLOSE, "whom": "cars", "id": "d"}
    assert set(works(CLOSE, cars).closed.values()) == {"all"}
    assert set(works(cars, CLOSE).closed.values()) == {"all"}


def test_a_closure_that_was_taken_away_or_moved_closes_nothing_there():
    gone = {"edit": "demolish", "objects": ["c"]}
    assert not works(CLOSE, gone)
    moved = {"edit": "move", "objects": ["c"], "by": [0, 100, 0]}
    assert set(works(CLOSE, moved).closed) == {"01>11", "11>01"}


def test_a_closure_beside_the_network_is_told():
    away = {**CLOSE, "line": [at(50, 20), at(50, 30)]}
    found = works(away)
    assert not found
    assert found.lost == ("the closure Fair meets no street of the network",)


def test_a_limit_holds_for_the_streets_of_its_area():
    area = [*square(-10, -10, 120, 20), at(-10, -10)]
    limit = {"edit": "limit", "line": area, "speed": 36, "id": "l"}
    found = works(limit).limits
    # 00-10 as a whole, and what leads out of both junctions
    assert set(found) == {"00>10", "10>00", "00>01", "01>00", "10>11", "11>10", "10>20", "20>10"}
    assert set(found.values()) == {10.0}


def test_a_limit_of_which_the_speed_was_taken_away_is_told():
    limit = {"edit": "limit", "line": CLOSE["line"], "speed": 30, "id": "l"}
    change = {"edit": "change", "objects": ["l"], "attributes": {"maxspeed": None}}
    assert "says no speed" in works(limit, change).lost[0]


@pytest.mark.parametrize(("width", "lanes"), [(3.0, (1, 0)), (6.0, (1, 1)), (9.0, (2, 1))])
def test_a_street_joins_the_junctions_at_its_ends(width, lanes):
    section = [{"kind": "carriageway", "width": width}]
    (new,) = works({**NEW, "section": section}).new
    assert (new.id, new.start, new.end, new.lanes) == ("n", "00", "22", lanes)
    assert new.speed == pytest.approx(50 / 3.6)
    assert new.shape.tolist() == [[0, 0], [10, 0], [150, 60], [200, 190], [200, 200]]


@pytest.mark.parametrize(
    ("id", "known"),
    [("-n 1:<a>", "n_1__a_"), ("00>10", "00_10"), ("01>00", "01_00")],
)
def test_ids_are_such_as_sumo_takes(id, known):
    assert works({**NEW, "id": id}).new[0].id == known


def test_a_new_street_takes_no_name_of_the_network():
    ground = base()
    edits = [read_edit({**NEW, "id": "a"}).settled(ground)]
    roads = grid(streets=["00>10", "10>00", "12>22"])
    links = replace(roads.network.links, ids=("a", "-a", "a_new"))
    roads = replace(roads, network=replace(roads.network, links=links))
    (new,) = planned(fold(View.of(ground), edits), edits, roads).new
    assert new.id == "a_new_new"


def test_two_new_streets_never_take_the_same_name():
    other = {**NEW, "id": "a b", "line": [at(0, 200), at(200, 0)]}
    assert [one.id for one in works({**NEW, "id": "a_b"}, other).new] == ["a_b", "a_b_new"]


def test_a_new_street_is_closed_and_limited_like_any_other():
    across = {"edit": "close", "line": [at(140, 70), at(160, 50)], "id": "c"}
    assert works(NEW, across).closed == {"n": "all", "-n": "all"}
    narrow = {**NEW, "section": [{"kind": "carriageway", "width": 3}]}
    limit = {"edit": "limit", "line": across["line"], "speed": 18, "id": "l"}
    assert works(limit, narrow).limits == {"n": 5.0}


def test_a_street_for_bicycles_is_none_for_cars():
    assert not works({**NEW, "section": [{"kind": "cycle", "width": 4}]})


def test_a_street_that_was_taken_away_again_is_not_there():
    assert not works(NEW, {"edit": "demolish", "objects": ["n-1", "n-2"]})


def test_a_street_that_was_moved_away_is_told():
    move = {"edit": "move", "objects": ["n-1", "n-2"], "by": [300, 0, 0]}
    found = works(NEW, move)
    assert found.new == () and "was moved after it was laid" in found.lost[0]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ([at(0, 0), at(150, 150)], "ends 71 m from the nearest junction"),
        ([at(0, 10), at(10, 0)], "begins and ends at the same junction"),
    ],
)
def test_a_street_that_joins_nothing_is_told(line, words):
    found = works({**NEW, "line": line, "name": "Loop"})
    assert found.new == ()
    assert words in found.lost[0] and "Loop" in found.lost[0]
