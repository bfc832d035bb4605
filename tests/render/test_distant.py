"""What is drawn from afar: its places, its colours, its light."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from city.measured import Measured
from render import draft
from render.distant import Distant
from render.draft import draft_of
from render.face_colours import FaceColours
from render.light import Sun, shares
from render.style import BY_THEME
from tests.render.test_draft import meadow
from tests.render.towns import street

NOON = Sun(180.0, 45.0)


@pytest.fixture
def row(monkeypatch):
    monkeypatch.setattr(draft, "TILE", 4 * 12)
    monkeypatch.setattr(draft, "BOXES", 4)
    return draft_of(street(16), None, None)


def test_the_box_of_a_house_is_the_house(row):
    points, triangles, _ = Distant(row, NOON).boxes(0)
    assert len(triangles) == 4 * 10
    first = points[:20]
    assert first.min(0).tolist() == [0, 0, 0] and first.max(0) == pytest.approx([10, 10, 8])
    a, b, c = (points[triangles[:, k]].astype(float) for k in range(3))
    normal = np.cross(b - a, c - a)
    middle = np.repeat(points.reshape(4, 20, 3).mean(1), 2 * 5, axis=0).reshape(-1, 3)
    order = np.argsort(triangles[:, 0] // 20, kind="stable")
    outwards = (a + b + c)[order] / 3 - middle
    assert (np.einsum("ij,ij->i", normal[order], outwards) > 0).all()


def test_its_faces_are_as_light_as_the_sun_makes_them(row):
    _, _, colours = Distant(row, NOON).boxes(0)
    roof = np.array(BY_THEME["Buildings"]) * shares(np.array([[0.0, 0, 1]]), NOON)[0]
    light = colours[:20].reshape(5, 4, 3)[:, 0].astype(float)
    south = np.array(BY_THEME["Buildings"]) * shares(np.array([[0.0, -1, 0]]), NOON)[0]
    north = np.array(BY_THEME["Buildings"]) * shares(np.array([[0.0, 1, 0]]), NOON)[0]
    assert np.abs(light[1:] - np.minimum(south, 255)).sum(1).min() < 4
    assert np.abs(light[1:] - np.minimum(north, 255)).sum(1).min() < 4
    assert light[0].sum() > light[1:].sum(1).max() or roof.sum() < south.sum()


def test_colours_are_mixed_in_what_stands_for_several(row):
    distant = Distant(row, NOON)
    colours = np.zeros((16, 4), np.uint8)
    colours[:8] = (200, 0, 0, 255)
    colours[8:] = (0, 0, 200, 255)
    distant.set_colours(colours)
    west, east = distant.boxes(0)[2].astype(int), distant.boxes(3)[2].astype(int)
    assert west[:, 2].max() == 0 and east[:, 0].max() == 0
    root = row.tree.levels[-1] - 1
    _, _, mixed = distant.boxes(root)
    assert 0 < len(mixed) <= 4 * 20
    assert (mixed[:40, 2] == 0).all() and (mixed[40:, 0] == 0).all()


def test_boxes_wear_what_roofs_and_walls_mix_to(row):
    distant = Distant(row, NOON)
    measured = Measured(row.city)
    number = np.full(len(measured.faces), 1, np.int16)
    up = measured.faces.normal[:, 2]
    number[up > 0.5], number[up < -0.5] = 0, 2
    table = np.array([[200, 0, 0, 255], [0, 0, 200, 255], [0, 200, 0, 255]], np.uint8)
    distant.set_colours(None, FaceColours(measured.faces, number, table))
    colours = distant.boxes(0)[2][:20].reshape(5, 4, 3).astype(int)
    assert (colours[0, :, 1:] == 0).all() and (colours[1:, :, :2] == 0).all()  # and no green floor
    chosen = np.zeros((16, 4), np.uint8)
    chosen[:] = (0, 200, 0, 255)
    distant.set_colours(chosen, FaceColours(measured.faces, number, table))
    assert (distant.boxes(0)[2][:, [0, 2]] == 0).all()


def test_of_what_is_partly_shown_less_is_drawn(row):
    distant = Distant(row, NOON)
    shown = np.zeros(16, bool)
    shown[:2] = True
    nodes = distant.set_shown(shown)
    root = row.tree.levels[-1] - 1
    assert nodes[[0, root]].all() and not nodes[1:4].any()
    points, _, _ = distant.boxes(0)
    assert len(points) == 2 * 20
    points, _, _ = distant.boxes(root)
    flat = points.reshape(-1, 20, 3)[:, :4, :2].astype(float)
    long = np.linalg.norm(flat[:, 1] - flat[:, 0], axis=1)
    wide = np.linalg.norm(flat[:, 3] - flat[:, 0], axis=1)
    assert (long * wide).sum() == pytest.approx(2 * 100, rel=1e-3)
    assert distant.set_shown(None) is None


def test_changes_are_counted_so_that_what_is_old_is_known(row):
    distant = Distant(row, NOON)
    distant.set_sun(NOON)
    assert distant.mark(0) == (0, 0)
    distant.set_sun(Sun())
    distant.set_colours(None)
    distant.set_shown(None)
    assert distant.mark(0) == (2, 0)  # all was shown before
    shown = np.ones(len(row.city.objects), bool)
    shown[0] = False
    distant.set_shown(shown)
    assert distant.mark(0) == (2, 1)
    distant.set_shown(shown.copy())
    assert distant.mark(0) == (2, 1)


def test_rays_meet_the_same_boxes(row):
    points, triangles = Distant(row, NOON).solid(0)
    assert len(points) == 4 * 8 and len(triangles) == 4 * 10
    first = points[triangles[:10]].astype(float)
    area = np.linalg.norm(np.cross(first[:, 1] - first[:, 0], first[:, 2] - first[:, 0]), axis=1)
    assert area.sum() / 2 == pytest.approx(100 + 4 * 80)


def test_a_cover_wears_the_objects_colours():
    distant = Distant(draft_of(meadow(4), None, "Land use"), NOON)
    colours = np.zeros((16, 4), np.uint8)
    colours[:] = (1, 2, 3, 255)
    distant.set_colours(colours)
    assert (distant.simple(0).colours == (1, 2, 3)).all()
    faces = Measured(meadow(4)).faces
    number = np.zeros(len(faces), np.int16)
    distant.set_colours(None, FaceColours(faces, number, np.array([[4, 5, 6, 255]], np.uint8)))
    assert (distant.simple(0).colours == (4, 5, 6)).all()
    distant.set_shown(np.zeros(16, bool))
    assert len(distant.simple(0).triangles) == 0 and len(distant.solid(0)[1]) == 32


def test_colours_may_change_while_a_worker_makes_boxes(monkeypatch):
    """A new style arrives while the boxes of the old one are still being made."""
    monkeypatch.setattr(draft, "TILE", 12)
    monkeypatch.setattr(draft, "BOXES", 1)
    row = draft_of(street(256), None, None)
    distant = Distant(row, NOON)
    folds = len(row.blocks)
    nodes = list(range(row.tree.leaves, len(row.tree.low)))
    colours = np.full((256, 4), 255, np.uint8)

    def make(node):
        return distant.boxes(node)[2].shape

    with ThreadPoolExecutor(4) as pool:
        for turn in range(40):
            made = pool.map(make, nodes)
            distant.set_colours(colours if turn % 2 else None)
            distant.set_shown(None if turn % 3 else np.ones(256, bool))
            assert all(shape[1] == 3 for shape in made)
    assert folds > 1


def test_several_workers_may_ask_at_once(monkeypatch):
    monkeypatch.setattr(draft, "TILE", 4 * 12)
    monkeypatch.setattr(draft, "BOXES", 4)
    made = draft_of(street(2000), None, None)
    alone = Distant(made, NOON)
    wanted = [alone.boxes(node)[2] for node in range(made.tree.levels[-1])]
    for _ in range(5):
        nodes, shared = range(len(wanted)), Distant(made, NOON)
        with ThreadPoolExecutor(4) as pool:
            found = [colours for _, _, colours in pool.map(shared.boxes, nodes)]
        assert all(np.array_equal(a, b) for a, b in zip(found, wanted, strict=True))
