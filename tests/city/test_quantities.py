"""The curated table: names and units of many sources, and every Smart Data Model."""

import json
from collections import Counter, defaultdict

import numpy as np
import pytest

import assets
from city.palettes import PALETTES
from city.quantities import quantity_of
from city.series import Measurand
from city.units import KINDS
from tests.shared import files

MODELS = files("live/smart-data-models/*/*/example-normalized.json*")
# Numbers that are no measurements: what a road or a bin is like, how a grid is cut, who was hurt.
FACTS = {
    "Building": "floorsAboveGround floorsBelowGround",
    "Camera": "cameraNum",
    "CityWork": "countOfDerogation countOfEventImpacted countOfRoadImpacted "
    "countOfSchoolImpacted countOfStationImpacted countOfTramwayLineImpacted",
    "DeviceMeasurement": "numValue",
    "EVChargingStation": "amountCollected taxAmountCollected",
    "FleetVehicleStatus": "lastFuellingAmount",
    "GtfsTrip": "direction",
    "ItemFlowObserved": "laneId",
    "PhreaticObserved": "depth investigationDepth",
    "PublicTransportRoute": "transportationType",
    "RainFallRadarObserved": "cellsSize measuredArea numberOfCol numberOfRow",
    "RoadAccident": "numPassengersDead numPassengersInjured numPedestrianDead "
    "numPedestrianInjured totalDeadPeopleWithin24Hours totalDeadPeopleWithin30Days totalInjured",
    "RoadSegment": "bridgeCount carriagewayLength carriagewayWidth culvertCount "
    "cyclePathLeftHeight cyclePathLeftWidth cyclePathRightHeight cyclePathRightWidth "
    "maximumAllowedHeight maximumAllowedSpeed maximumAllowedWeight maximumAllowedWidth "
    "medianHeight medianLength medianWidth minimumAllowedSpeed pedestrianPathLeftHeight "
    "pedestrianPathLeftWidth pedestrianPathRightHeight pedestrianPathRightWidth rightOfWayWidth "
    "totalCyclePathWidth totalLaneNumber totalPedestrianPathLength totalPedestrianPathWidth",
    "Streetlight": "lanternHeight lifetimeMotionDetected",
    "StreetlightControlCabinet": "maximumPowerAvailable meterReadingPeriod",
    "StreetlightFeeder": "numStreetlight",
    "TrafficFlowObserved": "laneId",
    "Vehicle": "currentTripCount fuelEfficiency fuelFilled",
    "WasteContainer": "binCapacity binMaxLoad binRecommendedLoad",
    "WaterObserved": "measuredArea objectArea objectHeightAverage objectHeightMax objectVolume",
    "WaterQualityObserved": "concentration",
}


def key(name, unit="", kind=""):
    found = quantity_of(Measurand(name, unit), kind)
    return found and found.key


@pytest.mark.skipif(not MODELS, reason="needs ../shared/data")
def test_the_numbers_of_all_smart_data_models_are_known_or_listed():
    unknown, known = defaultdict(set), Counter()
    for path in MODELS:
        kind, model = path.parent.name, json.loads(path.read_text("utf-8"))
        for one in model if isinstance(model, list) else [model]:
            for name, told in one.items():
                if isinstance(told, dict) and type(told.get("value")) in (int, float):
                    if key(name, told.get("unitCode") or "", kind):
                        known[kind] += 1
                    else:
                        unknown[kind].add(name)
    listed = {kind: " ".join(sorted(names)) for kind, names in unknown.items()}
    for kind in sorted({*known, *listed}):
        print(f"{kind:<26}{known[kind]:>4} known  {listed.get(kind, '')}")
    assert listed == FACTS
    assert known.total() > 350


