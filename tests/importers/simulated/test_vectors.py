import numpy as np
import pytest

from city.frame import Frame
from city.simulated.field import Variable
from city.simulated.raster import Raster
from importers.simulated.vectors import turned, with_vectors


def vector_of(*names: str, standard: bool = False) -> tuple[str, ...]:
    variables = [Variable("k" * (n + 1) if standard else one, one, "m/s", one if standard else "")
                 for n, one in enumerate(names)]  # fmt: skip
    first = with_vectors(variables)[0]
    return first.parts


@pytest.mark.parametrize(
    "names",
    [
        ("u", "v"),
        ("u", "v", "w"),
        ("u10", "v10"),
        ("velocity u", "velocity v"),
        ("mesh2d_ucx", "mesh2d_ucy"),
        ("vel_x", "vel_y", "vel_z"),
    ],
)
def test_parts_are_found_by_the_names_that_models_give_them(names: tuple[str, ...]):
    assert vector_of(*names) == names


def test_parts_are_found_by_their_standard_names():
    names = ("eastward_wind", "northward_wind")
    wind = with_vectors([Variable(one[0], one, "m/s", one) for one in names])[0]
    assert (wind.parts, wind.title, wind.standard_name) == (("e", "n"), "Wind", "wind_speed")
    assert vector_of("sea_water_x_velocity", "sea_water_y_velocity", standard=True) == ("k", "kk")


ALIKE = [("u", "h"), ("x", "y"), ("qu", "qv"), ("max", "may"), ("menu", "menv")]


@pytest.mark.parametrize("names", ALIKE)
def test_what_only_looks_alike_is_no_vector(names: tuple[str, ...]):
    assert vector_of(*names) == ()


def test_parts_in_different_units_are_no_vector():
    variables = [Variable("u", "u", "m/s"), Variable("v", "v", "V")]
    assert with_vectors(variables) == tuple(variables)


WIND = Variable("u+v", "Wind", "m/s", parts=("u", "v"))
UTM = Frame("EPSG:25833", "", (300_000.0, 5_800_000.0, 0.0))


def test_the_earths_east_is_turned_to_that_of_the_frame():
    raster = Raster(np.arange(3) * 0.01 + 12.0, 52.0 - np.arange(3) * 0.01, "EPSG:4326", UTM)
    first = Variable("u", "u", "m/s", "eastward_wind")
    convergence = (12.01 - 15) * np.sin(np.radians(51.99))  # of the meridians, first order
    assert turned(WIND, first, raster, UTM).turn == pytest.approx(convergence, abs=0.01)
    along = turned(WIND, Variable("u", "u", "m/s"), raster, UTM).turn
    assert along == pytest.approx(convergence, abs=0.01)


def test_a_turned_grid_turns_its_winds():
    matrix = np.array([[0.0, 1, 0], [-1, 0, 0]])  # its rows run south
    raster = Raster(np.arange(3.0), -np.arange(3.0), "local", Frame("local"), matrix)
    assert turned(WIND, Variable("u", "u", "m/s"), raster, Frame("local")).turn == -90


def test_an_upright_grid_leaves_them():
    raster = Raster(np.arange(3.0), -np.arange(3.0), "local", Frame("local"))
    assert turned(WIND, Variable("u", "u", "m/s"), raster, Frame("local")).turn == 0
