"""A wind that grows to the east and turns over an hour, on rasters, meshes and volumes."""

import numpy as np
import pytest

from city.frame import Frame
from city.scales import Scale
from city.simulated.field import Field, Variable
from city.simulated.mesh import Mesh
from city.simulated.points import Points
from city.simulated.raster import Raster
from city.simulated.run import Run
from city.simulated.vectors import REACH, Places, arrows, columns, spread, vectors
from city.simulated.volume import VOXEL, of_kinds

T0 = np.datetime64("2026-07-01T00:00", "ms")
HOUR = np.timedelta64(3_600_000, "ms")
X, Y = np.arange(5.0, 100, 10), np.arange(95.0, 0, -10)
RASTER = Raster(X, Y, "local", Frame("local"))
SCALE = Scale(np.array([5.0]), np.array([[1, 1, 1], [2, 2, 2]], np.uint8), ("less", "more"))


def wind(shape, east, at="cells", times=2, turn=0.0):
    """To the east at first and to the north an hour later, with the same strength."""
    parts = [Variable(key, key, "m/s", at=at) for key in "uv"]
    whole = Variable("w", "wind", "m/s", at=at, parts=("u", "v"), turn=turn)

    def read(key, level, first, last):
        steps = np.arange(first, last)
        mine = steps == (0 if key == "u" else 1)
        return np.multiply.outer(mine, east).astype(np.float32)

    when = T0 + np.arange(times) * HOUR if times > 1 else np.zeros(0, "datetime64[ms]")
    return Field("wind", Run("wind"), shape, (*parts, whole), when, read)


PLACES = np.array([[12.0, 50], [57, 33.3], [94.9, 5.1]])


def on_raster(**more):
    return wind(RASTER, np.broadcast_to(X, (10, 10)), **more)


