"""Coverages of every domain, with known answers, and broken ones."""

import json
import math

import numpy as np
import pytest

from city.series import Measurand, Series, Thing
from importers.live import coverage_json
from importers.live.coverage_json import readings
from importers.report import Report
from tests.shared import DATA, needs_data

CAPTURED = DATA / "live" / "captured" / "ogcapi-pygeoapi"
TEMPERATURE = Measurand("Air temperature", "°C")
PARAMETERS = {
    "ta": {
        "type": "Parameter",
        "observedProperty": {"label": {"de": "Lufttemperatur", "en": "Air temperature"}},
        "unit": {"symbol": {"value": "Cel", "type": "http://www.opengis.net/def/uom/UCUM/"}},
    }
}
T = ["2026-07-01T00:00:00Z", "2026-07-01T01:00:00.000000000"]


def coverage(axes, values, names=(), shape=(), **more):
    told = {"type": "NdArray", "dataType": "float", "values": values}
    if names:
        told |= {"axisNames": list(names), "shape": list(shape)}
    return {
        "type": "Coverage",
        "domain": {"type": "Domain", "axes": axes},
        "parameters": PARAMETERS,
        "ranges": {"ta": told},
        **more,
    }


def values(*them):
    return {"values": list(them)}


def read(data, report=None, **more):
    whole, things = Series(), {}
    for one in readings(data, "c", Report() if report is None else report, **more):
        whole = whole.merge(one)
        things.update({thing.id: thing for thing in one.things})
    return whole, things


def test_a_series_at_a_point():
    axes = {"x": values(4.35), "y": values(50.85), "t": values(*T)}
    whole, things = read(coverage(axes, [1.5, None], ["t"], [2]), prefix="c/")
    assert things["c/4.350000,50.850000"].place == (4.35, 50.85)
    times, told = whole.of("c/4.350000,50.850000", TEMPERATURE)
    assert [str(one)[:16] for one in times] == ["2026-07-01T00:00", "2026-07-01T01:00"]
    assert told[0] == 1.5 and math.isnan(told[1])


def test_a_point_without_a_time_belongs_to_whom_it_is_said_to():
    data = coverage({"x": values(4.35), "y": values(50.85), "z": values(3)}, [7])
    whole, things = read(data, one=Thing("a", "Midi", (), "met"))
    assert things == {"a": Thing("a", "Midi", (4.35, 50.85, 3), "met")}
    assert next(iter(whole))[3] == 7
    assert read(data | {"id": "b"}, prefix="c/")[1].keys() == {"c/b"}


@pytest.mark.parametrize("names", ["yxt", "txy", "xty"])
def test_a_grid_in_any_order_of_axes(names):
    axes = {
        "x": {"start": 4.0, "stop": 4.2, "num": 3},
        "y": values(51, 50),
        "t": values(*T),
    }
    lengths = {"x": 3, "y": 2, "t": 2}
    shape = [lengths[one] for one in names]
    told = [
        100 * at[names.index("x")] + 10 * at[names.index("y")] + at[names.index("t")]
        for at in np.ndindex(*shape)
    ]
    whole, things = read(coverage(axes, told, names, shape))
    assert len(things) == 6 and len(whole) == 12
    assert whole.of("4.200000,50.000000", TEMPERATURE)[1].tolist() == [210, 211]
    assert whole.of("4.000000,51.000000", TEMPERATURE)[1].tolist() == [0, 1]


def test_many_points_on_one_axis():
    track = {
        "dataType": "tuple",
        "coordinates": ["t", "x", "y"],
        "values": [[T[0], 4.1, 50.1], [T[1], 4.2, 50.2]],
    }
    whole, things = read(coverage({"composite": track}, [1, 2], ["composite"], [2]))
    assert things["4.200000,50.200000"].place == (4.2, 50.2)
    times, told = whole.of("4.200000,50.200000", TEMPERATURE)
    assert told.tolist() == [2] and str(times[0])[:16] == "2026-07-01T01:00"


def test_an_area_has_a_place_inside():
    ring = [[4, 50], [5, 50], [5, 51], [4, 51], [4, 50]]
    area = {"dataType": "polygon", "coordinates": ["x", "y"], "values": [[ring]]}
    (thing,) = read(coverage({"composite": area, "t": values(T[0])}, [1], ["t"], [1]))[1].values()
    assert 4 < thing.place[0] < 5 and 50 < thing.place[1] < 51


