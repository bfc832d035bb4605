"""A layer made ready: tiles, what stands for them, and where its things stand."""

import numpy as np
import pytest

from city.builder import CityBuilder
from city.progress import Cancelled, Progress
from render import draft
from render.draft import draft_of
from tests.city.toy import add_box
from tests.render.towns import UTM, street


def meadow(side=20):
    """A ground of side x side squares of 10 m, each an object."""
    builder = CityBuilder(UTM)
    for x in range(side):
        for y in range(side):
            shape = builder.add_shape(builder.add_object("LandUse", f"{x} {y}"), "1")
            corners = np.array([(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)], float)
            builder.add_polygon(shape, [(corners + np.array([x, y, 0])) * 10])
    return builder.freeze()


def test_the_box_of_a_layer_and_where_its_things_stand():
    made = draft_of(street(), None, None)
    assert made.box.tolist() == [[0, 0, 0], [50, 10, 8]]
    assert made.feet().tolist() == [[5, 5, 0], [25, 5, 0], [45, 5, 0]]
    shape, boxes = made.outline()
    assert shape.min(0).tolist() == [0, 0, 0] and shape.max(0).tolist() == [50, 10, 8]
    assert boxes[1].tolist() == [[20, 0, 0], [30, 10, 8]]
    assert not made.grounded


def test_all_tiles_together_are_the_whole(monkeypatch):
    monkeypatch.setattr(draft, "TILE", 16 * 12)
    made = draft_of(street(100), None, None)
    assert made.size == 16 and made.tree.leaves == 7
    meshes = [made.mesh(leaf) for leaf in range(7)]
    owners = np.concatenate([np.unique(mesh.owner) for mesh in meshes])
    assert owners.tolist() == list(range(100))
    assert sum(len(mesh.triangles) for mesh in meshes) == made.tree.full.sum() == 1200


def test_every_node_has_few_boxes_and_they_stand_for_all(monkeypatch):
    monkeypatch.setattr(draft, "BOXES", 16)
    monkeypatch.setattr(draft, "TILE", 4 * 12)
    made = draft_of(street(1000), None, None)
    tree = made.tree
    for a, b in zip(tree.levels, tree.levels[1:], strict=False):
        stood_for = []
        for node in range(a, b):
            fold, rows = made.boxes(node)
            assert 0 < rows.stop - rows.start <= 16
            stood_for.append(made.blocks[fold].area()[rows].sum())
        assert sum(stood_for) == pytest.approx(1000 * 100, rel=1e-4)
    assert (np.diff([tree.error[a] for a in tree.levels[:-1]]) >= 0).all()


def test_a_ground_has_covers_instead_of_boxes(monkeypatch):
    monkeypatch.setattr(draft, "TILE", 64)
    made = draft_of(meadow(), None, "Land use")
    assert made.blocks == () and len(made.covers) == made.tree.levels[-1]
    assert made.box.tolist() == [[0, 0, 0], [200, 200, 0]]
    assert len(made.feet()) == 0 and len(made.outline()[0])
    assert draft_of(meadow(), None, "Terrain").box is None


def test_terrain_is_ground():
    builder = CityBuilder(UTM)
    add_box(builder, builder.add_object("TINRelief", "it"), (0, 0, 0), (9, 9, 1))
    assert draft_of(builder.freeze(), None, "Terrain").grounded


def test_many_feet_are_thinned_and_stay_below(monkeypatch):
    monkeypatch.setattr(draft, "FEET", 10)
    feet = draft_of(street(95), None, None).feet()
    assert len(feet) <= 10 and (feet[:, 2] == 0).all()


def test_it_can_be_stopped():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        draft_of(street(), None, None, progress)
    with pytest.raises(Cancelled):
        draft_of(meadow(2), None, "Land use", progress)


def test_of_nothing_nothing_is_made_ready():
    made = draft_of(CityBuilder(UTM).freeze(), None, None)
    assert made.box is None and made.tree.leaves == 0 and len(made.feet()) == 0
