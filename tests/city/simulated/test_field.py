import numpy as np
import pytest

from city.frame import Frame
from city.simulated.field import Field, Kept, Variable
from city.simulated.mesh import Mesh
from city.simulated.raster import Raster
from city.simulated.run import Run

T0 = np.datetime64("2026-07-01T00:00", "ms")
HOURS = T0 + np.arange(4) * np.timedelta64(1, "h")
DEPTH = Variable("h", "depth", "m", "water_depth")
RASTER = Raster(np.array([5.0, 15]), np.array([15.0, 5]), "local", Frame("local"))


class File:
    """Values that count how often they are read: step * 10 + cell."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, int, int]] = []

    def __call__(self, key: str, level: int, first: int, last: int) -> np.ndarray:
        self.asked.append((key, level, first, last))
        steps = np.arange(first, last, dtype=np.float32)[:, None, None]
        sign = -1 if key == "v" else 1
        return sign * (steps * 10 + np.arange(4, dtype=np.float32).reshape(2, 2))


def field(*variables: Variable, **more: object) -> Field:
    given = {"read": File(), "times": HOURS} | more
    return Field("flood", Run("flood"), RASTER, variables or (DEPTH,), **given)  # type: ignore[arg-type]


def test_a_step_is_read_once_and_when_it_is_shown():
    one = field()
    assert one.read.asked == []
    assert one.values("h", 2).tolist() == [[20, 21], [22, 23]]
    one.values("h", 2)
    assert one.read.asked == [("h", 0, 2, 3)]


def test_steps_that_lie_together_are_read_together():
    one = field(block=3)
    assert [one.values("h", step)[0, 0] for step in range(4)] == [0, 10, 20, 30]
    assert one.read.asked == [("h", 0, 0, 3), ("h", 0, 3, 4)]


def test_no_more_is_kept_than_fits():
    one = field(kept=Kept(2 * 16))
    for step in (0, 1, 0, 2, 0, 1):
        one.values("h", step)
    assert [asked[2] for asked in one.read.asked] == [0, 1, 2, 1]


def test_what_is_shown_cannot_be_written_into():
    with pytest.raises(ValueError, match="read-only"):
        field().values("h")[0, 0] = 1


def test_a_vector_is_as_long_as_its_parts_make_it():
    u, v = Variable("u", "u", "m/s"), Variable("v", "v", "m/s")
    wind = field(Variable("wind", "wind", "m/s", parts=("u", "v")), u, v)
    assert wind.values("wind", 1)[1, 1] == pytest.approx(13 * 2**0.5)
    assert wind.vectors("wind", 1)[1, 1].tolist() == [13, -13]


def test_a_vector_is_turned_to_lie_along_the_frame():
    u, v = Variable("u", "u", "m/s"), Variable("v", "v", "m/s")
    wind = field(Variable("wind", "wind", "m/s", parts=("u", "v"), turn=90), u, v)
    assert wind.vectors("wind", 1)[1, 1].tolist() == pytest.approx([13, 13])


def test_between_steps_values_pass_over_and_outside_them_there_are_none():
    one = field()
    quarter = T0 + np.timedelta64(15, "m")
    assert one.at("h", quarter)[0].tolist() == [2.5, 3.5]
    assert one.at("h", HOURS[-1])[0].tolist() == [30, 31]
    assert np.isnan(one.at("h", T0 - np.timedelta64(1, "s"))).all()
    assert np.isnan(one.at("h", HOURS[-1] + np.timedelta64(1, "s"))).all()


def test_a_cell_that_is_dry_at_one_of_two_steps_has_the_value_of_the_nearer():
    def read(key: str, level: int, first: int, last: int) -> np.ndarray:
        return np.array([[[np.nan, 1], [2, 3]], [[8, 9], [9, 9]]], np.float32)[first:last]

    one = field(read=read, times=HOURS[:2])
    assert np.isnan(one.at("h", T0 + np.timedelta64(15, "m"))[0, 0])
    assert one.at("h", T0 + np.timedelta64(45, "m"))[0, 0] == 8


def test_a_quantity_that_stays_does_not_pass_over():
    steady = field(Variable("aqi", "airQualityIndex", "1"))
    assert steady.at("aqi", T0 + np.timedelta64(59, "m"))[0, 0] == 0


def test_points_are_told_the_value_of_their_cell():
    assert field().probe(np.array([[1.0, 1], [19, 19], [21, 0]]), "h", 1).tolist() == [
        12,
        11,
        pytest.approx(np.nan, nan_ok=True),
    ]


def test_points_on_a_mesh_are_told_what_lies_between_its_nodes():
    nodes = np.array([[0.0, 0, 0], [10, 0, 0], [0, 10, 0]])
    mesh = Mesh(nodes, np.array([0, 3]), np.array([0, 1, 2]))
    at_nodes = Variable("h", "depth", "m", at="nodes")

    def read(key: str, level: int, first: int, last: int) -> np.ndarray:
        return np.float32([[0, 10, 20]])

    one = Field("f", Run("f"), mesh, (at_nodes,), HOURS[:0], read)
    assert one.probe(np.array([[5.0, 0], [0, 10]]), "h").tolist() == [5, 20]


def test_what_is_computed_is_found_in_the_table_by_its_standard_name():
    quantity = Variable("ta", "T", "degC", "air_temperature").quantity
    assert quantity is not None and quantity.key == "temperature"
    assert Variable("x", "what nobody knows", "m").quantity is None
