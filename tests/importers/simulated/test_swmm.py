import shutil

import numpy as np
import pytest
from swmm.toolkit import output as swmm
from swmm.toolkit import shared_enum as enum

from city.series import Measurand
from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, read, reader_for
from tests.shared import DATA, needs_data

OUT = DATA / "live/sim/swmm_min.out"
CRS = Options(crs="EPSG:4326")

pytestmark = needs_data


@pytest.fixture
def copied(tmp_path):
    for suffix in (".out", ".inp"):
        shutil.copyfile(OUT.with_suffix(suffix), tmp_path / f"a{suffix}")
    return tmp_path / "a.out"


def test_every_value_is_the_one_that_swmm_itself_reads():
    results = read(OUT, CRS)
    (network,) = results.networks
    handle = swmm.init()
    swmm.open(handle, str(OUT))
    sorts = (
        (enum.LinkAttribute, swmm.get_link_series, "links", network.links.ids),
        (enum.NodeAttribute, swmm.get_node_series, "nodes", network.nodes.ids),
        (enum.SubcatchAttribute, swmm.get_subcatch_series, "areas", network.areas.ids),
    )
    steps, told = len(network.times), 0
    for attributes, series, at, ids in sorts:
        mine = [one.key for one in network.variables if one.at == at]
        for key, attribute in zip(mine, list(attributes), strict=False):
            for row in range(len(ids)):
                expected = np.array(series(handle, row, attribute, 0, steps - 1), np.float32)
                np.testing.assert_array_equal(network.values[key][:, row], expected)
                told += steps
    assert told == 72 * (5 + 2 * 6 + 8)
    (system,) = results.told
    expected = swmm.get_system_series(
        handle, enum.SystemAttribute.TOTAL_LATERAL_INFLOW, 0, steps - 1
    )
    values = system.series.of("network", Measurand("total_lateral_inflow", "m³/s"))[1]
    np.testing.assert_array_equal(values.astype(np.float32), np.array(expected, np.float32))
    swmm.close(handle)


def test_what_the_run_is_and_where_its_pipes_lie():
    results = read(OUT, CRS)
    (network,) = results.networks
    assert network.run.model == "SWMM" and network.run.version == "5.2.4"
    assert network.times[0] == np.datetime64("2026-07-14T00:05") and len(network.times) == 72
    assert network.links.ids == ("C1",) and network.links.width.tolist() == [0.8]
    assert network.nodes.kinds == ("junction", "outfall") and network.ends.tolist() == [[0, 1]]
    assert network.links.line(0)[:, 2].tolist() == [10, 8] and not network.flat
    assert network.variable("flow").unit == "m³/s"
    known = {one.key: one.quantity.key for one in network.variables if one.quantity}
    assert known["depth"] == known["flow_depth"] == "water_depth"
    assert known["flow_velocity"] == "water_speed" and known["rainfall"] == "rain_rate"
    assert [one.code for one in results.report] == ["NO_ZONE"]


def test_the_input_alone_is_a_network_without_values():
    (network,) = read(OUT.with_suffix(".inp"), CRS).networks
    assert network.areas.ids == ("S1",) and not network.variables


def test_what_nobody_says_is_asked_for(copied):
    with pytest.raises(NeedsMore, match="coordinate system"):
        read(copied)
    inputs = copied.with_suffix(".inp")
    elsewhere = inputs.rename(inputs.with_name("elsewhere.inp"))
    with pytest.raises(NeedsMore, match=r"no a\.inp beside it"):
        read(copied, CRS)
    assert len(read(copied, Options(crs="EPSG:4326", network=elsewhere)).networks) == 1
    elsewhere.write_text(elsewhere.read_text() + "\n[MAP]\nUNITS Degrees\n")
    assert read(copied, Options(network=elsewhere)).frame.horizontal == "EPSG:32631"
    elsewhere.write_text("[OPTIONS]\nFLOW_UNITS CMS\n")
    with pytest.raises(ReadError, match="where its junctions lie"):
        read(copied, Options(network=elsewhere))


def test_a_run_that_broke_off_is_read_as_far_as_it_went(copied):
    data = copied.read_bytes()
    copied.write_bytes(data[:-2000])
    results = read(copied, CRS)
    assert 50 < len(results.networks[0].times) < 72
    assert "TRUNCATED" in [one.code for one in results.report]
    for size in (200, 400, 430):
        copied.write_bytes(data[:size])
        with pytest.raises(ReadError, match=r"a\.out: it (breaks off|holds no step)"):
            read(copied, CRS)


def test_a_header_that_lies_is_refused(copied):
    data = bytearray(copied.read_bytes())
    data[12:16] = (2**31 - 1).to_bytes(4, "little")
    copied.write_bytes(data)
    with pytest.raises(ReadError, match="makes no sense"):
        read(copied, CRS)
    data[12:16] = (9_000_000).to_bytes(4, "little")
    copied.write_bytes(data)
    with pytest.raises(ReadError, match="breaks off"):
        read(copied, CRS)


def test_units_of_feet_and_inches(copied):
    inputs = copied.with_suffix(".inp")
    inputs.write_text(inputs.read_text().replace("CMS", "CFS"))
    data = bytearray(copied.read_bytes())
    data[8:12] = bytes(4)
    copied.write_bytes(data)
    (network,) = read(copied, CRS).networks
    assert network.variable("flow").unit == "ft³/s" and network.variable("depth").unit == "ft"
    np.testing.assert_allclose(network.nodes.points[:, 2], [3.048, 2.4384])


def test_both_kinds_of_input_are_told_apart():
    assert reader_for(OUT.with_suffix(".inp")).FORMAT == "SWMM"
    assert reader_for(DATA / "live/sim/epanet_min.inp").FORMAT == "EPANET"


def test_times_that_make_no_sense_end_the_run(copied):
    data = bytearray(copied.read_bytes())
    size = 8 + 4 * (8 + 2 * 6 + 5 + 15)  # of a record: its date, and values of all things
    tenth = len(data) - 24 - 63 * size
    for date in (np.nan, 1e300, 0.0):
        data[tenth : tenth + 8] = np.array([date], "<f8").tobytes()
        copied.write_bytes(data)
        results = read(copied, CRS)
        assert len(results.networks[0].times) == len(results.networks[0].values["flow"]) == 9
        assert "TIMES" in [one.code for one in results.report]
