"""What a city model itself tells over time becomes readings; what cannot, is told."""

import numpy as np
import pytest

from city.bindings import bindings
from city.dynamizers import dynamizers
from city.series import Measurand, Series
from importers.live.dynamized import dynamized
from importers.report import Report
from tests.importers.citygml.shared import SPACES_3, building, model, take
from tests.shared import DATA, needs_data

REF = "//bldg:Building[@gml:id='b1']/genericAttribute/gen:DoubleAttribute[name='heat']/gen:value"
FOLDER = DATA / "citygml" / "3.0" / "dynamizer"


def city_of(tmp_path, data):
    inside = f"""<dynamizer><dyn:Dynamizer gml:id="d"><dyn:attributeRef>{REF}</dyn:attributeRef>
    <dyn:dynamicData>{data}</dyn:dynamicData></dyn:Dynamizer></dynamizer>"""
    path = tmp_path / "model" / "city.gml"
    path.parent.mkdir()
    path.write_text(model(building(inside), SPACES_3))
    return take(path)[0]


def table(location):
    return f"""<dyn:TabulatedFileTimeseries><dyn:uom>kW</dyn:uom>
    <dyn:fileLocation>{location}</dyn:fileLocation><dyn:numberOfHeaderLines>1</dyn:numberOfHeaderLines>
    <dyn:fieldSeparator>,</dyn:fieldSeparator><dyn:timeColumnNo>1</dyn:timeColumnNo>
    <dyn:valueColumnName>kW</dyn:valueColumnName></dyn:TabulatedFileTimeseries>"""


PAIR = """<dyn:timeValuePair><dyn:TimeValuePair><dyn:timestamp>{}</dyn:timestamp>
<dyn:doubleValue>{}</dyn:doubleValue></dyn:TimeValuePair></dyn:timeValuePair>"""


def test_values_in_the_model_are_bound_to_their_object(tmp_path):
    pairs = PAIR.format("2020-01-01T00:00:00Z", 3.5) + PAIR.format("2020-01-02T00:00:00Z", 4)
    city = city_of(tmp_path, f"<dyn:GenericTimeseries>{pairs}</dyn:GenericTimeseries>")
    report, series = Report(), Series()
    for readings in dynamized(city, report):
        series = series.merge(readings)
    assert series.of("d", Measurand("heat"))[1].tolist() == [3.5, 4.0] and not len(report)
    found = bindings(series, city)
    assert [city.objects.ids[row] for row in found.object.tolist()] == ["b1"]


def test_a_table_beside_the_model_is_read(tmp_path):
    city = city_of(tmp_path, table("series/heat%20load.csv"))
    folder = tmp_path / "model" / "series"
    folder.mkdir()
    (folder / "heat load.csv").write_text("when,kW\n2020-01,1.5\n2020-02,x\n")
    report = Report()
    (readings,) = dynamized(city, report)
    assert readings.value.tolist() == [1.5] and readings.measurands == (Measurand("heat", "kW"),)
    assert [(one.code, one.object) for one in report] == [("dynamizer", "d")]


ELSEWHERE = (
    "../secret.csv",
    "/etc/passwd",
    "https://a.eu/x.csv",
    "file://host/x.csv",
    "",
    "none.csv",
)


@pytest.mark.parametrize("location", ELSEWHERE)
def test_no_other_file_is_read(tmp_path, location):
    (tmp_path / "secret.csv").write_text("when,kW\n2020-01,1.5\n")
    report = Report()
    assert dynamized(city_of(tmp_path, table(location)), report) == ()
    assert [(one.severity, one.object) for one in report] == [("error", "d")]


def test_a_large_file_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("importers.live.dynamized.LARGEST", 10)
    city, report = city_of(tmp_path, table("heat.csv")), Report()
    (tmp_path / "model" / "heat.csv").write_text("when,kW\n2020-01,1.5\n")
    assert dynamized(city, report) == () and "larger than" in next(iter(report)).message


def test_other_series_are_told(tmp_path):
    data = "<dyn:StandardFileTimeseries><dyn:fileLocation>x.tsml</dyn:fileLocation>"
    city, report = city_of(tmp_path, f"{data}</dyn:StandardFileTimeseries>"), Report()
    assert dynamized(city, report) == ()
    assert [one.message for one in report] == ["a StandardFileTimeseries is not read"]


@needs_data
def test_the_examples_of_the_standard():
    city, _ = take(FOLDER / "Building_CityGML3.0_with_Dynamizer_and_inline_Timeseries.gml")
    (readings,) = dynamized(city, Report())
    assert readings.measurands == (Measurand("diffuse_irradiation", "kWh"),)
    assert len(readings) == 12 and readings.value[6] == 2480.0
    assert readings.time[11] == np.datetime64("2019-12-01", "ms")
    assert readings.things[0].of == "DEBY_LOD2_5744682"  # of its roof
    for name in ("V1", "V2"):
        path = FOLDER / f"Building_CityGML3.0_with_Dynamizer_and_SensorConnection_{name}.gml"
        city, _ = take(path)
        (one,) = dynamizers(city)
        assert dynamized(city, Report()) == () and one.attribute == "temperature"
        assert city.objects.ids[one.object] == "DEBY_LOD2_5744682_room1"
        assert one.connection.address == "http://127.0.0.1:8080/FROST-Server/v1.0"
        assert one.connection.stream == "1"
        assert "during(phenomenonTime, 2019-01-01T00:00:00Z/2020" in one.connection.link
