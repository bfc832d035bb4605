import json

import numpy as np
import pyproj
import pytest

from city.series import Measurand
from city.tracks import LATITUDE, LONGITUDE
from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, read, reader_for
from tests.shared import DATA, needs_data

HEAD = {"id": "document", "name": "A run", "version": "1.0"}
YOKOSUKA = DATA / "simulation/yokosuka-cfd"


def written(tmp_path, *packets):
    path = tmp_path / "run.czml"
    path.write_text(json.dumps([HEAD, *packets]))
    return path


def test_positions_over_time_in_each_way_they_are_written(tmp_path):
    epoch = "2026-11-22T07:00:00Z"
    cartesian = pyproj.Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
    x, y, z = cartesian.transform(4.35, 50.85, 12)
    degrees = [0, 4.35, 50.85, 12, 5, 4.36, 50.85, 12]
    radians = [0.5, *np.radians([4.35, 50.85]), 12]
    packets = [
        {"position": {"epoch": epoch, "cartographicDegrees": degrees}},
        {"position": [{"epoch": epoch, "cartographicRadians": radians}]},
        {"position": {"cartesian": ["2026-11-22T07:00:01Z", x, y, z]}},
    ]
    packets = [{"id": str(row), **packet} for row, packet in enumerate(packets)]
    path = written(tmp_path, *packets)
    assert reader_for(path).FORMAT == "CZML"
    (moving,) = read(path).moving
    assert moving.run.title == "A run" and moving.ids == ("0", "1", "2")
    series = moving.series()
    for id, seconds in (("0", [0, 5]), ("1", [0.5]), ("2", [1])):
        times, east = series.of(id, LONGITUDE)
        passed = (times - np.datetime64("2026-11-22T07:00")) / np.timedelta64(1, "s")
        assert passed.tolist() == seconds and abs(east[0] - 4.35) < 1e-9
        assert abs(series.of(id, LATITUDE)[1][0] - 50.85) < 1e-9


def test_areas_with_values_lie_in_their_middle(tmp_path):
    corners = [4.0, 50.0, 0, 4.2, 50.0, 0, 4.2, 50.2, 0, 4.0, 50.2, 0]
    area = {
        "id": "a",
        "polygon": {"positions": {"cartographicDegrees": corners}},
        "properties": {"depth": {"number": 1.5}, "level": 2, "word": "3", "flag": True},
    }
    path = written(tmp_path, area)
    with pytest.raises(NeedsMore) as fault:
        read(path)
    assert [need.of for need in fault.value.needs] == ["depth", "level"]
    (told,) = read(path, Options(units={"depth": "m", "level": "1"})).told
    assert told.timeless and told.series.of("a", Measurand("depth", "m"))[1].tolist() == [1.5]
    np.testing.assert_allclose(told.series.things["a"].place, (4.1, 50.1, 0))


def test_looks_alone_and_broken_positions_are_told(tmp_path):
    with pytest.raises(ReadError, match="nothing in it moves"):
        read(written(tmp_path, {"id": "a", "point": {"color": {}}, "position": {"cartesian": [1]}}))
    broken = {"id": "a", "position": {"cartographicDegrees": [0, 4, 50, 0, "x", 4, 50, 0]}}
    with pytest.raises(ReadError, match="nothing in it moves"):
        read(written(tmp_path, broken))


@needs_data
@pytest.mark.parametrize(
    ("name", "label", "unit", "geometry"),
    [
        ("wind_3m", "風速", "m/s", "polyline"),
        ("air_temperature_3m", "気温", "°C", "position"),
    ],
)
def test_real_files_have_their_values_in_their_names(name, label, unit, geometry):
    path = YOKOSUKA / f"{name}.czml"
    (told,) = read(path, Options(units={label: unit})).told
    packets = json.loads(path.read_text("utf-8"))[1:]
    assert len(told.series) == len(packets) == 1976
    for packet in packets[::50]:
        value = told.series.of(packet["id"], Measurand(label, unit))[1][0]
        assert packet["name"].partition(":")[0] == label
        assert value == float(packet["name"].partition(":")[2].split()[0])
        at = packet[geometry].get("positions", packet[geometry])["cartographicDegrees"][:3]
        assert told.series.things[packet["id"]].place == tuple(at)
