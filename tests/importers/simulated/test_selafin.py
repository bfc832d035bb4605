"""SELAFIN files, written here record by record after TELEMAC's manual."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from city.simulated.mesh import Mesh
from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, read
from tests.shared import DATA, needs_data

SAID = Options("local")


def written(
    path: Path, double: bool = False, order: str = ">", planes: int = 1, **odd: Any
) -> Path:
    """Two triangles over four nodes; 3 steps of WATER DEPTH, VELOCITY U and V."""
    real, nodes = ("d" if double else "f"), 4 * planes
    table = odd.get("table", [[1, 2, 3], [1, 3, 4]])
    if planes > 1:
        table = [[*row, *(one + 4 for one in row)] for row in table]

    def record(kind: str, *values: Any) -> bytes:
        body = struct.pack(
            f"{order}{len(values)}{kind}" if kind != "s" else f"{len(values[0])}s", *values
        )
        return struct.pack(f"{order}i", len(body)) + body + struct.pack(f"{order}i", len(body))

    title = "River".ljust(72) + ("SERAFIND" if double else "SERAFIN ")
    params = [1, 0, 1000, 2000, 0, 0, planes if planes > 1 else 0, 0, 0, odd.get("dated", 1)]
    whole = record("s", title.encode()) + record("i", 3, 0)
    for name, unit in (("WATER DEPTH", "M"), ("VELOCITY U", "M/S"), ("VELOCITY V", "M/S")):
        whole += record("s", (name.ljust(16) + unit.ljust(16)).encode())
    whole += record("i", *params)
    if params[9]:
        whole += record("i", 2026, 7, 14, 6, odd.get("minute", 30), 0)
    whole += record("i", len(table) * max(planes - 1, 1), nodes, len(table[0]), 1)
    whole += record("i", *[one for row in table for one in row] * max(planes - 1, 1))
    whole += record("i", *range(nodes))
    whole += record(real, *[0.0, 10, 10, 0] * planes) + record(real, *[0.0, 0, 10, 10] * planes)
    for step in range(3):
        whole += record(real, step * 600.5)
        for variable in range(3):
            whole += record(real, *(step * 100 + variable * 10 + node for node in range(nodes)))
    path.write_bytes(whole)
    return path


@pytest.mark.parametrize(("double", "order"), [(False, ">"), (True, ">"), (False, "<")])
def test_single_and_double_precision_of_either_order_are_the_same(
    tmp_path: Path, double: bool, order: str
):
    results = read(written(tmp_path / "a.slf", double, order), SAID)
    (field,) = results.fields
    assert field.values("WATER DEPTH", 2).tolist() == [200, 201, 202, 203]
    assert field.times.astype(str).tolist()[1] == "2026-07-14T06:40:00.500"
    assert (field.run.title, field.run.model) == ("River", "TELEMAC")
    velocity = field.variables[0]
    assert velocity.parts == ("VELOCITY U", "VELOCITY V") and velocity.unit == "m/s"
    assert isinstance(field.shape, Mesh) and len(field.shape) == 2
    world = results.frame.to_world(field.shape.nodes)
    assert world[2, :2].tolist() == [1010, 2010]


def test_three_dimensions_are_planes_over_one_another(tmp_path: Path):
    (field,) = read(written(tmp_path / "a.slf", planes=3), SAID).fields
    assert field.levels is not None and len(field.levels.heights) == 3
    assert field.values("WATER DEPTH", 1, 2).tolist() == [108, 109, 110, 111]
    assert len(field.shape) == 2


def test_a_file_without_a_date_asks_for_the_start(tmp_path: Path):
    path = written(tmp_path / "a.slf", dated=0)
    with pytest.raises(NeedsMore) as fault:
        read(path)
    assert [one.what for one in fault.value.needs] == ["crs", "start"]
    said = Options("local", start=np.datetime64("2026-01-01"))
    assert read(path, said).fields[0].times.astype(str)[0] == "2026-01-01T00:00:00.000"


def test_a_date_that_is_none_is_asked_for(tmp_path: Path):
    for minute in (-5, 61):
        with pytest.raises(NeedsMore) as fault:
            read(written(tmp_path / "a.slf", minute=minute), Options("local"))
        assert [one.what for one in fault.value.needs] == ["start"]


def test_a_run_that_was_stopped_has_the_steps_that_are_whole(tmp_path: Path):
    path = written(tmp_path / "a.slf")
    path.write_bytes(path.read_bytes()[:-20])
    results = read(path, SAID)
    assert results.fields[0].steps == 2
    assert [one.code for one in results.report] == ["CUT_OFF"]


def test_a_mesh_that_points_at_nothing_is_refused(tmp_path: Path):
    with pytest.raises(ReadError, match="no triangles over its nodes"):
        read(written(tmp_path / "a.slf", table=[[1, 2, 9]]), SAID)


def test_wherever_it_is_cut_it_is_a_fault_of_one_line_or_less_steps(tmp_path: Path):
    path = written(tmp_path / "a.slf")
    whole = path.read_bytes()
    for length in range(84, len(whole), 13):
        path.write_bytes(whole[:length])
        try:
            assert read(path, SAID).fields[0].steps <= 3
        except ReadError as fault:
            assert str(fault).startswith("a.slf: ") and "\n" not in str(fault)


@needs_data
def test_depths_are_those_that_stand_in_the_file():
    path = DATA / "live/sim/depth.slf"
    field = read(path, SAID).fields[0]
    raw = np.frombuffer(path.read_bytes()[-(36 * 4 + 4) : -4], ">f4")
    key = field.variables[0].key
    assert (key, field.variables[0].unit) == ("WATER DEPTH", "m")
    assert np.array_equal(field.values(key, field.steps - 1), raw)
    assert isinstance(field.shape, Mesh)
    places = field.shape.nodes[::5]
    assert np.array_equal(field.probe(places, key, field.steps - 1), raw[::5])
