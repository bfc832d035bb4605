import json

import numpy as np
import pytest

from city.series import Measurand
from importers.intake import ReadError
from importers.simulated import read, reader_for

POWER = Measurand("Electricity:Facility", "kWh")
LINES = """Datetime,Electricity:Facility(kWh),Natural Gas:Facility(kBtu),PMV
2019/01/01 00:15:00,1.5,0.0,0.1
2019/01/01 00:30:00,2.5,,0.1
,nothing,0,0
"""


@pytest.fixture
def scenario(tmp_path):
    """Two buildings of a project, of which one run failed."""
    folder = tmp_path / "run/baseline"
    for id, lines in (("1", LINES), ("2", "")):
        report = folder / id / "feature_reports/default_feature_report.csv"
        report.parent.mkdir(parents=True)
        report.write_text(lines)
    point = {"type": "Point", "coordinates": [-105.2, 39.7]}
    properties = {"id": "1", "name": "Library", "building_type": "Education"}
    project = [{"type": "Feature", "geometry": point, "properties": properties}]
    told = {"type": "FeatureCollection", "features": project}
    (tmp_path / "project.json").write_text(json.dumps(told))
    return folder


def test_each_building_has_its_report_its_name_and_its_place(scenario):
    results = read(scenario)
    (told,) = results.told
    times, values = told.series.of("1", POWER)
    assert times[0] == np.datetime64("2019-01-01T00:15") and values.tolist() == [1.5, 2.5]
    library = told.series.things["1"]
    assert (library.name, library.place, library.kind) == ("Library", (-105.2, 39.7), "Education")
    assert library.of == "1" and set(told.series.things) == {"1"}
    found = {(one.code, one.object) for one in results.report}
    assert found == {("NO_VALUES", "2"), ("NO_UNIT", "1"), ("NO_ZONE", "baseline")}


def test_a_report_may_say_where_its_building_stands(scenario):
    report = scenario / "1/feature_reports/default_feature_report.json"
    report.write_text('{"name": "B", "location": {"latitude_deg": 40, "longitude_deg": -105}}')
    (told,) = read(scenario).told
    assert told.series.things["1"].place == (-105, 40) and told.series.things["1"].name == "B"


def test_a_scenario_without_values_and_other_folders_are_told(scenario):
    (scenario / "1/feature_reports/default_feature_report.csv").write_text("Datetime,a(kWh)\n")
    with pytest.raises(ReadError, match="hold no values"):
        read(scenario)
    with pytest.raises(ReadError, match="no results"):
        reader_for(scenario / "1")