@pytest.mark.parametrize(
    ("name", "unit", "kind", "expected"),
    [
        ("PM2.5", "ug/m3", "", "pm25"),
        ("pm2p5", "", "", "pm25"),
        ("NO2, roof", "GQ", "AirQualityObserved", "no2"),
        ("no2", "", "WaterQualityObserved", "nitrite"),
        ("NO2", "ppb", "", "no2"),
        ("intensity", "", "TrafficFlowObserved", "vehicles"),
        ("intensity", "veh/h", "TrafficFlowObserved", "vehicles_per_hour"),
        ("occupancy", "", "TrafficFlowObserved", "lane_occupancy"),
        ("occupancy", "", "OffStreetParking", "parking_occupancy"),
        ("occupancy", "%", "", "occupancy"),
        ("temperature", "", "SeaConditions", "water_temperature"),
        ("Temperature", "°F", "", "temperature"),
        ("rainfall", "mm/h", "", "rain_rate"),
        ("rainfall", "mm", "", "precipitation"),
        ("totalConsumption", "MTQ", "SmartMeteringObservation", "water_used"),
        ("totalConsumption", "KWH", "SmartMeteringObservation", "energy"),
        ("status", "", "ParkingSpot", "parking_spot"),
        ("status", "", "", None),
        ("serial number", "", "", None),
    ],
)
def test_a_name_is_what_its_kind_and_its_unit_say(name, unit, kind, expected):
    assert key(name, unit, kind) == expected


def converted(name, value, unit="", kind="", air=None):
    return float(
        quantity_of(Measurand(name, unit), kind).converted(np.array([value]), unit, air)[0]
    )


def test_values_come_in_one_unit():
    assert converted("no2", 0.069, "GP") == 69
    assert converted("temperature", 50, "FAH") == pytest.approx(10)
    assert converted("relativeHumidity", 0.54, kind="AirQualityObserved") == 54
    assert converted("humidity", 54) == 54
    assert converted("noise", 62, "2N") == 62
    assert converted("availableBikeNumber", 3, "bikes") == 3
    assert converted("totalActivePower", 31_700, "", "ACMeasurement") == pytest.approx(31.7)


def test_shares_of_a_volume_need_the_air_that_they_are_in():
    """1 ppb of NO2 is 1.9125 µg/m³ at 20 °C and 1013 hPa (EU factors: 1.91; ozone: 2.00)."""
    with pytest.raises(ValueError, match="only at a temperature and a pressure"):
        converted("no2", 1.0, "ppb")
    assert converted("no2", 1.0, "ppb", air=(20, 1013.25)) == pytest.approx(1.9125, abs=1e-3)
    assert converted("o3", 1.0, "ppb", air=(20, 1013.25)) == pytest.approx(1.9954, abs=1e-3)
    assert converted("co", 1.0, "ppm", air=(20, 1013.25)) == pytest.approx(1.1644, abs=1e-3)
    assert converted("co2", 400.0, "ppm") == 400
    back = converted("co2", 732.0, "mg/m³", air=(20, 1013.25))
    assert back == pytest.approx(400, abs=0.2)


@pytest.mark.parametrize(
    ("name", "unit", "reason"),
    [
        ("pm25", "dB", r"Fine particles .* in dB: that cannot become µg/m³"),
        ("pm25", "furlong", "an unknown unit"),
        ("pm25", "ppm", "that cannot become"),
        ("co", "", "does not say in which unit"),
    ],
)
def test_wrong_units_are_refused_with_the_reason(name, unit, reason):
    with pytest.raises(ValueError, match=reason):
        converted(name, 1.0, unit)


def test_values_that_cannot_be_are_known():
    battery = quantity_of(Measurand("batteryLevel"), "Device")
    found = battery.converted(np.array([0.75, -1, np.nan]), "")
    assert battery.impossible(found).tolist() == [False, True, False]


def test_limits_say_whose_they_are():
    no2 = quantity_of(Measurand("NO2"))
    told = {(one.title, one.over): one.value for one in no2.limits}
    assert told["WHO guideline 2021", "24 h"] == 25
    assert told["EU limit from 2030", "year"] == 20
    assert told["EU limit until 2029", "1 h"] == 200
    assert all(one.source for one in no2.limits)


def test_the_table_is_whole():
    told = json.loads(assets.path("quantities.json").read_bytes())
    units = {unit for kind in KINDS for unit in kind} | {""}
    by_key = defaultdict(set)
    for row in told["quantities"]:
        palette, low, high = row["colours"]
        assert palette in PALETTES and low < high, row["key"]
        assert row["unit"] in units and row["names"], row["key"]
        assert all(source in told["sources"] for _, _, source in row.get("limits", ()))
        by_key[row["key"]].add((row["title"], row["unit"], palette, low, high))
    assert all(len(looks) == 1 for looks in by_key.values())
    assert len(by_key) > 120
