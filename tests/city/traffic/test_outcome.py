"""Flow, speed, delay and emissions of streets, from what was counted."""

from dataclasses import replace

import numpy as np
import pytest

from city.simulated.run import Run
from city.traffic.outcome import CLOSED, NEW, Counts, Totals, streets
from city.traffic.works import NewStreet, Works
from tests.city.traffic.grid import STEP, grid

BEGIN = np.datetime64("2026-09-01T07:00", "ms")
ROADS = grid(3, 1, ["00>10", "10>20", "20>10", "10>00"])
# half an hour: 30 vehicles at 36 km/h that lose 10 s each and give off 0.5 kg; then none; ...
COUNTS = Counts(
    vehicles=np.array([30.0, 0, 4, 8]),
    speed=np.array([10.0, np.nan, 5, 5]),
    lost=np.array([300.0, 0, 8, 16]),
    co2=np.array([500_000.0, 0, 1000, 1000]),
    nox=np.array([100.0, 0, 1, 1]),
)


def made(works=None, roads=ROADS):
    end = BEGIN + np.timedelta64(30, "m")
    return streets(roads, works or Works(), COUNTS, BEGIN, end, Run("Traffic", "SUMO"))


def test_known_answers():
    values = {key: row[0] for key, row in made().values.items()}
    assert values["flow"].tolist() == [60, 0, 8, 16]
    assert values["speed"][0] == 36
    assert values["delay"][0] == 10
    assert values["lost"][0] == pytest.approx(300 / 3600)
    assert values["CO2"][0] == pytest.approx(500 / (STEP / 1000) / 0.5)
    assert values["NOx"][0] == pytest.approx(0.1 / (STEP / 1000) / 0.5)


def test_an_empty_street_has_a_flow_of_zero_and_no_speed():
    values = made().values
    assert values["flow"][0, 1] == values["CO2"][0, 1] == 0
    assert np.isnan(values["speed"][0, 1]) and np.isnan(values["delay"][0, 1])


def test_closed_streets_have_no_value_and_say_so():
    new = NewStreet("20>10", "20", "10", np.zeros((2, 2)), (1, 0), 10.0)
    found = made(Works(closed={"00>10": "all"}, new=(new,)))
    assert found.links.kinds == (CLOSED, "", NEW, "")
    assert all(np.isnan(row[0, 0]) for row in found.values.values())
    assert found.values["flow"][0, 2] == 8


def test_streets_without_cars_have_no_value():
    roads = replace(ROADS, lanes=np.array([1, 0, 1, 1]))
    assert np.isnan(made(roads=roads).values["flow"][0]).tolist() == [False, True, False, False]


def test_values_hold_while_traffic_was_counted():
    found = made()
    assert found.at("flow", BEGIN + np.timedelta64(29, "m"))[0] == 60
    assert np.isnan(found.at("flow", BEGIN + np.timedelta64(30, "m"))).all()
    assert found.variable("flow").quantity.title == "Vehicles per hour"
    assert found.variable("speed").quantity.title == "Speed"


def test_the_delay_of_a_trip_counts_waiting_before_it():
    totals = Totals(12, 8, 2, 2, 0, 3.0, 1.0, 0.5, 40.0, 1.0, 1.0)
    assert totals.duration == pytest.approx(3 * 3600 / 10)
    assert totals.delay == pytest.approx(1.5 * 3600 / 10)
    assert np.isnan(replace(totals, arrived=0, under_way=0).delay)
