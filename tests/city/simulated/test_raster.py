import numpy as np
import pytest
from pyproj import CRS

from city.crs_names import between
from city.frame import Frame
from city.simulated.raster import Raster, edges

LOCAL = Frame("local", "", (100.0, 200.0, 0.0))


def grid(**more: object) -> Raster:
    x, y = np.array([110.0, 120, 130]), np.array([240.0, 220])
    return Raster(x, y, "local", LOCAL, **more)  # type: ignore[arg-type]


def test_places_run_row_by_row_from_the_north_in_local_metres():
    assert grid().places().tolist() == [[10, 40], [20, 40], [30, 40], [10, 20], [20, 20], [30, 20]]
    assert grid().box().tolist() == [[5, 10], [35, 50]]
    assert len(grid().corners()) == 12


def test_each_point_lies_in_one_cell_and_none_outside():
    points = np.array([[5.0, 49], [14.9, 49], [15.1, 49], [34, 11], [36, 11], [4, 49], [20, 51]])
    assert grid().cells(points).tolist() == [0, 0, 1, 5, -1, -1, -1]
    assert grid().cells(grid().places()).tolist() == list(range(6))


def test_a_grid_with_steps_of_its_own_length_ends_half_way_between_centres():
    assert edges(np.array([0.0, 10, 30])).tolist() == [-5, 5, 20, 40]
    assert edges(np.array([7.0])).tolist() == [6.5, 7.5]


def test_a_turned_grid_finds_its_own_cells():
    turn = np.array([[0.0, 1, 100], [-1, 0, 300]])  # a quarter to the right
    turned = grid(matrix=turn)
    assert turned.places()[0].tolist() == [240, -10]
    assert turned.cells(turned.places()).tolist() == list(range(6))


@pytest.mark.parametrize("first", [4.3, 364.3])  # degrees east may be counted round the Earth
def test_a_grid_in_degrees_lies_where_pyproj_says(first: float):
    frame = Frame("EPSG:31370", "", (140_000.0, 160_000.0, 0.0))
    raster = Raster(first + np.arange(4) * 0.01, 50.9 - np.arange(3) * 0.01, "EPSG:4326", frame)
    east, north = between("EPSG:4326", "EPSG:31370").transform(4.31, 50.9)
    assert raster.places()[1] == pytest.approx([east - 140_000, north - 160_000], abs=1e-3)
    assert raster.cells(raster.places()).tolist() == list(range(12))


def test_a_rotated_pole_is_a_system_like_any_other():
    pole = CRS.from_cf(
        {
            "grid_mapping_name": "rotated_latitude_longitude",
            "grid_north_pole_latitude": 39.25,
            "grid_north_pole_longitude": -162.0,
        }
    )
    frame = Frame("EPSG:25832", "", (500_000.0, 5_600_000.0, 0.0))
    raster = Raster(np.arange(4) * 0.02, 0.1 - np.arange(3) * 0.02, pole.to_wkt(), frame)
    lon, lat = between("EPSG:25832", "EPSG:4258").transform(
        *(raster.places()[8] + [500_000, 5_600_000])
    )
    assert (lon, lat) == pytest.approx((18.0, 50.75 + 0.06), abs=0.2)
    assert raster.cells(raster.places()).tolist() == list(range(12))


def test_places_between_cells_are_counted_from_the_north_western_corner():
    at = np.array([0.0, 0.5, 2]), np.array([0.0, 1.5, 3])
    wanted = [[x, y] for y in (50, 40, 10) for x in (5, 20, 35)]
    assert grid().at(*at).tolist() == wanted
