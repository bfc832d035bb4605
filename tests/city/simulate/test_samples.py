"""Places lie on their faces, and together they stand for all of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.layer import FACADE, GROUND, ROOF
from city.progress import Cancelled, Progress
from city.simulate.obstacles import Area, Obstacles
from city.simulate.samples import SMALLEST, Spacing, buildings_in, samples_on
from tests.city.simulate.towns import frame_at, objects, view_of
from tests.city.toy import box_faces

FACES = frozenset({FACADE, ROOF})
AREA = Area(-50, -50, 50, 50)
FRAME = frame_at(52.0)


def taken(view, spacing=None, sorts=FACES, area=AREA):
    obstacles = Obstacles(view, area, -2.0, 1.0)
    return samples_on(view, area, obstacles, spacing or Spacing(), sorts)


def per_face(found, values):
    return np.bincount(found.face, values, len(found.faces.key))


@settings(deadline=None, max_examples=30)
@given(
    st.floats(0.3, 30),
    st.floats(0.3, 30),
    st.floats(0.3, 40),
    st.floats(0, 90),
    st.floats(0.5, 5),
    st.booleans(),
)
def test_areas_add_up_and_every_face_has_a_place_on_it(wide, deep, high, turn, step, storeys):
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    around = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    faces = [face @ around for face in box_faces((0, 0, 0), (wide, deep, high))]
    found = taken(objects(FRAME, ("b", faces)), Spacing(step, storeys))
    expected = np.array([wide * high, deep * high, wide * high, deep * high, wide * deep])
    assert sorted(per_face(found, found.area)) == pytest.approx(sorted(expected), rel=1e-5)
    assert (per_face(found, None) >= 1).all()
    on_plane = np.einsum(
        "ij,ij->i", found.points - found.faces.corner[found.face], found.normals.astype(float)
    )
    assert np.abs(on_plane).max() < 1e-5
    inside = found.points @ around.T
    assert (inside > -1e-6).all() and (inside < np.array([wide, deep, high]) + 1e-6).all()
    out = inside - np.array([wide, deep, high]) / 2
    assert (np.einsum("ij,ij->i", out @ around, found.normals) > 0).all()


@pytest.mark.parametrize("cells", [1, 37, 1000])
def test_in_pieces_there_are_the_same_places_as_in_one(monkeypatch, cells):
    view = view_of(((0, 0, 0), (10, 6, 4)), ((20, 0, 0), (20.3, 6, 9)), ((30, 5, 0), (39, 9, 3)))
    whole = taken(view, Spacing(0.7, storeys=True))
    monkeypatch.setattr("city.simulate.samples.CELLS", cells)
    pieces = taken(view, Spacing(0.7, storeys=True))
    for name in ("points", "normals", "area", "sort", "owner", "storey", "face", "cell"):
        one, other = getattr(whole, name), getattr(pieces, name)
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        samples_on(view, AREA, Obstacles(view, AREA, -2.0, 1.0), Spacing(), FACES, progress)


def test_places_lie_in_the_middle_of_cells_of_one_size():
    found = taken(view_of(((0, 0, 0), (10, 6, 4))), Spacing(1.0))
    assert len(found) == 2 * (40 + 24) + 60
    assert found.area == pytest.approx(1)
    assert np.unique(found.points[found.sort == FACADE, 2]) == pytest.approx([0.5, 1.5, 2.5, 3.5])
    rasters = found.faces
    row, column = np.divmod(found.cell, rasters.columns[found.face])
    middle = (
        rasters.corner[found.face]
        + rasters.across[found.face] * (column + 0.5)[:, None]
        + rasters.up[found.face] * (row + 0.5)[:, None]
    )
    np.testing.assert_allclose(found.points, middle, atol=1e-9)


def test_a_triangle_has_places_inside_of_it_only():
    roof = np.array([[0.0, 0, 5], [12, 0, 5], [0, 9, 5]])
    found = taken(objects(FRAME, ("b", [roof])), Spacing(0.5))
    x, y = found.points[:, :2].T
    assert ((x > 0) & (y > 0) & (x / 12 + y / 9 < 1)).all()
    assert found.area.sum() == pytest.approx(54, rel=1e-5) and len(found) > 150


def test_a_face_of_which_no_cell_is_inside_has_a_place_all_the_same():
    sliver = np.array([[0.0, 0, 5], [20, 0.01, 5], [20, 0.3, 5], [0, 0.02, 5]])
    found = taken(objects(FRAME, ("b", [sliver])), Spacing(5.0))
    assert len(found) >= 1 and (found.points[:, 2] == 5).all()


def test_what_is_tiny_or_nothing_is_left_out():
    side = np.sqrt(SMALLEST)
    faces = [
        np.array([[0, 0, 5], [side * 0.99, 0, 5], [side * 0.99, side, 5], [0, side, 5.0]]),
        np.array([[5, 0, 5], [5 + side * 1.02, 0, 5], [5 + side * 1.02, side, 5], [5, side, 5.0]]),
        np.array([[9.0, 0, 5], [9, 0, 5], [9, 0, 5]]),
        np.array([[9.0, 0, 5], [12, 0, 5], [15, 0, 5]]),
        np.array([[9.0, 0, np.nan], [12, 0, 5], [12, 4, 5]]),
    ]
    found = taken(objects(FRAME, ("b", faces)))
    assert found.points[:, 0].min() > 5 and len(np.unique(found.face)) == 1


def test_floors_and_undersides_have_no_places():
    found = taken(view_of(((0, 0, 0), (10, 6, 4))))
    assert (found.normals[:, 2] > -0.4).all() and (found.points[:, 2] > 0).all()


def test_one_row_for_each_storey():
    found = taken(view_of(((0, 0, 2), (10, 6, 15))), Spacing(1.0, True, 3.0, 1.6))
    walls = found.sort == FACADE
    heights = np.round(found.points[walls, 2] - 2, 6)
    assert np.unique(heights) == pytest.approx([1.6, 4.6, 7.6, 10.6])
    np.testing.assert_array_equal(found.storey[walls], np.floor(heights / 3))
    assert (found.storey[~walls] == -1).all()
    assert found.area[walls].sum() == pytest.approx(2 * 16 * 13, rel=1e-5)


def test_buildings_whose_middle_is_in_the_area():
    view = view_of(((0, 0, 0), (10, 10, 4)), ((8, 20, 0), (18, 30, 4)), ((60, 0, 0), (61, 1, 4)))
    fabric, foot = buildings_in(view, Area(0, 0, 12, 40))
    assert [fabric.owners[k] for k in np.unique(fabric.owner)] == ["b0"]
    found = taken(view, area=Area(0, 0, 14, 40))
    assert {found.owners[k] for k in found.owner} == {"b0", "b1"}
    assert foot.min() == 0


@pytest.mark.parametrize("broken", ["inside out", "open"])
def test_places_are_outside_of_broken_buildings(broken):
    faces = box_faces((0, 0, 0), (10, 6, 4))
    faces = [face[::-1] for face in faces] if broken == "inside out" else faces[1:]
    found = taken(objects(FRAME, ("b", faces)))
    out = found.points - [5, 3, 2]
    assert (np.einsum("ij,ij->i", out, found.normals) > 0).all()
    assert len(found) == 2 * (40 + 24) + 60


def test_the_ground_is_free_of_buildings():
    found = taken(view_of(((0, 0, 0), (10, 6, 4))), sorts=frozenset({GROUND}))
    x, y = found.points[:, :2].T
    assert len(found) == 100 * 100 - 60
    assert not ((x > 0) & (x < 10) & (y > 0) & (y < 6)).any()
    assert (found.points[:, 2] == 0).all() and (found.owner == -1).all()
    assert np.isnan(found.ground.heights).sum() == 60


def test_more_places_than_anybody_would_wait_for_are_refused():
    view = view_of(((0, 0, 0), (10, 6, 4)))
    with pytest.raises(ValueError, match="million places; choose a smaller area"):
        taken(view, Spacing(0.5), frozenset({GROUND}), Area(-9000, -9000, 9000, 9000))


def test_without_any_ground_places_lie_where_something_would_stand():
    view = view_of(((0, 0, 2), (10, 6, 6)), terrain=False)
    found = taken(view, sorts=frozenset({GROUND}), area=Area(-10, -10, 20, 20))
    assert len(found) == 900 - 60 and np.isfinite(found.points).all()
