"""What is told without a ray is, place by place, what the ray says."""

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from city.progress import Cancelled, Progress
from city.rays import Rays
from city.simulate import shade
from city.simulate.fabric import Fabric, woven
from city.simulate.light import look_up, starts
from city.simulate.obstacles import Area, Hurdle, Obstacles, Standing, mesh_of
from city.simulate.samples import Spacing, samples_on
from city.simulate.shade import Shade, across, blocks_of
from city.simulate.sky import sky
from tests.city.plans import base, plan
from tests.city.simulate.test_light import EVERYTHING
from tests.city.simulate.test_renewal import edits

TOWN, AREA = base(), Area(-20, -20, 130, 40)
PHASES = (Phase.explicit, Phase.generate)
WAYS = sky(100).directions.astype(np.float32)
LOW = np.array([[0.9, 0.43, 0.02], [-0.6, -0.8, 0.001], [0, -1, 0], [0, 0, 1]], np.float32)


@pytest.fixture(autouse=True, scope="module")
def lists_whenever_they_can_be():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shade, "MANY", 1)
        patch.setattr(shade, "SHARE", np.inf)
        yield


class Watched(Hurdle):
    """Counts the rays that are traced."""

    traced = 0

    def blocked(self, origins, directions, reach=None):
        self.traced += len(origins)
        return super().blocked(origins, directions, reach)


def fabric(corners):
    count = len(corners)
    face, zero = np.arange(count, dtype=np.int32), np.zeros(count, np.uint8)
    whole = face.astype(np.uint64)
    return Fabric(corners, face, whole, face * 0, zero, zero, zero.astype(bool), ("a",))


def hurdle_of(corners, gone=None, fresh=None):
    """A hurdle of triangles (t, 3, 3), some of them gone, and some that are fresh."""
    origin = np.zeros(3)
    standing = Standing(fabric(corners), Rays([mesh_of(corners, origin)]))
    gone = np.zeros(len(corners), bool) if gone is None else gone
    return Watched(standing, gone, woven([]) if fresh is None else fabric(fresh), origin)


def compared(hurdle, places, ways, asked=None):
    """How many of the answers took a ray, all of them being what the rays say."""
    places = np.ascontiguousarray(places, np.float32)
    asked = np.ones(len(places), bool) if asked is None else asked
    one, before = Shade(hurdle), getattr(hurdle, "traced", 0)
    found = [one.over(places, asked, way, lambda: None) for way in ways]
    traced = getattr(hurdle, "traced", 0) - before
    for way, hidden in zip(ways, found, strict=True):
        expected = hurdle.blocked(places, np.tile(way, (len(places), 1))) & asked
        np.testing.assert_array_equal(hidden, expected)
    return traced / (np.count_nonzero(asked) * len(ways))


def houses(rng, count, size):
    """Triangles of slanted boxes that stand about, and run into each other."""
    low = np.c_[rng.uniform(-size, size, (count, 2)), rng.uniform(-2, 0, count)]
    high = low + np.c_[rng.uniform(2, 20, (count, 2)), rng.uniform(3, 30, count)]
    pick = np.array([[x, y, z] for z in (0, 1) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))])
    box = np.stack([low, high])
    points = np.stack([box[pick[:, k], :, k] for k in range(3)], axis=2)
    points[4:, :, :2] += rng.uniform(-3, 3, (count, 2))
    ring = [(k, (k + 1) % 4, 4 + (k + 1) % 4, 4 + k) for k in range(4)] + [(4, 5, 6, 7)]
    faces = [t for a, b, c, d in ring for t in ((a, b, c), (a, c, d))]
    return points[np.array(faces)].transpose(2, 0, 1, 3).reshape(-1, 3, 3)


def hills(rng, size, step):
    """Triangles of a rough ground that shadows itself."""
    x, y = np.meshgrid(*[np.arange(-size, size + step, step)] * 2)
    points = np.stack([x, y, 3 * np.sin(x / 9) + rng.uniform(0, 1, x.shape)], axis=2)
    a, b, c, d = points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]
    return np.stack([a, d, b, b, d, c], axis=2).reshape(-1, 3, 3)


