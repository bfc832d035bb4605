"""The compiled loops of a passing sun do what numpy does, however slowly."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from render import loops
from render.light import AMBIENT, SKY_COLOUR, Sun
from render.relight import Relight
from render.shadow import Shade, darkness
from render.sight import Sight
from render.style import SHADOW

F32 = np.float32


def sight(seed, rows=13, columns=17):
    """Faces that lie anyhow, beside the sky, and some of which fade."""
    rng = np.random.default_rng(seed)
    shape = (rows, columns)
    normal = rng.normal(size=(*shape, 3))
    normal /= np.linalg.norm(normal, axis=2, keepdims=True)
    mesh = rng.integers(-1, 2, shape).astype(np.int32)
    normal[mesh < 0] = 0
    share = rng.choice([0, 0.4, 1], shape).astype(F32)
    place = rng.normal(size=(*shape, 3)).astype(F32)
    far = np.full(shape, 50, F32)
    sky = rng.random(shape).astype(F32)
    told = (mesh >= 0) & (rng.random(shape) < 0.2)
    return Sight(place, normal.astype(F32), far, mesh, mesh, far, sky, share, told)


def relit(bare, seen, before, after, sun, lit):
    """The formula of Relight: a face's own colour, in another light and with its shadow."""
    gone = np.where(seen.mesh < 0, 1, 1 - seen.share)[..., None]
    skies = [Relight(bare, one)._sky(one)[:, None] for one in (before, after)]
    falls = []
    for one, slant in ((before, np.maximum(seen.normal @ before.direction(), 0)), (after, lit)):
        light = one.light()
        above = np.maximum(seen.normal[..., 2:], 0) * np.array(SKY_COLOUR) * light.sky
        falls.append(AMBIENT + above + slant[..., None] * np.array(light.colour) * light.sun)
    own = bare[..., :3] - gone * skies[0]
    change = np.where(seen.told[..., None], 1, falls[1] / falls[0])
    value = np.clip(own * change + gone * skies[1], 0, 255)
    dark = darkness(Shade(seen, after, sun, lit))[..., None]
    value = value * (1 - dark) + dark * np.array(SHADOW)
    dots = (gone[..., 0] == 1) & (seen.mesh >= 0) & (np.abs(own).max(2) > 8)
    return np.where(dots[..., None], bare[..., :3], value)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(1, 89), st.floats(-8, 89), st.floats(0, 360))
def test_one_pass_lights_a_picture_as_the_formula_says(seed, before, after, azimuth):
    rng, seen = np.random.default_rng(seed), sight(seed)
    bare = rng.integers(0, 256, (*seen.mesh.shape, 4)).astype(np.uint8)
    was, now = Sun(180, before), Sun(azimuth, after)
    lit = np.maximum(seen.normal @ now.direction().astype(F32), 0) * (after > 0)
    lit = np.where(seen.told, F32(1), lit)
    sun = rng.integers(0, 2, lit.shape).astype(F32)
    found = Relight(bare, was).under(Shade(seen, now, sun, lit))
    wanted = relit(bare, seen, was, now, sun, lit)
    assert np.abs(found[..., :3] - np.floor(wanted)).max() <= 1
    assert np.array_equal(found[..., 3], bare[..., 3])


@given(st.integers(0, 10**6), st.integers(0, 12), st.integers(0, 13))
def test_light_falls_the_straighter_the_smaller_the_angle(seed, first, last):
    seen, towards = sight(seed), Sun(seed % 360, 40).direction().astype(F32)
    found = np.full(seen.mesh.shape, -1, F32)
    loops.slant(seen.normal, seen.told, towards, first, last, found)
    wanted = np.where(seen.told, 0, np.maximum(seen.normal @ towards, 0))
    assert np.allclose(found[first:last], wanted[first:last], atol=1e-6)
    assert (found[:first] == -1).all() and (found[max(first, last) :] == -1).all()


def level(rows=9, columns=9, height=0.0):
    """A level place, seen from straight above; one pixel is a metre."""
    y, x = np.indices((rows, columns)).astype(F32)
    start = np.stack([x, y, np.full_like(x, height)], axis=2)
    normal = np.broadcast_to(np.array([0, 0, 1], F32), start.shape).copy()
    return start, normal, np.zeros((rows, columns), np.int32)


def kin_of(start, normal, mesh):
    found = np.full(mesh.shape, 77, np.uint8)
    loops.relate(start, normal, mesh, 0, len(mesh), found)
    return found


def test_neighbours_of_one_face_are_kin_and_beyond_the_picture_there_are_none():
    found = kin_of(*level())
    assert found[1, 1] == found[2, 2] == found[5, 7] == 0b1111
    assert found[0, 1] == 0b1111  # on a line: both of its ends, twice
    assert kin_of(*level(8, 8))[7, 5] == 0b0011  # nothing is above the last row


def test_neighbours_of_other_faces_are_no_kin():
    start, normal, mesh = level()
    start[:, 5:, 2] = 3.0  # a step up
    found = kin_of(start, normal, mesh)
    assert found[1, 3] == 0b1111 and found[1, 5] == 0b1010 and found[1, 7] == 0b1111
    start[:, 5:, 2] = 0.0
    normal[:, 5:] = [1, 0, 0]  # a wall
    assert kin_of(start, normal, mesh)[1, 5] & 0b0101 == 0
    mesh[:, 5:] = -1  # the sky
    found = kin_of(start, normal, mesh)
    assert (found[:, 5:] == 0).all() and found[1, 3] == 0b1111


def ask(kin, lit, step, sun):
    asked = np.full(kin.size, -1, np.int32)
    count = loops.ask(kin, lit, step, 0, len(kin), sun, asked)
    return np.sort(asked[:count]).tolist()


def test_at_first_every_fourth_pixel_that_faces_the_sun_is_asked():
    kin, lit = kin_of(*level()), np.ones((9, 9), F32)
    lit[4, 4] = 0
    every = [row * 9 + column for row in (0, 4, 8) for column in (0, 4, 8)]
    assert ask(kin, lit, 4, np.ones((9, 9), F32)) == [p for p in every if p != 40]


def test_where_neighbours_agree_nobody_is_asked_and_where_they_do_not_everybody_is():
    kin, lit = kin_of(*level()), np.ones((9, 9), F32)
    sun = np.full((9, 9), 0.5, F32)
    sun[::4, ::4] = 0
    assert ask(kin, lit, 2, sun) == []
    assert (sun[::2, ::2] == 0).all() and (sun[1::2] == 0.5).all()
    sun[:, ::4] = 0
    sun[::4, 8] = 1
    assert ask(kin, lit, 2, sun) == [6, 24, 42, 60, 78]  # the two in the middle, and the lines
    assert (sun[2::4, 2] == 0).all() and (sun[2::4, 8] == 1).all()


def test_a_pixel_alone_on_its_face_is_asked():
    start, normal, mesh = level()
    start[3, 3, 2] = 5.0
    kin, lit = kin_of(start, normal, mesh), np.ones((9, 9), F32)
    assert ask(kin, lit, 1, np.ones((9, 9), F32)) == [3 * 9 + 3]
