"""Faces on pages: each has its cells, its corners and its rim, and none of another's."""

from dataclasses import replace

import numpy as np

from render import atlas
from render.atlas import atlas_of
from tests.city.house_layer import box_layer


def block(found, face, wide, high):
    """The cells of a face with its rim."""
    page, x, y = (int(a[face]) for a in (found.page, found.x, found.y))
    return found.pages[page][y - 1 : y + high + 1, x - 1 : x + wide + 1]


def test_each_cell_has_its_own_sample_and_the_rim_those_beside_it():
    found = atlas_of(box_layer().samples)
    wall, roof = block(found, 0, 10, 8), block(found, 1, 10, 10)
    assert (wall[1:-1, 1:-1] == np.arange(80).reshape(8, 10)).all()
    assert (roof[1:-1, 1:-1] == 80 + np.arange(100).reshape(10, 10)).all()
    assert (wall[0, 1:-1] == wall[1, 1:-1]).all() and (wall[:, -1][1:-1] == wall[1:-1, -2]).all()
    assert set(wall.ravel()) <= set(range(80)) and set(roof.ravel()) <= set(range(80, 180))


def test_cells_without_a_sample_take_that_of_a_neighbour_on_their_face():
    samples = box_layer(ground=False).samples
    gable = (samples.face == 1) | (samples.cell % 10 <= samples.cell // 10)
    rows = np.flatnonzero(gable)
    names = ("points", "normals", "area", "sort", "owner", "storey", "face", "cell")
    few = replace(samples, **{name: getattr(samples, name)[rows] for name in names})
    wall = block(atlas_of(few), 0, 10, 8)[1:-1, 1:-1]
    assert (wall >= 0).all() and (few.face[wall] == 0).all()
    assert few.cell[wall[0, 0]] == 0 and few.cell[wall[7, 8]] in (77, 67)


def test_corners_lie_at_the_ends_of_their_cells():
    samples = box_layer().samples
    found = atlas_of(samples)
    uv = found.uv(samples.faces)
    rows, columns = found.pages[0].shape
    low = uv[:2].reshape(-1, 2).min(0) * (columns, rows)
    high = uv[:2].reshape(-1, 2).max(0) * (columns, rows)
    assert np.allclose(low, [found.x[0], found.y[0]], atol=1e-3)
    assert np.allclose(high - low, [10, 8], atol=1e-3)


def test_more_than_a_page_holds_goes_on_another_and_too_large_a_face_is_thinned(monkeypatch):
    monkeypatch.setattr(atlas, "SIDE", 12)
    found = atlas_of(box_layer().samples)
    assert len(found.pages) == 2 and found.page.tolist() == [1, 0]
    assert all(max(page.shape) <= 12 for page in found.pages)
    monkeypatch.setattr(atlas, "SIDE", 8)
    thin = atlas_of(box_layer().samples)
    assert thin.stride.tolist() == [2, 2]
    assert (thin.pages[int(thin.page[0])] >= 0).any()
    assert thin.uv(box_layer().samples.faces).max() < 1


def test_no_faces_need_no_page():
    samples = box_layer().samples
    none = replace(
        samples.faces, **{k: getattr(samples.faces, k)[:0] for k in samples.faces.__slots__}
    )
    ground = np.flatnonzero(samples.face < 0)
    names = ("points", "normals", "area", "sort", "owner", "storey", "face", "cell")
    few = replace(samples, faces=none, **{name: getattr(samples, name)[ground] for name in names})
    assert atlas_of(few).pages == ()