def test_places_in_metres_become_degrees_whatever_is_written_first():
    for crs in ("EPSG/0/3857", "EPSG/0/4326"):
        at = (484239.78, 6594803.23) if crs.endswith("3857") else (4.35, 50.85)
        system = {"type": "ProjectedCRS", "id": f"http://www.opengis.net/def/crs/{crs}"}
        data = coverage({"x": values(at[0]), "y": values(at[1])}, [1])
        data["domain"]["referencing"] = [{"coordinates": ["y", "x"], "system": system}]
        (thing,) = read(data)[1].values()
        assert thing.place == pytest.approx((4.35, 50.85), abs=1e-6)


def test_a_large_grid_is_thinned_and_told(monkeypatch):
    monkeypatch.setattr(coverage_json, "PLACES", 30)
    axes = {"x": {"start": 0, "stop": 9, "num": 10}, "y": {"start": 0, "stop": 9, "num": 10}}
    report = Report()
    whole, things = read(coverage(axes, list(range(100)), "yx", [10, 10]), report)
    assert len(things) == 25 and [one.code for one in report] == ["grid"]
    assert whole.of("8.000000,2.000000", TEMPERATURE)[1].tolist() == [28]


def test_parameters_of_one_name_are_kept_apart():
    data = coverage({"x": values(4.1), "y": values(50.1)}, [1])
    data["parameters"] = {"low": PARAMETERS["ta"], "high": PARAMETERS["ta"]}
    data["ranges"] = {"low": data["ranges"]["ta"], "high": {"type": "NdArray", "values": [2]}}
    found = {of: value for _, of, _, value in read(data)[0]}
    assert found == {TEMPERATURE: 1, Measurand("high", "°C"): 2}


def test_a_collection_shares_what_it_says_once():
    one = coverage({"x": values(4.1), "y": values(50.1)}, [1])
    other = coverage({"x": values(4.2), "y": values(50.2)}, [2])
    for each in (one, other):
        del each["parameters"]
    data = {"type": "CoverageCollection", "parameters": PARAMETERS, "coverages": [one, other, 5]}
    report = Report()
    whole, things = read(data, report)
    assert len(things) == len(whole) == 2 and [told.code for told in report] == ["coverage"]


POINT = {"x": values(4.1), "y": values(50.1)}


@pytest.mark.parametrize(
    "broken, code",
    [
        (coverage(POINT, [1, 2]), "coverage"),
        (coverage({**POINT, "t": values(*T)}, [1]), "coverage"),
        (coverage({"x": values(4.1)}, [1]), "coverage"),
        (coverage({"x": {"start": 0, "stop": 1, "num": 10**12}, "y": values(1)}, [1]), "coverage"),
        (coverage(POINT, ["hot"]), "coverage"),
        (coverage(POINT, [1], domain="http://a.eu/domain"), "coverage"),
        (coverage(POINT, [1], ranges={"ta": "http://a.eu/range"}), "range"),
        (coverage(POINT, [1], parameters=[]), "coverage"),
        (coverage({**POINT, "t": values("noon")}, [1]), "moment"),
        (coverage({"x": values(50.1), "y": values(104.1)}, [1]), "place"),
        (coverage({"x": values("a"), "y": values(1)}, [1]), "coverage"),
    ],
)
def test_what_is_broken_is_told(broken, code):
    report = Report()
    whole, _ = read(broken, report)
    assert len(whole) == (code == "place") and next(iter(report)).code == code


@needs_data
def test_recorded_answers_hold_as_many_as_an_independent_count():
    for name, things, each in (("edr_position", 1, 24), ("edr_cube", 64, 1)):
        data = json.loads((CAPTURED / f"{name}.json").read_text())
        whole, found = read(data)
        told = data["ranges"]["ta"]["values"]
        assert len(found) == things and len(whole) == len(told) == things * each
        assert sorted(value for *_, value in whole) == sorted(told)
        assert {of for _, of in whole.streams} == {Measurand("air temperature", "°C")}
    x, y = (data["domain"]["axes"][one] for one in "xy")
    south_east = f"{x['stop']:.6f},{y['stop']:.6f}"
    assert whole.of(south_east, Measurand("air temperature", "°C"))[1].tolist() == told[-1:]
