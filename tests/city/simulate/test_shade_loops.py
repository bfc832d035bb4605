"""The compiled loops find what plain loops find that look at everything."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from city.simulate import shade_loops as loops
from city.simulate.shade import across, blocks_of, lists_of


def soup(seed, count=200):
    rng = np.random.default_rng(seed)
    corners = rng.uniform(-30, 30, (count, 1, 3)) + rng.normal(size=(count, 3, 3)) * 6
    way = rng.normal(size=3)
    return rng, corners.astype(np.float32), way / np.linalg.norm(way)


def hidden(corners, places, way):
    """By the volumes that a ray spans with each side, in float64 (Plücker), and the plane."""
    a, b, c = corners.astype(float)[:, None].transpose(2, 0, 1, 3)
    at = places.astype(float)[None]
    sides = [
        np.einsum("tnj,j->tn", np.cross(p - at, q - at), way) for p, q in ((a, b), (b, c), (c, a))
    ]
    through = np.all(np.sign(sides) == np.sign(sides[0]), axis=0)
    normal = np.cross(b - a, c - a)
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.einsum("tnj,tnj->tn", normal, a - at) / (normal @ way)
    return (through & (far > 0)).any(0)


def looked(corners, places, way, gone=None):
    gone = np.zeros(len(corners), bool) if gone is None else gone
    state = np.full(len(places), loops.ASKED, np.uint8)
    lists = lists_of(corners, gone, blocks_of(corners), places, state, way)
    lists.look(places, state)
    return lists, state


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_what_is_plain_is_so_and_hardly_anything_is_not(seed):
    rng, corners, way = soup(seed)
    places = rng.uniform(-40, 40, (1000, 3)).astype(np.float32)
    _, state = looked(corners, places, way)
    expected = np.where(hidden(corners, places, way), loops.HIDDEN, loops.FREE)
    plain = state != loops.UNSURE
    np.testing.assert_array_equal(state[plain], expected[plain])
    assert plain.mean() > 0.97


def test_places_that_are_not_asked_for_are_let_be():
    rng, corners, way = soup(1)
    places = rng.uniform(-40, 40, (1000, 3)).astype(np.float32)
    state = np.zeros(1000, np.uint8)
    state[::2] = loops.ASKED
    lists = lists_of(corners, np.zeros(200, bool), blocks_of(corners), places, state, way)
    lists.look(places, state)
    assert (state[1::2] == loops.NOT_ASKED).all() and (state[::2] > loops.ASKED).all()


def test_behind_what_is_gone_nothing_is_plain():
    rng, corners, way = soup(2)
    places = rng.uniform(-40, 40, (1000, 3)).astype(np.float32)
    gone = rng.random(200) < 0.3
    _, state = looked(corners, places, way, gone)
    behind = hidden(corners[gone], places, way)
    assert behind.any() and (state[behind] == loops.UNSURE).all()
    alone = looked(corners[~gone], places, way)[1]
    seen = state != loops.UNSURE
    np.testing.assert_array_equal(state[seen], alone[seen])


def test_each_list_goes_down_along_the_light_and_has_all_that_lies_in_its_texel():
    rng, corners, way = soup(3, 500)
    places = rng.uniform(-30, 30, (3000, 3)).astype(np.float32)
    lists, _ = looked(corners, places, way)
    reach = lists.told[:, 14]
    texels = len(lists.first) - 3
    for texel in range(texels):
        mine = reach[lists.ids[lists.first[texel] : lists.first[texel + 1]]]
        assert (np.diff(mine) <= lists.slack).all()
    basis = across(way)
    inside = np.einsum("kt,tkj->tj", rng.dirichlet(np.ones(3), 500).T, corners) @ basis.T
    on = (inside[:, :2] > lists.box[[0, 2]]) & (inside[:, :2] < lists.box[[1, 3]])
    for u, v, w in inside[on.all(1)]:
        row, column = int((v - lists.box[2]) / lists.texel), int((u - lists.box[0]) / lists.texel)
        texel = row * lists.columns + column
        mine = lists.told[lists.ids[lists.first[texel] : lists.first[texel + 1]]]
        plane = mine[:, 9] * u + mine[:, 10] * v + mine[:, 11] * w + mine[:, 12]
        sides = mine[:, [0, 3, 6]] * u + mine[:, [1, 4, 7]] * v + mine[:, [2, 5, 8]]
        if w > lists.box[4]:
            assert ((np.abs(plane) < 1e-5) & (sides > -1e-5).all(1)).any()


def test_blocks_that_cannot_matter_are_passed_over():
    rng, corners, _ = soup(4, 320)
    corners, way = corners[np.argsort(corners[:, 0, 0])], np.array([0.0, 0, 1])
    places = rng.uniform(-3, 3, (500, 3)).astype(np.float32)
    box = np.empty(6)
    loops.extent(places, np.full(500, loops.ASKED, np.uint8), across(way), box)
    blocks = blocks_of(corners)
    near = np.empty(len(blocks), np.int32)
    assert 0 < loops.near(blocks, across(way), box, near) < len(blocks)


def test_frozen_arrays_are_as_good_as_others_and_compiled_once():
    rng, corners, way = soup(5)
    corners.setflags(write=False)
    places = rng.uniform(-40, 40, (1000, 3)).astype(np.float32)
    places.setflags(write=False)
    assert (looked(corners, places, way)[1] > loops.ASKED).all()
    every = (loops.extent, loops.near, loops.tell, loops.rank, loops.run, loops.fill, loops.look)
    assert all(len(loop.signatures) == 1 for loop in every)
