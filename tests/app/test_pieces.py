"""Things of a plan in layers: each edit makes but the piece anew that it touches."""

import random
from time import perf_counter

import numpy as np
import pytest

from app.pieces import PIECE, Pieces
from city.frame import Frame
from city.thing import Thing
from tests.city.test_zoning import house

FRAME = Frame()


def thing(ident):
    return house(0, 0, 10, 8, 2, ident)


def many(count, first=0):
    return {f"t{k}": thing(f"t{k}") for k in range(first, first + count)}


def ids(pieces):
    return sorted(ident for layer in pieces.layers for ident in layer.thing.objects.ids)


@pytest.fixture
def pieces():
    return Pieces("plan", lambda one: (1, 2, 3) if one.id != "t1" else None)


def test_only_the_pieces_that_changed_are_made_anew(pieces):
    things = many(3 * PIECE)
    pieces.take(things)
    assert pieces.make(FRAME, np.inf)
    before = pieces.layers
    assert [layer.key for layer in before] == ["plan/0", "plan/1", "plan/2"]
    pieces.take({**things, "t50": thing("t50")})
    pieces.make(FRAME, np.inf)
    assert [a.thing is b.thing for a, b in zip(before, pieces.layers, strict=True)] == [
        True,
        False,
        True,
    ]


def test_what_is_gone_leaves_its_piece_and_comes_back_to_it(pieces):
    things = many(PIECE + 1)
    for now, keys in (
        (things, ["plan/0", "plan/1"]),
        (many(PIECE), ["plan/0"]),
        (things, ["plan/0", "plan/1"]),
        ({}, []),
    ):
        pieces.take(now)
        pieces.make(FRAME, np.inf)
        assert [layer.key for layer in pieces.layers] == keys and ids(pieces) == sorted(now)


def test_of_much_a_part_is_made_at_a_time(pieces):
    things = many(2 * PIECE + 1)
    pieces.take(things)
    assert not pieces.make(FRAME, perf_counter()) and len(pieces.layers) == 1
    assert not pieces.make(FRAME, perf_counter()) and len(pieces.layers) == 2
    assert pieces.make(FRAME, perf_counter()) and ids(pieces) == sorted(things)


def test_what_has_a_colour_gets_it_and_the_rest_stays_as_it_is(pieces):
    pieces.take(many(2))
    pieces.make(FRAME, np.inf)
    (layer,) = pieces.layers
    rows = [layer.thing.objects.ids.find(ident) for ident in ("t0", "t1")]
    assert layer.tints[rows].tolist() == [[1, 2, 3, 255], [0, 0, 0, 0]] and layer.count == 2


def test_some_things_have_no_place_among_them():
    pieces = Pieces("plan", lambda _: None, drawn=lambda one: one.attributes.get("a") != 1)
    plain, said = thing("x"), Thing("x", "Building", thing("x").form, {"a": 1})
    for now, there in ((plain, ["x"]), (said, []), (plain, ["x"])):
        pieces.take({"x": now})
        pieces.make(FRAME, np.inf)
        assert ids(pieces) == there and list(pieces.others) == ["x"][len(there) :]
    pieces.take({"x": said})
    pieces.take({})
    assert pieces.others == {}


def test_after_many_changes_all_that_is_there_is_shown(pieces):
    chance, things = random.Random(7), {}
    for _ in range(60):
        things = dict(things)
        for _ in range(chance.randrange(20)):
            name = f"t{chance.randrange(150)}"
            if chance.random() < 0.4:
                things.pop(name, None)
            else:
                things[name] = thing(name)
        pieces.take(things)
        pieces.make(FRAME, np.inf)
        assert ids(pieces) == sorted(things)


def test_nothing_is_held_any_more_once_it_is_cleared(pieces):
    pieces.take(many(2))
    pieces.make(FRAME, np.inf)
    pieces.clear()
    assert pieces.layers == [] and pieces.make(FRAME, np.inf)


def test_pieces_that_hold_some_things_are_made_anew(pieces):
    pieces.take(many(2 * PIECE))
    pieces.make(FRAME, np.inf)
    before = pieces.layers
    pieces.renew(lambda one: one.id == "t3")
    pieces.make(FRAME, np.inf)
    same = [a.thing is b.thing for a, b in zip(before, pieces.layers, strict=True)]
    assert same == [False, True]
