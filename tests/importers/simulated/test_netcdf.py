"""Grids and meshes in NetCDF, against xarray and against what stands in them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray

from city.crs_names import between
from city.simulated.mesh import Mesh
from city.simulated.raster import Raster
from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, cf_steps, read
from tests.importers.simulated.netcdf_files import RD, TIME, X, Y, grid, write
from tests.shared import DATA, needs_data

H = grid()["h"][1]
MESH2D = ("mesh2d_node_x", "mesh2d_node_y")


def codes(results: Any) -> list[str]:
    return [one.code for one in results.report]


def test_a_grid_is_read_north_first_and_where_it_lies(tmp_path: Path):
    results = read(write(tmp_path / "a.nc", grid(), title="Flood", source="SOBEK"))
    (field,) = results.fields
    assert isinstance(field.shape, Raster)
    assert field.values("h", 1).tolist() == [[110, 111, 112, 113], [100, 101, 102, 103]]
    assert results.frame.horizontal == "EPSG:28992"
    world = results.frame.to_world(np.c_[field.shape.places(), np.zeros(8)])
    assert world[0, :2].tolist() == [92_010, 436_030]
    assert field.times.astype(str).tolist()[2] == "2026-07-01T02:00:00.000"
    assert (field.run.title, field.run.model, field.run.source) == ("Flood", "SOBEK", "a.nc")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00.000"),
        ("2026-03-01 12:00:00 +00", "2026-03-01T12:00:00.000"),  # as PALM writes it
        ("2026-03-01 12:00:00 +0130", "2026-03-01T10:30:00.000"),
        ("2026-03-01T12:00:00.25-02:00", "2026-03-01T14:00:00.250"),
        ("2026-03-01", "2026-03-01T00:00:00.000"),
        ("2026-03", "2026-03-01T00:00:00.000"),
        ("yesterday", None),
        ("0001-01-01T00:00+02:00", None),
    ],
)
def test_the_moment_of_a_run_is_told_in_utc(tmp_path: Path, told: str, moment: str | None):
    run = read(write(tmp_path / "a.nc", grid(), creation_time=told)).fields[0].run
    assert (None if run.computed is None else str(run.computed)) == moment


@pytest.mark.parametrize("format", ["NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET", "NETCDF4_CLASSIC"])
def test_every_kind_of_netcdf_is_read(tmp_path: Path, format: str):
    results = read(write(tmp_path / "a.nc", grid(), format))
    assert results.fields[0].values("h", 2).max() == 213


@pytest.mark.filterwarnings("error")
def test_numbers_larger_than_a_picture_holds_are_infinite_in_it(tmp_path: Path):
    dims, values, told = grid()["h"]
    huge = np.where(values == 0, 1e300, values.astype(np.float64))
    field = read(write(tmp_path / "a.nc", grid(h=(dims, huge, told)))).fields[0]
    assert field.values("h", 0).tolist() == [[10, 11, 12, 13], [np.inf, 1, 2, 3]]


def test_axes_in_any_order_and_direction_give_the_same(tmp_path: Path):
    arrays = grid()
    _, values, told = arrays["h"]
    x = arrays["x"][1][::-1]
    turned = grid(h=("x time y", values.transpose(2, 0, 1)[::-1], told), x=("x", x, arrays["x"][2]))
    one = read(write(tmp_path / "a.nc", arrays)).fields[0]
    other = read(write(tmp_path / "b.nc", turned)).fields[0]
    for step in range(3):
        assert np.array_equal(one.values("h", step), other.values("h", step))
    assert np.array_equal(one.shape.places(), other.shape.places())


def test_only_the_step_that_is_shown_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from importers.simulated.dataset import Stored

    asked: list[Any] = []
    read_on = Stored.read

    def spy(self: Stored, index: Any = ()) -> Any:
        asked.append((self.name, index))
        return read_on(self, index)

    field = read(write(tmp_path / "a.nc", grid())).fields[0]
    monkeypatch.setattr(Stored, "read", spy)
    field.values("h", 2)
    assert asked == [("h", (slice(2, 3), slice(0, 2), slice(0, 4)))]


def test_steps_that_are_stored_as_one_are_read_as_one(tmp_path: Path):
    dims, values, told = grid()["h"]
    path = write(tmp_path / "a.nc", grid(h=(dims, values, told | {"chunks": (2, 2, 4)})))
    field = read(path).fields[0]
    assert field.block == 2
    assert [field.values("h", step)[0, 0] for step in range(3)] == [10, 110, 210]


def test_what_is_unpacked_at_once_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    _, values, told = grid()["h"]
    arrays = grid(h=("x time y", values.transpose(2, 0, 1), told | {"chunks": (4, 3, 1)}))
    whole = read(write(tmp_path / "a.nc", arrays)).fields[0]
    monkeypatch.setattr(cf_steps, "TILE", 1)
    parts = read(tmp_path / "a.nc").fields[0]
    assert np.array_equal(whole.values("h", 2), parts.values("h", 2))


def test_levels_are_heights_and_each_its_own_picture(tmp_path: Path):
    told = {"units": "K", "standard_name": "air_temperature", "grid_mapping": "crs"}
    height = {"units": "cm", "standard_name": "height", "positive": "up"}
    values = np.arange(48, dtype=np.float32).reshape(3, 2, 2, 4) + 280
    arrays = grid(h=None, z=("z", np.array([200.0, 1000]), height), ta=("time z y x", values, told))
    (field,) = read(write(tmp_path / "a.nc", arrays)).fields
    assert field.levels is not None
    assert (field.levels.heights.tolist(), field.levels.above) == ([2, 10], "ground")
    assert field.values("ta", 1, 1).tolist() == values[1, 1, ::-1].tolist()


def test_a_vertical_axis_without_a_unit_has_numbers_and_no_heights(tmp_path: Path):
    values = np.zeros((3, 2, 2, 4), np.float32)
    told = {"units": "K", "grid_mapping": "crs"}
    arrays = grid(h=None, lev=("lev", np.array([5.0, 6]), {}), ta=("time lev y x", values, told))
    path = write(tmp_path / "a.nc", arrays)
    levels = read(path).fields[0].levels
    assert levels is not None and (levels.unit, levels.heights.tolist()) == ("1", [5, 6])
    levels = read(path, Options(units={"lev": "km"})).fields[0].levels
    assert levels is not None and (levels.unit, levels.heights.tolist()) == ("m", [5000, 6000])


def test_variables_on_other_axes_become_other_fields(tmp_path: Path):
    ground = ("y x", np.ones((2, 4), np.float32), {"units": "m", "grid_mapping": "crs"})
    fields = read(write(tmp_path / "a.nc", grid(ground=ground))).fields
    assert [(one.title, one.steps) for one in fields] == [("h", 3), ("ground", 1)]
    assert not len(fields[1].times)


def test_curved_grids_lie_where_their_longitudes_and_latitudes_say(tmp_path: Path):
    e, n = np.meshgrid(np.arange(4) * 0.001, np.arange(3) * 0.001)
    lon, lat = 4.30 + e + 0.3 * n, 52.0 + n - 0.2 * e
    east, north = {"units": "degrees_east"}, {"units": "degrees_north"}
    values = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    arrays = {
        "time": ("time", np.arange(2.0), TIME),
        "lon": ("j i", lon, east),
        "lat": ("j i", lat, north),
        "h": ("time j i", values, {"units": "m", "coordinates": "lon lat"}),
    }
    results = read(write(tmp_path / "a.nc", arrays))
    field = results.fields[0]
    assert isinstance(field.shape, Mesh)
    world = between("EPSG:4326", results.frame.horizontal).transform(lon[1, 2], lat[1, 2])
    local = np.array([world]) - results.frame.origin[:2]
    assert field.probe(local, "h", 1).tolist() == [values[1, 1, 2]]
    assert field.probe(local + 1e5, "h", 1).tolist() == pytest.approx([np.nan], nan_ok=True)


def test_a_grid_around_another_pole_lies_where_its_projection_says(tmp_path: Path):
    pole = {
        "grid_mapping_name": "rotated_latitude_longitude",
        "grid_north_pole_latitude": 39.25,
        "grid_north_pole_longitude": -162.0,
    }
    rlat = {"standard_name": "grid_latitude", "units": "degrees"}
    rlon = {"standard_name": "grid_longitude", "units": "degrees"}
    arrays = {
        "pole": ("", np.int32(0), pole),
        "rlat": ("rlat", np.array([0.0, 0.01]), rlat),
        "rlon": ("rlon", np.array([0.0, 0.01, 0.02]), rlon),
        "tas": ("rlat rlon", np.arange(6.0).reshape(2, 3), {"units": "K", "grid_mapping": "pole"}),
    }
    results = read(write(tmp_path / "a.nc", arrays))
    middle = between("OGC:CRS84", results.frame.horizontal).transform(18.0, 90 - 39.25)
    local = np.array([middle]) - results.frame.origin[:2]
    assert results.fields[0].probe(local, "tas").tolist() == [0]


def test_wrf_has_its_times_and_places_under_other_names(tmp_path: Path):
    e, n = np.meshgrid(np.arange(4) * 0.001, np.arange(3) * 0.001)
    east, north = {"units": "degree_east"}, {"units": "degree_north"}
    over = "Time south_north west_east"
    told = {"units": "K", "coordinates": "XLONG XLAT XTIME"}
    arrays = {
        "XTIME": ("Time", np.array([0.0, 60]), {"units": "minutes since 2026-07-01 00:00:00"}),
        "XLONG": (over, np.stack([4.3 + e] * 2), east),
        "XLAT": (over, np.stack([52.0 + n] * 2), north),
        "T2": (over, np.arange(24, dtype=np.float32).reshape(2, 3, 4), told),
    }
    (field,) = read(write(tmp_path / "wrfout", arrays)).fields
    assert field.times.astype(str).tolist()[1] == "2026-07-01T01:00:00.000"
    assert field.values("T2", 1).tolist() == list(range(12, 24))


def test_layers_of_a_mesh_are_known_by_their_positive_direction(tmp_path: Path):
    mesh = {
        "cf_role": "mesh_topology",
        "topology_dimension": 2,
        "node_coordinates": "nx ny",
        "face_node_connectivity": "fn",
    }
    sigma = {"standard_name": "ocean_sigma_coordinate", "positive": "up", "units": "1"}
    arrays = {
        "mesh": ("", np.int32(0), mesh),
        "nx": ("node", np.array([0.0, 10, 10]), X),
        "ny": ("node", np.array([0.0, 0, 10]), Y),
        "fn": ("face corner", np.array([[0, 1, 2]], np.int32), {}),
        "sigma": ("layer", np.array([-0.75, -0.25]), sigma),
        "s": ("face layer", np.array([[30.0, 20.0]]), {"units": "psu"}),
    }
    results = read(write(tmp_path / "a.nc", arrays), Options("local"))
    field = next(one for one in results.fields if one.variables[0].key == "s")
    assert field.levels is not None and field.levels.heights.tolist() == [-0.75, -0.25]
    assert field.values("s", 0, 1).tolist() == [20]


def test_palm_counts_from_its_origin_and_may_be_turned(tmp_path: Path):
    arrays = {
        "time": ("time", np.array([3600.0]), {"units": "seconds"}),
        "zu_3d": ("zu_3d", np.array([-1.0, 1.0]), {"units": "m", "axis": "Z"}),
        "y": ("y", np.array([1.0, 3]), {"units": "m", "axis": "Y"}),
        "x": ("x", np.array([1.0, 3, 5]), {"units": "m", "axis": "X"}),
        "crs": ("", np.int32(0), {"epsg_code": "EPSG:25833", "long_name": "coordinate system"}),
        "theta": ("time zu_3d y x", np.full((1, 2, 2, 3), 300.0), {"units": "K"}),
    }
    about: dict[str, Any] = {"origin_x": 386_000.0, "origin_y": 5_820_000.0, "origin_z": 30.0}
    about |= {"rotation_angle": 90.0, "origin_time": "2019-03-06 10:00:00 +00"}
    about |= {"palm_version": "23.10"}
    results = read(write(tmp_path / "palm.nc", arrays, title="PALM street", **about))
    (field,) = results.fields
    world = results.frame.to_world(np.c_[field.shape.places(), np.zeros(6)])
    assert world[0, :2] == pytest.approx([386_003, 5_820_000 - 1])  # a quarter turn with the clock
    assert field.levels is not None and field.levels.heights.tolist() == [29, 31]
    assert field.levels.above == "datum"
    assert field.times.astype(str).tolist() == ["2019-03-06T11:00:00.000"]
    assert (results.format, field.run.model, field.run.version) == ("PALM-NetCDF", "PALM", "23.10")


def test_a_wind_of_two_parts_is_one_vector(tmp_path: Path):
    _, values, told = grid()["h"]
    speed = told | {"units": "m s-1"}
    arrays = grid(h=None, u=("time y x", values, speed), v=("time y x", values, speed))
    field = read(write(tmp_path / "a.nc", arrays)).fields[0]
    assert field.variables[0].parts == ("u", "v")
    assert field.variables[0].unit == "m/s"


def test_a_mesh_may_count_from_one_and_have_faces_of_three_and_four_corners(tmp_path: Path):
    mesh = {
        "cf_role": "mesh_topology",
        "topology_dimension": 2,
        "node_coordinates": "nx ny",
        "face_node_connectivity": "fn",
        "face_dimension": "face",
    }
    table = np.array([[1, 2, 3, 4], [2, 5, 3, -9]], np.int32).T  # corners first
    arrays = {
        "mesh": ("", np.int32(0), mesh),
        "nx": ("node", np.array([0.0, 10, 10, 0, 20]) + 92_000, X),
        "ny": ("node", np.array([0.0, 0, 10, 10, 0]) + 436_000, Y),
        "fn": ("corner face", table, {"start_index": 1, "_FillValue": np.int32(-9)}),
        "crs": ("", np.int32(0), RD),
        "h": ("face", np.array([7.0, 8]), {"units": "m"}),
        "z": ("node", np.arange(5.0), {"units": "m"}),
    }
    faces, nodes = read(write(tmp_path / "a.nc", arrays)).fields
    points = np.array([[5.0, 5], [11, 1], [19, 9]])
    assert faces.probe(points, "h").tolist() == pytest.approx([7, 8, np.nan], nan_ok=True)
    assert nodes.probe(np.array([[10.0, 10]]), "z").tolist() == [2]
    assert nodes.variables[0].at == "nodes"


def test_without_system_unit_and_start_all_of_them_are_asked_for(tmp_path: Path):
    arrays = grid(crs=None, h=("time y x", grid()["h"][1], {}), time=("time", np.arange(3.0), {}))
    with pytest.raises(NeedsMore) as fault:
        read(write(tmp_path / "a.nc", arrays))
    assert [(one.what, one.of) for one in fault.value.needs] == [
        ("crs", ""),
        ("unit", "h"),
        ("unit", "time"),
        ("start", ""),
    ]
    said = Options("EPSG:28992", units={"h": "m", "time": "h"}, start=np.datetime64("2026-07-01"))
    assert read(tmp_path / "a.nc", said).fields[0].times.astype(str)[1] == "2026-07-01T01:00:00.000"


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"h": ("time y x", H, {"units": "K", "standard_name": "wind_speed"})}, "UNIT", "in K"),
        ({"x": ("x", np.array([1.0, 3, 2, 4]), {"axis": "X"})}, "VARIABLE", "back and forth"),
        ({"y": ("y", np.array([1.0, np.nan]), {})}, "VARIABLE", "back and forth"),
        ({"h": ("member y x", H, {"units": "m"})}, "VARIABLE", "axis that nobody knows"),
        ({"h": ("height z x", H, {"units": "m"})}, "VARIABLE", "two vertical axes"),
    ],
)
def test_what_cannot_be_understood_is_told_and_the_rest_is_read(
    tmp_path: Path, changed: dict[str, Any], code: str, words: str
):
    path = write(tmp_path / "bad.nc", grid(**changed))
    with pytest.raises(ReadError, match=words) as fault:
        read(path, Options("EPSG:28992"))
    assert str(fault.value).startswith("bad.nc: ") and "\n" not in str(fault.value)
    good = {
        "yy": ("yy", np.array([1.0, 2]), {"axis": "Y"}),
        "xx": ("xx", np.array([1.0, 2]), {"axis": "X"}),
        "good": ("yy xx", np.ones((2, 2)), {"units": "m"}),
    }
    results = read(write(path, grid(**changed) | good), Options("local"))
    assert [one.title for one in results.fields] == ["good"]
    assert code in codes(results)


def test_a_grid_without_any_value_is_told(tmp_path: Path):
    told = {"units": "m", "grid_mapping": "crs", "_FillValue": np.float32(-1)}
    empty = ("time y x", np.full((3, 2, 4), -1, np.float32), told)
    results = read(write(tmp_path / "a.nc", grid(h=empty)))
    assert codes(results) == ["NO_VALUES"]
    assert np.isnan(results.fields[0].values("h")).all()


def test_a_file_that_is_cut_off_is_a_fault_of_one_line(tmp_path: Path):
    path = write(tmp_path / "a.nc", grid())
    whole = path.read_bytes()
    for length in (len(whole) // 3, len(whole) // 2, len(whole) - 7):
        path.write_bytes(whole[:length])
        with pytest.raises(ReadError, match=r"a\.nc: this is no whole NetCDF file"):
            read(path)


def test_the_same_at_any_place_as_xarray_tells(tmp_path: Path):
    rng = np.random.default_rng(7)
    packed = rng.integers(-3000, 3000, (3, 2, 4)).astype(np.int16)
    told = {"units": "K", "scale_factor": 0.01, "add_offset": 280.0, "_FillValue": np.int16(-1)}
    path = write(tmp_path / "a.nc", grid(h=None, ta=("time y x", packed, told)))
    field = read(path, Options("EPSG:28992")).fields[0]
    with xarray.open_dataset(path) as other:
        for step in range(3):
            expected = other.ta[step].values[::-1].astype(np.float32)
            assert np.array_equal(field.values("ta", step), expected, equal_nan=True)


@needs_data
def test_urban_heat_is_at_every_place_what_xarray_tells():
    path = DATA / "live/sim/cf_urban_heat.nc"
    field = read(path).fields[0]
    assert field.variables[0].quantity is not None
    with xarray.open_dataset(path) as other:
        assert np.array_equal(field.times, other.time.values.astype("datetime64[ms]"))
        for lon, lat, step in ((4.3127, 50.8641, 3), (4.3999, 50.8077, 17), (4.3601, 50.8902, 23)):
            there = other.ta.isel(time=step).sel(x=lon, y=lat, method="nearest").item()
            world = between("EPSG:4326", field.shape.frame.horizontal).transform(lon, lat)
            local = np.array([world]) - field.shape.frame.origin[:2]
            assert field.probe(local, "ta", step).tolist() == [there]


@needs_data
@pytest.mark.parametrize(
    ("name", "crs", "key", "mesh"),
    [
        ("simulation/ADH_SanDiego_ugrid.nc", "EPSG:26911", "depth", ("node_x", "node_y")),
        ("live/sim/flood_ugrid.nc", "local", "h", MESH2D),
        ("simulation/elevation_nl_ugrid.nc", "EPSG:28992", "elevation", MESH2D),
    ],
)
def test_meshes_are_at_every_place_what_xarray_tells(
    name: str, crs: str, key: str, mesh: tuple[str, str]
):
    with pytest.raises(NeedsMore):
        read(DATA / name)
    units = {"h": "m", "depth": "m", "elevation": "m", "time": "h"}
    said = Options(crs, units=units, start=np.datetime64("2026-01-01"))
    results = read(DATA / name, said)
    field = next(one for one in results.fields if one.variables[0].key == key)
    assert isinstance(field.shape, Mesh)
    with xarray.open_dataset(DATA / name) as other:
        step = field.steps - 1
        told = other[key][step] if "time" in other[key].dims else other[key]
        expected = told.values.astype(np.float32)
        world = np.stack([other[one].values for one in mesh], axis=1)
    assert np.array_equal(field.values(key, step), expected, equal_nan=True)
    at = np.arange(0, len(expected), 97)
    if field.variables[0].at == "nodes":
        places = world[at] - results.frame.origin[:2]
    else:
        places = field.shape.middles()[at]
    assert np.array_equal(field.probe(places, key, step).astype(np.float32), expected[at])