def on_triangles(rng, corners, count, off):
    """Places on triangles, a little off them."""
    share = rng.dirichlet(np.ones(3), count)
    some = corners[rng.integers(0, len(corners), count)]
    across_ = np.cross(some[:, 1] - some[:, 0], some[:, 2] - some[:, 0])
    across_ /= np.maximum(np.linalg.norm(across_, axis=1), 1e-12)[:, None]
    return np.einsum("nk,nkj->nj", share, some) + off * across_ * np.sign(across_[:, 2:] + 1e-9)


def test_a_city_in_the_hills_is_shaded_as_rays_say_nearly_without_them():
    rng = np.random.default_rng(1)
    corners = np.concatenate([houses(rng, 150, 150), hills(rng, 200, 5.0)])
    places = on_triangles(rng, corners, 30_000, 0.02)
    traced = compared(hurdle_of(corners), places, [*WAYS[::9], *LOW])
    assert traced < 0.02


def test_far_from_its_origin_as_well():
    rng = np.random.default_rng(2)
    corners = houses(rng, 150, 150) + np.array([9000.0, -7000, 40])
    traced = compared(hurdle_of(corners), on_triangles(rng, corners, 10_000, 0.02), WAYS[::15])
    assert traced < 0.2


@settings(max_examples=25, phases=PHASES, deadline=None)
@given(edits, st.booleans())
def test_of_any_plan(told, low):
    view = plan(*told, over=TOWN)
    obstacles = Obstacles(view, AREA, -2.0, 1.0, 2030.0)
    samples = samples_on(view, AREA, obstacles, Spacing(2.0), EVERYTHING)
    begin = starts(samples, obstacles, np.arange(len(samples)))
    for hurdle in (obstacles.solid, obstacles.trees):
        compared(hurdle, begin, LOW if low else WAYS[::25])


def test_what_is_gone_is_seen_through_and_what_is_fresh_is_not():
    rng = np.random.default_rng(3)
    corners, fresh = houses(rng, 60, 60), houses(rng, 10, 60)
    gone = np.repeat(rng.random(60) < 0.3, 10)
    places = on_triangles(rng, corners, 20_000, 0.02)
    asked = rng.random(len(places)) < 0.7
    traced = compared(hurdle_of(corners, gone, fresh), places, WAYS[::15], asked)
    assert traced < 0.6
    assert compared(hurdle_of(corners, ~gone | gone), places, WAYS[::50]) < 1.0


def test_needles_and_specks_and_what_has_no_area():
    rng = np.random.default_rng(4)
    base_, along = rng.uniform(-20, 20, (400, 1, 3)), rng.normal(size=(400, 3, 3))
    thin = base_ + along * 10.0 ** rng.uniform(-6, 1.5, (400, 3, 1))
    thin[:40, 2] = thin[:40, 0]
    thin[40:80, 2] = (thin[40:80, 0] + thin[40:80, 1]) / 2
    needles = base_ + np.cumsum(along * np.array([0.0, 30, 1e-3])[None, :, None], axis=1)
    corners = np.concatenate([thin, needles])
    places = np.concatenate([rng.uniform(-25, 25, (5000, 3)), on_triangles(rng, corners, 5000, 0)])
    compared(hurdle_of(corners), places, [*WAYS[::20], *LOW])


def test_places_that_lie_on_sides_and_corners_in_the_light():
    rng = np.random.default_rng(5)
    corners = np.concatenate([houses(rng, 40, 50), hills(rng, 60, 5.0)])
    for way in [*WAYS[::25], *LOW]:
        ends = corners[rng.integers(0, len(corners), 3000)]
        share = rng.integers(0, 5, (3000, 1)) / 4
        on = ends[:, 0] * share + ends[:, 1] * (1 - share)
        back = on - way * rng.choice([0.0, 1e-4, 0.5, 20.0], (3000, 1))
        compared(hurdle_of(corners), back, [way])


def test_edge_on_walls_seen_along_and_flat_roofs_seen_from_the_horizon():
    x, z = np.meshgrid(np.linspace(-5, 25, 300), np.linspace(-1, 12, 60))
    wall = np.array([[[0.0, 0, 0], [20, 0, 0], [20, 0, 10]], [[0, 0, 0], [20, 0, 10], [0, 0, 10]]])
    for off in (0.0, 1e-5, 1e-3, 0.02):
        places = np.c_[x.ravel(), np.full(x.size, off), z.ravel()]
        compared(hurdle_of(wall), places, [*LOW, np.array([1, 0, 0], "f4"), WAYS[40]])