def test_it_passes_over_between_cells_and_steps():
    field = on_raster()
    now = vectors(field, "w", T0, PLACES)
    assert now[:, 0] == pytest.approx(PLACES[:, 0], abs=1e-4) and not now[:, 1].any()
    later = vectors(field, "w", T0 + HOUR // 4, PLACES)
    assert later == pytest.approx(np.outer(PLACES[:, 0], [0.75, 0.25]), abs=1e-4)
    assert vectors(field, "w", T0 + HOUR, PLACES)[:, 1] == pytest.approx(PLACES[:, 0], abs=1e-4)
    assert np.isnan(vectors(field, "w", T0 - HOUR, PLACES)).all()
    assert np.isnan(vectors(field, "w", T0 + 2 * HOUR, PLACES)).all()


def test_there_is_none_outside():
    outside = np.array([[-1.0, 50], [50, 101], [1, 99]])
    found = vectors(on_raster(), "w", T0, outside)
    assert np.isnan(found[:2]).all()
    assert found[2].tolist() == [5, 0]  # in the outermost cell, beyond its centre


def test_what_does_not_change_is_so_at_any_moment_and_turned_axes_are_turned_back():
    field = on_raster(times=1, turn=90.0)
    found = vectors(field, "w", T0 + 99 * HOUR, PLACES)
    assert found[:, 1] == pytest.approx(PLACES[:, 0], abs=1e-4)
    assert found[:, 0] == pytest.approx(np.zeros(3), abs=1e-4)


def test_a_gap_ends_half_way_to_what_is_known():
    east = np.broadcast_to(X, (10, 10)).copy()
    east[:, 5:] = np.nan
    found = vectors(wind(RASTER, east), "w", T0, np.array([[49.0, 50], [51, 50], [46, 50]]))
    assert found[:, 0] == pytest.approx([45, np.nan, 45], nan_ok=True)


def mesh():
    nodes = np.array([[0, 0, 0], [100, 0, 0], [100, 100, 0], [0, 100, 0.0]])
    return Mesh(nodes, np.array([0, 3, 6]), np.array([0, 1, 2, 0, 2, 3]))


def test_on_a_mesh_it_is_linear_between_nodes_and_even_on_faces():
    on_nodes = wind(mesh(), np.array([0.0, 100, 100, 0]), at="nodes")
    assert vectors(on_nodes, "w", T0, PLACES)[:, 0] == pytest.approx(PLACES[:, 0], abs=1e-3)
    on_faces = wind(mesh(), np.array([7.0, 9]))
    found = vectors(on_faces, "w", T0, np.array([[90.0, 10], [10, 90], [200, 0]]))
    assert found[:, 0] == pytest.approx([7, 9, np.nan], nan_ok=True)


def test_in_space_its_height_counts():
    corners = np.array([[x, y, z] for z in (0, 10, 20) for y in (0, 10) for x in (0, 10)], float)
    cells = np.concatenate([np.arange(8), np.arange(8) + 4])
    volume = of_kinds(corners, np.array([VOXEL, VOXEL], np.uint8), np.array([0, 8, 16]), cells)
    places = np.array([[5.0, 5, 3], [5, 5, 17], [5, 5, 30]])
    found = vectors(wind(volume, np.array([2.0, 6])), "w", T0, places)
    assert found[:, 0] == pytest.approx([2, 6, np.nan], nan_ok=True)
    at_nodes = wind(volume, corners[:, 2], at="nodes")
    assert vectors(at_nodes, "w", T0, places[:2])[:, 0].tolist() == [0, 20]


def test_it_passes_over_between_single_places_that_are_near_to_one_another():
    east, north = np.meshgrid(np.arange(0.0, 50, 10), np.arange(0.0, 50, 10))
    places = np.column_stack([east.ravel(), north.ravel(), np.zeros(25)])
    field = wind(Points(np.vstack([places, [[500, 500, 0]]])), np.append(east.ravel(), 99))
    told = vectors(field, "w", T0, np.array([[12.0, 33], [-4, 12], [300, 300], [503, 500]]))
    assert told[:, 0] == pytest.approx([12, 0, np.nan, 99], nan_ok=True)
    two = wind(Points(np.array([[0, 0, 0], [10, 0, 0.0]])), np.array([3.0, 4]))
    found = vectors(two, "w", T0, np.array([[1.0, 1], [9, 1], [50, 0]]))
    assert found[:, 0] == pytest.approx([3, 4, np.nan], nan_ok=True)


def test_places_are_found_once_for_all_moments():
    field, places = on_raster(), Places.of(RASTER, PLACES)
    for moment in (T0, T0 + HOUR // 3):
        same = places.values(columns(field, "w", moment))
        assert np.array_equal(same, vectors(field, "w", moment, PLACES))


def test_places_of_arrows_are_round_and_stay_when_the_view_moves():
    first, apart = spread(np.array([[0.0, 0], [1000, 600]]), 30)
    assert apart == 50 and len(np.unique(first[:, 0])) == 21
    moved, same = spread(np.array([[13.0, -7], [1013, 593]]), 30)
    assert same == apart and not (moved % apart).any()
    assert {tuple(place) for place in moved[20:40]} & {tuple(place) for place in first}


def test_an_arrow_points_where_it_blows_to_and_the_strongest_does_not_overlap_its_neighbour():
    told = np.array([[10, 0], [0, -5], [0, 0], [np.nan, 1], [-0.01, 0]], np.float32)
    points = np.zeros((5, 3))
    made = arrows(told, points, apart=50.0, scale=SCALE, strongest=10.0)
    assert made.sort == "arrow" and len(made) == 4
    assert made.heading[:2].tolist() == [90, 180]
    assert made.size.tolist() == pytest.approx([REACH * 50, REACH * 25, 0, 0])
    assert made.colour[:3, 0].tolist() == [2, 2, 1]
    stronger = arrows(told * 3, points, apart=50.0, scale=SCALE, strongest=10.0)
    assert stronger.size.max() == pytest.approx(REACH * 50)
