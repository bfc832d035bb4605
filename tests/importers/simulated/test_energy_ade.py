import numpy as np
import pytest
from lxml import etree

from city.series import Measurand
from importers.intake import ReadError
from importers.simulated import read
from tests.shared import DATA, needs_data

HEAD = """<?xml version="1.0"?>
<core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0"
 xmlns:gml="http://www.opengis.net/gml" xmlns:bldg="http://www.opengis.net/citygml/building/2.0"
 xmlns:energy="http://www.sig3d.org/citygml/2.0/energy/1.0">
<core:cityObjectMember><bldg:Building gml:id="b1"><gml:name>Town hall</gml:name>
<energy:demands><energy:EnergyDemand gml:id="d1"><energy:energyAmount>"""
TAIL = """</energy:energyAmount><energy:endUse>spaceHeating</energy:endUse></energy:EnergyDemand>
</energy:demands></bldg:Building></core:cityObjectMember></core:CityModel>"""
REGULAR = """<energy:RegularTimeSeries gml:id="s1"><energy:temporalExtent><gml:TimePeriod>
<gml:beginPosition>2026-01-01T00:00:00</gml:beginPosition>
<gml:endPosition>2027-01-01T00:00:00</gml:endPosition></gml:TimePeriod></energy:temporalExtent>
<energy:timeInterval unit="{unit}">{every}</energy:timeInterval>
<energy:values uom="kWh">{values}</energy:values></energy:RegularTimeSeries>"""
HEAT = Measurand("spaceHeating (EnergyDemand)", "kWh")


def written(tmp_path, body):
    path = tmp_path / "town.gml"
    path.write_text(HEAD + body + TAIL)
    return path


def told(tmp_path, **said):
    (found,) = read(written(tmp_path, REGULAR.format(**said))).told
    return found.series


def test_a_demand_is_of_its_building_and_its_use(tmp_path):
    series = told(tmp_path, unit="hour", every="0.5", values="1 2.5 3")
    times, values = series.of("b1", HEAT)
    assert values.tolist() == [1, 2.5, 3]
    assert times[2] == np.datetime64("2026-01-01T01:00")
    town_hall = series.things["b1"]
    assert (town_hall.name, town_hall.kind, town_hall.of) == ("Town hall", "Building", "b1")


@pytest.mark.parametrize(("unit", "every"), [("month", "1"), ("year", "0.083")])
def test_months_are_those_of_the_calendar(tmp_path, unit, every):
    times, _ = told(tmp_path, unit=unit, every=every, values="1 2 3").of("b1", HEAT)
    assert times[2] == np.datetime64("2026-03-01")


def test_single_values_have_their_own_moments(tmp_path):
    point = (
        "<energy:contains><energy:MeasurementPoint><energy:time>{}</energy:time>"
        '<energy:value uom="kWh">{}</energy:value></energy:MeasurementPoint></energy:contains>'
    )
    points = point.format("2026-02-01T00:00:00Z", 4) + point.format("2026-05-01T00:00:00Z", 5)
    body = f"<energy:IrregularTimeSeries>{points}</energy:IrregularTimeSeries>"
    (found,) = read(written(tmp_path, body)).told
    times, values = found.series.of("b1", HEAT)
    assert values.tolist() == [4, 5] and times[1] == np.datetime64("2026-05-01")


@pytest.mark.parametrize(
    "said",
    [
        {"unit": "hour", "every": "1", "values": "1 x 3"},
        {"unit": "fortnight", "every": "1", "values": "1 2"},
        {"unit": "hour", "every": "-1", "values": "1 2"},
        {"unit": "hour", "every": "soon", "values": "1 2"},
        {"unit": "hour", "every": "1", "values": ""},
    ],
)
def test_what_cannot_be_understood_is_told(tmp_path, said):
    with pytest.raises(ReadError, match="no energy over time"):
        told(tmp_path, **said)


def test_entities_are_never_resolved_and_broken_files_are_refused(tmp_path):
    path = written(tmp_path, REGULAR.format(unit="hour", every="1", values="1 &b; 2"))
    text = path.read_text()
    doctype = '<!DOCTYPE a [<!ENTITY b "7">]>'
    path.write_text(text.replace('<?xml version="1.0"?>', f'<?xml version="1.0"?>{doctype}'))
    with pytest.raises(ReadError):
        read(path)
    path.write_text(text[:-40].replace("&b;", ""))
    with pytest.raises(ReadError, match="broken XML"):
        read(path)


@needs_data
def test_the_real_file_tells_what_stands_in_it():
    path = DATA / "citygml/2.0/Alderaan_Energy_ADE_All.gml"
    results = read(path)
    (found,) = results.told
    air = Measurand("airTemperature (WeatherData)", "°C")
    times, values = found.series.of("id_weather_station_1", air)
    assert values.tolist() == [5, 6, 7, 10, 15, 18, 19, 20, 18, 10, 2, -1]
    assert times[-1] == np.datetime64("2011-12-01")
    root = etree.parse(path).getroot()
    space = {"nrg2": "http://www.citygml.org/ade/energy/2.0"}
    years = root.findall(".//nrg2:amount", space)
    of_year = [one for one in years if one.getparent().find("nrg2:year", space) is not None]
    said = [row for row in found.series if row[2] == np.datetime64("2023-01-01")]
    assert 5 < len(said) <= len(of_year)
    assert {row[3] for row in said} <= {float(one.text) for one in of_year}
    assert {one.code for one in results.report} == {"NO_YEAR", "FILE"}