def test_nothing_stands_and_places_are_nowhere():
    rng = np.random.default_rng(6)
    places = rng.uniform(-20, 20, (2000, 3))
    assert compared(hurdle_of(np.zeros((0, 3, 3))), places, WAYS[::30]) == 0
    assert (
        not Shade(hurdle_of(houses(rng, 5, 9)))
        .over(np.zeros((0, 3), np.float32), np.zeros(0, bool), WAYS[0], lambda: None)
        .any()
    )
    for nowhere in (np.nan, np.inf):
        places[7] = nowhere
        assert 1 / 2000 <= compared(hurdle_of(houses(rng, 5, 9)), places, WAYS[::30]) < 0.01
    line = np.tile(places[:1], (500, 1))
    assert compared(hurdle_of(houses(rng, 5, 9)), line, WAYS[::30]) == 0


def test_few_places_are_left_to_rays(monkeypatch):
    rng = np.random.default_rng(7)
    hurdle, places = hurdle_of(houses(rng, 20, 30)), rng.uniform(-30, 30, (300, 3))
    monkeypatch.setattr(shade, "MANY", 301)
    assert compared(hurdle, places, WAYS[::30]) == 1
    monkeypatch.setattr(shade, "MANY", 300)
    assert compared(hurdle, places, WAYS[::30]) < 1
    monkeypatch.setattr(shade, "SHARE", 0.1)  # of 200 triangles
    assert compared(hurdle, places, WAYS[::30]) == 1
    monkeypatch.setattr(shade, "SHARE", np.inf)
    monkeypatch.setattr(shade, "ENTRIES", 100)
    assert compared(hurdle, places, WAYS[::30]) == 1


def test_looking_up_answers_bit_for_bit_the_same_with_trees_of_leaves(monkeypatch):
    tree = {"edit": "plant", "places": [[84060.0, 447005.0]], "height": 9.0, "crown": 8.0}
    view = plan({**tree, "ids": ["oak"]}, {"edit": "demolish", "objects": ["house"]}, over=TOWN)
    obstacles = Obstacles(view, AREA, -2.0, 1.0, 2030.0)
    samples = samples_on(view, AREA, obstacles, Spacing(1.5), EVERYTHING)
    for walls in (True, False):
        monkeypatch.setattr(shade, "MANY", 1)
        one = look_up(samples, obstacles, WAYS, walls, Progress(), "")
        monkeypatch.setattr(shade, "MANY", 1 << 60)
        other = look_up(samples, obstacles, WAYS, walls, Progress(), "")
        np.testing.assert_array_equal(one.clear, other.clear)
        assert (one.leafy is None) == walls
        if one.leafy is not None and other.leafy is not None:
            np.testing.assert_array_equal(one.leafy, other.leafy)
            assert one.leafy.any()


def test_it_stops_when_told():
    rng = np.random.default_rng(8)
    hurdle, progress = hurdle_of(houses(rng, 20, 30)), Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        Shade(hurdle).over(np.zeros((9, 3), "f4"), np.ones(9, bool), WAYS[3], progress.check)


def test_the_plane_across_the_light_is_square_and_right_handed():
    for way in [*WAYS, *LOW]:
        basis = across(way.astype(float))
        np.testing.assert_allclose(basis @ basis.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(basis) == pytest.approx(1)
        np.testing.assert_allclose(basis[2], way / np.linalg.norm(way), atol=1e-6)


def test_blocks_lie_around_their_triangles():
    corners = houses(np.random.default_rng(9), 21, 30).astype(np.float32)
    blocks = blocks_of(corners)
    for number, (middle, half) in enumerate(blocks):
        mine = corners[number * 32 : (number + 1) * 32].reshape(-1, 3)
        np.testing.assert_allclose(middle - half, mine.min(0), atol=1e-5)
        np.testing.assert_allclose(middle + half, mine.max(0), atol=1e-5)
    assert len(blocks) == 7 and len(blocks_of(corners[:0])) == 0
