"""Where a line of sight meets the city."""

import numpy as np
import pytest

from city.query import drawn
from city.rays import Rays
from render.draft import draft_of
from render.hit import BATCH, entries, first_hit, meets, terrain_hit
from render.mesh import mesh_of
from tests.city.toy import town
from tests.render.test_draft import meadow
from tests.render.towns import hill, street

DOWN = np.array([0.0, 0, -1])


def test_from_above_the_roof_is_hit():
    hit = first_hit(draft_of(street(), None, None), np.array([25.0, 5, 100]), DOWN)
    assert (hit.object, hit.lod) == (1, "2") and hit.away == pytest.approx(92)
    assert first_hit(draft_of(street(), None, None), np.array([15.0, 5, 100]), DOWN) is None


def test_what_is_not_shown_or_too_far_is_not_hit():
    made = draft_of(street(), None, None)
    along, start = np.array([1.0, 0, 0]), np.array([-10.0, 5, 4])
    assert first_hit(made, start, along).object == 0
    assert first_hit(made, start, along, shown=np.array([False, True, True])).object == 1
    assert first_hit(made, start, along, reach=9.0) is None


@pytest.mark.parametrize(
    "city", [street(3 * BATCH), town().freeze(), meadow(8)], ids=["houses", "town", "meadow"]
)
def test_it_finds_what_embree_finds(city):
    mesh = mesh_of(city, drawn(city))
    rays, made = Rays([(mesh.points, mesh.triangles)]), draft_of(city, None, None)
    low, high = mesh.points.min(0), mesh.points.max(0)
    rng = np.random.default_rng(5)
    starts = rng.uniform(low - 20, high + 20, (150, 3)) + np.array([0, 0, 30])
    targets = mesh.points[mesh.triangles[rng.integers(0, len(mesh.triangles), 150)]].mean(1)
    aims = targets + rng.normal(0, 2, (150, 3)) - starts
    aims /= np.linalg.norm(aims, axis=1, keepdims=True)
    seen = rays.hit(starts.astype(np.float32), aims.astype(np.float32))
    hits = [first_hit(made, start, aim) for start, aim in zip(starts, aims, strict=True)]
    found = np.array([hit.away if hit else -1 for hit in hits])
    theirs = np.where(seen.mesh >= 0, seen.away, -1)
    same = np.abs(found - theirs) < 1e-2
    assert same.mean() > 0.98 and (found > 0).any()  # they may differ at edges


def test_ways_into_boxes():
    low = np.array([[1.0, -1, -1], [1, 5, -1], [-1, -1, -1], [-5, -1, -1]])
    away = entries(low, low + 2, np.zeros(3), np.array([1.0, 0, 0]))
    assert away == pytest.approx([1, np.inf, 0, np.inf], abs=2e-3)


def test_ways_to_triangles():
    points = np.array([[0, 0, 0], [2, 0, 0], [0, 2, 0], [0, 0, -3], [2, 0, -3], [0, 2, -3]], float)
    triangles = np.array([[0, 1, 2], [5, 4, 3]])
    assert meets(points, triangles, np.array([0.5, 0.5, 4]), DOWN) == pytest.approx([4, 7])
    assert np.isinf(meets(points, triangles, np.array([1.5, 1.5, 4]), DOWN)).all()
    assert np.isinf(meets(points, triangles, np.array([0.5, 0.5, 4]), -DOWN)).all()


def test_a_terrain_is_hit_where_it_lies():
    away = terrain_hit(hill(), np.array([20.0, 10, 105]), DOWN, 1e9)
    assert away == pytest.approx(100, abs=1e-3)  # it is 5 m high there
    slanted = np.array([1.0, 0, -1]) / np.sqrt(2)
    away = terrain_hit(hill(), np.array([-20.0, 10, 50]), slanted, 1e9)
    place = np.array([-20.0, 10, 50]) + away * slanted
    assert place[2] == pytest.approx((place[0] + 30) / 10, abs=1e-3)
    assert terrain_hit(hill(), np.array([20.0, 10, 105]), DOWN, 50.0) is None
    assert terrain_hit(hill(), np.array([500.0, 10, 105]), DOWN, 1e9) is None


def test_pieces_of_ground_are_asked_by_their_boxes(monkeypatch):
    """Of a tile of many pieces only those that the line may meet are looked at face by face."""
    import render.hit

    made = draft_of(meadow(8), None, "Land use")
    asked = []
    plain = render.hit.meets
    monkeypatch.setattr(
        render.hit, "meets", lambda p, t, *more: asked.append(len(t)) or plain(p, t, *more)
    )
    box = made.box
    start = np.append(box.mean(0)[:2] + 0.1, box[1, 2] + 50.0)
    assert not made.blocks and first_hit(made, start, DOWN) is not None
    assert sum(asked) < made.pieces.triangles.sum() / 4
