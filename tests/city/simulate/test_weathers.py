"""Weather at hand, by what it holds."""

from dataclasses import replace

import pytest

from city.place import Place
from city.simulate.irradiance import clear_year
from city.simulate.weathers import keep, kept

YEAR = clear_year(Place(13.4, 52.5, 40.0), 1.0)


def test_equal_weather_has_one_key_and_other_weather_another():
    key = keep(YEAR)
    assert kept(key) is YEAR
    assert keep(replace(YEAR, ghi=YEAR.ghi.copy())) == key and kept(key) is YEAR
    others = [
        replace(YEAR, lon=13.5),
        replace(YEAR, offset=2.0),
        replace(YEAR, wind=YEAR.wind + 1e-9),
        replace(YEAR, dni=YEAR.dhi, dhi=YEAR.dni),
        replace(YEAR, told=("29 February is left out",)),
    ]
    keys = [keep(one) for one in others]
    assert len({key, *keys}) == 6
    assert [kept(one) for one in keys] == others


@pytest.mark.parametrize("key", ["", "berlin.epw", "0" * 1000])
def test_what_is_not_at_hand_is_said_with_what_to_do(key):
    with pytest.raises(ValueError, match="not at hand; choose its EPW or TMY3 file again") as fault:
        kept(key)
    assert len(str(fault.value)) < 250
