import numpy as np
import pytest

from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, read
from tests.shared import DATA, needs_data

INP = DATA / "live/sim/epanet_min.inp"
START = np.datetime64("2026-07-14T06:00", "ms")
SAID = Options(crs="EPSG:4326", start=START)

pytestmark = needs_data


@pytest.fixture
def ran(tmp_path):
    """The results of a run, and what EPANET itself said of it, hour by hour."""
    path, told = tmp_path / "town.out", {"demand": [], "head": [], "water_pressure": [], "flow": []}
    inputs = path.with_suffix(".inp")
    inputs.write_text(INP.read_text().replace("QUALITY              NONE", "QUALITY AGE"))
    from wntr.epanet.toolkit import ENepanet  # takes seconds

    engine = ENepanet()
    engine.ENopen(str(inputs), str(tmp_path / "town.rpt"), str(path))
    engine.ENsolveH()
    engine.ENsolveQ()
    engine.ENreport()
    engine.ENclose()
    engine.ENopen(str(inputs), str(tmp_path / "b.rpt"), "")
    engine.ENopenH()
    engine.ENinitH(0)
    while True:
        engine.ENrunH()
        for name, code in (("demand", 9), ("head", 10), ("water_pressure", 11)):
            told[name].append([engine.ENgetnodevalue(k, code) for k in (1, 2, 3)])
        told["flow"].append([engine.ENgetlinkvalue(k, 8) for k in (1, 2)])
        if not engine.ENnextH():
            break
    engine.ENcloseH()
    engine.ENclose()
    return path, told


def test_every_value_is_the_one_that_epanet_itself_tells(ran):
    path, told = ran
    (network,) = read(path, SAID).networks
    for key, rows in told.items():  # the file has them converted in floats, EPANET in doubles
        expected = np.array(rows, np.float32)[:, :2]  # a reservoir's pressure is rounding alone
        np.testing.assert_array_almost_equal_nulp(network.values[key][:, :2], expected, 1)
    assert network.nodes.ids == ("A", "B", "R") and network.links.ids == ("p1", "p2")
    assert network.times.tolist() == [(START + k * np.timedelta64(1, "h")).item() for k in range(7)]
    assert (
        network.variable("flow").unit == "gal/min"
        and network.variable("water_pressure").unit == "psi"
    )
    assert network.variable("water_pressure").quantity.key == "water_pressure"
    assert network.variable("flow").quantity.key == "discharge"
    assert network.variable("quality").title == "Age of the water"
    assert network.values["quality"][6, 1] > 0


def test_where_the_pipes_lie():
    (network,) = read(INP, SAID).networks
    assert network.ends.tolist() == [[2, 0], [0, 1]]
    np.testing.assert_allclose(network.links.width, [0.3, 0.25])
    np.testing.assert_allclose(network.nodes.points[:, 2], [10, 12, 60])
    assert network.nodes.kinds == ("junction", "junction", "reservoir") and not network.variables


def test_what_nobody_says_is_asked_for(ran):
    path, _ = ran
    with pytest.raises(NeedsMore) as fault:
        read(path)
    assert [need.what for need in fault.value.needs] == ["start", "crs"]
    path.with_suffix(".inp").unlink()
    with pytest.raises(NeedsMore, match=r"no town\.inp beside it"):
        read(path, SAID)


def test_broken_results(ran):
    path, _ = ran
    data = path.read_bytes()
    path.write_bytes(data[:-200])
    results = read(path, SAID)
    assert 4 <= len(results.networks[0].times) < 7
    assert "TRUNCATED" in [one.code for one in results.report]
    path.write_bytes(data[:900])
    with pytest.raises(ReadError, match="breaks off"):
        read(path, SAID)
    path.write_bytes(data[:8] + b"\xff" * 4 + data[12:])
    with pytest.raises(ReadError, match="makes no sense"):
        read(path, SAID)
