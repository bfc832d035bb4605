import sys

import numpy as np
import pytest

from importers.intake import ReadError
from importers.simulated import Options, read
from tests.importers.simulated.sumo.files import START, opened
from tests.shared import DATA, needs_data

PATH = DATA / "live/sim/sumo_fcd.parquet"


@needs_data
def test_a_real_file_tells_what_pyarrow_tells_and_the_xml_of_the_same_run():
    import pyarrow.parquet

    (moving,) = read(PATH, Options(start=START)).moving
    table = pyarrow.parquet.read_table(PATH)
    assert moving.east.tolist() == table["vehicle_x"].to_pylist()
    assert moving.north.tolist() == table["vehicle_y"].to_pylist()
    assert [moving.ids[row] for row in moving.thing.tolist()] == table["vehicle_id"].to_pylist()
    np.testing.assert_array_equal(moving.heading, table["vehicle_angle"].to_numpy())
    (other,) = opened(DATA / "live/sim/sumo_fcd_geo_120s.xml.gz").moving
    first = len(other)
    assert [moving.ids[row] for row in moving.thing[:first]] == [
        other.ids[row] for row in other.thing
    ]
    np.testing.assert_allclose(moving.east[:first], other.east, atol=6e-7)


@needs_data
def test_without_pyarrow_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ReadError, match=r"maquette\[parquet\]"):
        read(PATH)


def test_a_damaged_file_is_told(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1" + b"nonsense" * 10)
    with pytest.raises(ReadError, match=r"a\.parquet: it is damaged"):
        read(path)
