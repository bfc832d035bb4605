"""Units: codes and spellings of one unit are one, and what converts does so exactly."""

import numpy as np
import pytest

from city.units import CODES, KINDS, SPELLINGS, convert, spelt


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("GQ", "µg/m³"),
        ("ug/m3", "µg/m³"),
        ("μg/m^3", "µg/m³"),  # the Greek letter
        ("micrograms per cubic meter", "µg/m³"),
        ("℃", "°C"),
        ("Degree Celsius", "°C"),
        ("dB(A)", "dB(A)"),
        ("dBA", "dB(A)"),
        ("2N", "dB"),
        ("kwh", "kWh"),
        ("MW", "MW"),
        ("W/m2", "W/m²"),
        ("percent", "%"),
        ("veh/h", "1/h"),
        ("", ""),
        ("furlong", "furlong"),
    ],
)
def test_units_are_told_as_people_write_them(written, unit):
    assert spelt(written) == unit


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (212.0, "°F", "°C", 100),
        (273.15, "K", "°C", 0),
        (0.5, "mg/m³", "µg/m³", 500),
        (2.5, "mg/l", "µg/l", 2500),
        (10, "m/s", "km/h", 36),
        (1, "kn", "m/s", 1.852 / 3.6),
        (3.6, "MJ", "kWh", 1),
        (0.54, "1", "%", 54),
        (1013.25, "hPa", "bar", 1.01325),
        (6, "1/min", "1/h", 360),
    ],
)
def test_conversions_are_those_of_the_books(value, unit, to, expected):
    assert convert(np.array([value]), unit, to)[0] == pytest.approx(expected, rel=1e-14, abs=1e-12)


def test_what_is_of_another_kind_does_not_convert():
    with pytest.raises(ValueError, match="cannot become °C"):
        convert(np.zeros(1), "dB", "°C")
    with pytest.raises(ValueError, match="unknown unit"):
        convert(np.zeros(1), "furlong", "m")


def test_every_code_and_spelling_leads_to_a_unit_and_to_one_alone():
    units = [unit for kind in KINDS for unit in kind]
    assert len(units) == len(set(units))
    assert set(CODES.values()) <= set(units) and set(SPELLINGS) <= set(units)
    words = [word for line in SPELLINGS.values() for word in line.split()]
    assert len(words) == len(set(words))
    assert all(spelt(unit) == unit for unit in units)
