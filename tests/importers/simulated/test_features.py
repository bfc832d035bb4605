"""Contours and places in map files."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from city.crs_names import between
from city.simulated.mesh import Mesh
from city.simulated.points import Points
from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, read
from tests.shared import DATA, needs_data

YOKOSUKA = DATA / "simulation/yokosuka-cfd"
CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}


def square(low: float, high: float, hole: tuple[float, float] | None = None) -> dict[str, Any]:
    def ring(a: float, b: float) -> list[list[float]]:
        places = [[a, a], [b, a], [b, b], [a, b], [a, a]]
        return [[84_000 + x, 446_000 + y] for x, y in places]

    rings = [ring(low, high)] + ([ring(*hole)] if hole else [])
    return {"type": "Polygon", "coordinates": rings}


def write(path: Path, *features: tuple[Any, dict[str, Any]], crs: Any = CRS) -> Path:
    rows = [{"type": "Feature", "geometry": shape, "properties": told} for shape, told in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": rows}))
    return path


def at(results: Any, *places: tuple[float, float]) -> np.ndarray:
    return np.array(places) + np.array([84_000, 446_000]) - results.frame.origin[:2]


def test_areas_with_holes_have_the_value_of_their_level(tmp_path: Path):
    path = write(
        tmp_path / "lden.geojson",
        (square(0, 100, (20, 80)), {"LDEN": 55, "PK": 1}),
        (square(20, 80), {"LDEN": 60, "PK": 2}),
    )
    results = read(path)
    (field,) = results.fields
    assert isinstance(field.shape, Mesh)
    assert [(one.key, one.unit) for one in field.variables] == [("LDEN", "dB(A)")]
    told = field.probe(at(results, (10, 10), (50, 50), (150, 5)), "LDEN")
    assert told.tolist() == pytest.approx([55, 60, np.nan], nan_ok=True)


def test_of_areas_over_one_another_the_higher_level_counts(tmp_path: Path):
    path = write(tmp_path / "a.geojson", (square(0, 100), {"h": 1.5}), (square(20, 80), {"h": 2.5}))
    results = read(path, Options(units={"h": "m"}))
    assert results.fields[0].probe(at(results, (50, 50), (10, 10)), "h").tolist() == [2.5, 1.5]


def test_names_of_levels_are_classes_in_order(tmp_path: Path):
    labels = ["45-50", "< 35", "> 80", "35-40"]
    path = write(
        tmp_path / "iso.geojson",
        *[
            (square(10 * n, 10 * n + 10), {"ISOLABEL": label, "CELL_ID": n})
            for n, label in enumerate(labels)
        ],
    )
    results = read(path)
    (variable,) = results.fields[0].variables
    assert variable.names == ("< 35", "35-40", "45-50", "> 80")
    assert results.fields[0].probe(at(results, (5, 5), (15, 15)), "ISOLABEL").tolist() == [2, 0]


def test_periods_that_lie_over_one_another_are_told_apart(tmp_path: Path):
    day, night = {"PERIOD": "D", "LAEQ": 60.0}, {"PERIOD": "N", "LAEQ": 50.0}
    results = read(write(tmp_path / "a.geojson", (square(0, 9), day), (square(0, 9), night)))
    told = {one.title[-3:]: float(one.values("LAEQ")[0]) for one in results.fields}
    assert told == {"(D)": 60, "(N)": 50}


def test_what_it_does_not_say_is_asked_for(tmp_path: Path):
    far = {"type": "Point", "coordinates": [84_000, 446_000]}
    with pytest.raises(NeedsMore) as fault:
        read(write(tmp_path / "a.geojson", (far, {"depth": 0.5}), crs=None))
    assert [(one.what, one.of) for one in fault.value.needs] == [("crs", ""), ("unit", "depth")]


def test_features_without_values_are_no_result(tmp_path: Path):
    with pytest.raises(ReadError, match=r"a\.geojson: its features have no values"):
        read(write(tmp_path / "a.geojson", (square(0, 9), {"name": "park", "id": 7})))


@needs_data
def test_a_wind_over_a_city_stands_at_its_places():
    path = YOKOSUKA / "wind_3m.geojson"
    told = json.loads(path.read_text())["features"]
    units = {"wind_vector": "m/s", "wind_strength": "m/s"}
    results = read(path, Options(units=units))
    (field,) = results.fields
    assert isinstance(field.shape, Points) and len(field.shape) == len(told) == 1976
    wind = next(one for one in field.variables if one.parts)
    expected = np.float32([one["properties"]["wind_vector"] for one in told])
    assert np.array_equal(field.vectors(wind.key), expected)
    strength = np.float32([one["properties"]["wind_strength"] for one in told])
    assert np.allclose(field.values(wind.key), strength, rtol=1e-5)


@needs_data
def test_temperatures_at_places_are_those_in_the_file():
    path = YOKOSUKA / "air_temperature_3m.geojson"
    told = json.loads(path.read_text())["features"]
    results = read(path, Options(units={"temperature": "°C"}))
    (field,) = results.fields
    for one in told[::211]:
        lon, lat, _ = one["geometry"]["coordinates"]
        world = between("EPSG:4326", results.frame.horizontal).transform(lon, lat)
        local = np.array([world]) - results.frame.origin[:2]
        value = field.probe(local, "temperature")
        assert value.tolist() == [np.float32(one["properties"]["temperature"])]
    assert isinstance(field.shape, Points)
    assert field.shape.places[0, 2] == pytest.approx(2.49565)
