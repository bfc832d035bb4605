"""Streets with their values as a file of means, read back by our own reader and by sumolib."""

import numpy as np
import pytest
import sumolib

from exporters.sumo import means
from tests.city.traffic.test_compare import network


def test_what_is_written_is_what_was_counted(tmp_path):
    counted = network(["00>10", "10>20"], [5, 4], closed=["10>20"])
    start = counted.times[0] - np.timedelta64(600, "s")
    means.write(counted, tmp_path / "streets.xml", start)
    (interval,) = sumolib.xml.parse(str(tmp_path / "streets.xml"), "interval")
    assert float(interval.begin) == 600
    assert float(interval.end) - 600 == (counted.until - counted.times)[0] / np.timedelta64(1, "s")
    (street,) = interval.edge  # the other one is closed
    assert street.id == "00>10"
    factors = {"flow": 1, "speed": 1 / 3.6, "timeLoss": 3600, "CO2_normed": 1, "NOx_normed": 1}
    keys = ("flow", "speed", "lost", "CO2", "NOx")
    for (name, factor), key in zip(factors.items(), keys, strict=True):
        value = float(counted.values[key][0, 0]) * factor
        assert float(getattr(street, name)) == pytest.approx(value, rel=1e-6) != 0


def test_ids_are_escaped_and_a_street_without_vehicles_has_no_speed(tmp_path):
    counted = network(["00>10", "10>20"], [0, 4])
    means.write(counted, tmp_path / "streets.xml", counted.times[0])
    text = (tmp_path / "streets.xml").read_text("utf-8")
    assert '<edge id="00&gt;10" flow="0"' in text and text.count("speed=") == 1
