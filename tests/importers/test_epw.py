"""Weather files: whole years are read, and everything else is refused in one line."""

from pathlib import Path

import numpy as np
import pvlib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.place import Place
from city.simulate.irradiance import clear_year
from city.simulate.weathers import kept
from city.weather import HOURS, elsewhere, months
from importers import ReadError
from importers.epw import DAYS, read_weather, taken_weather

CLEAR = clear_year(Place(13.4, 52.5, 40.0), 1.0)
SAND_POINT = Path(pvlib.__file__).parent / "data" / "703165TY.csv"
HEAD = [
    "LOCATION,Berlin,-,DEU,TMYx,103840,52.5,13.4,1.0,40.0",
    "DESIGN CONDITIONS,0",
    "TYPICAL/EXTREME PERIODS,0",
    "GROUND TEMPERATURES,0",
    "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
    'COMMENTS 1,"Made for a test; licence CC BY 4.0"',
    "COMMENTS 2,",
    "DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31",
]
COLUMNS = [  # ours and pvlib's
    ("ghi", "ghi"),
    ("dni", "dni"),
    ("dhi", "dhi"),
    ("temperature", "temp_air"),
    ("wind", "wind_speed"),
]
STAMPS = [(m + 1, d + 1, h + 1) for m in range(12) for d in range(DAYS[m]) for h in range(24)]
ROW = (
    "2009,{m},{d},{h},60,?9?9,{t:.1f},5.0,80,101325,0,0,300,{g:.3f},{n:.3f},{f:.3f},"
    "0,0,0,0,180,{w:.1f}"
)


def hours(stamps=STAMPS):
    return [
        ROW.format(m=m, d=d, h=h, t=10 + k % 7, g=CLEAR.ghi[k % HOURS], n=CLEAR.dni[k % HOURS],
                   f=CLEAR.dhi[k % HOURS], w=3.0)
        for k, (m, d, h) in enumerate(stamps)
    ]  # fmt: skip


LINES = HEAD + hours()


def written(folder, lines, encoding="utf-8"):
    path = folder / "berlin.epw"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def changed(row, field, value, lines=LINES):
    """The lines with a field of one row, or of all rows for None, put in another way."""
    found = list(lines)
    for k in range(len(HEAD), len(found)) if row is None else [len(HEAD) + row]:
        fields = found[k].split(",")
        fields[field] = value
        found[k] = ",".join(fields)
    return found


def test_a_year_of_epw(tmp_path):
    weather = read_weather(written(tmp_path, LINES))
    assert (weather.name, weather.lat, weather.lon) == ("Berlin, DEU", 52.5, 13.4)
    assert (weather.height, weather.offset, weather.source) == (40, 1, "EPW TMYx")
    assert "CC BY 4.0" in weather.licence and weather.told == ()
    for name in ("ghi", "dni", "dhi"):
        assert getattr(weather, name) == pytest.approx(getattr(CLEAR, name), abs=5e-4)
    assert weather.temperature[:8].tolist() == [10, 11, 12, 13, 14, 15, 16, 10]
    assert (weather.wind == 3).all()
    assert "Berlin, DEU, 613 km away" in elsewhere(weather, Place(4.48, 51.92))


def test_pvlib_finds_the_same_in_the_same_columns(tmp_path):
    path = written(tmp_path, [line + ",0" * 13 if k > 7 else line for k, line in enumerate(LINES)])
    wanted, said = pvlib.iotools.read_epw(path, coerce_year=2025)
    weather = read_weather(path)
    for name, column in COLUMNS:
        assert getattr(weather, name) == pytest.approx(wanted[column].to_numpy())
    stamps = wanted.index.tz_convert("UTC").tz_localize(None).to_numpy()
    assert (weather.times == stamps + np.timedelta64(30, "m")).all()
    assert (said["latitude"], said["altitude"]) == (weather.lat, weather.height)


def test_a_real_tmy3_file_as_pvlib_reads_it():
    weather = read_weather(SAND_POINT)
    wanted, said = pvlib.iotools.read_tmy3(SAND_POINT, coerce_year=1990, map_variables=True)
    assert weather.name == "SAND POINT, AK" and weather.offset == said["TZ"] == -9
    assert (weather.lat, weather.lon) == (said["latitude"], said["longitude"])
    for name, column in COLUMNS:
        assert getattr(weather, name) == pytest.approx(wanted[column].to_numpy())
    assert weather.told == ()


def test_the_sun_of_a_real_file_stands_where_its_radiation_says():
    """Half of an hour off would show: direct and diffuse must make up the global radiation."""
    weather = read_weather(SAND_POINT)
    from city.simulate.sun import sun_at

    up = np.sin(np.radians(sun_at(weather.times, weather.place).altitude)).clip(0)
    off = np.abs(weather.dhi + weather.dni * up - weather.ghi).sum()
    assert off < 0.02 * weather.ghi.sum()


def test_leap_days_are_left_out_and_told(tmp_path):
    at = STAMPS.index((3, 1, 1))
    stamps = STAMPS[:at] + [(2, 29, h + 1) for h in range(24)] + STAMPS[at:]
    weather = read_weather(written(tmp_path, HEAD + hours(stamps)))
    assert weather.told == ("29 February is left out",)
    assert weather.ghi[at] == pytest.approx(CLEAR.ghi[(at + 24) % HOURS], abs=1e-3)


def test_gaps_are_filled_from_the_days_around_and_told(tmp_path):
    noon = STAMPS.index((6, 21, 12))
    weather = read_weather(written(tmp_path, changed(noon, 13, "9999")))
    assert weather.told == ("1 hour of global radiation filled from the days around",)
    wanted = (CLEAR.ghi[noon - 24] + CLEAR.ghi[noon + 24]) / 2
    assert weather.ghi[noon] == pytest.approx(wanted, abs=1e-2)


@pytest.mark.parametrize("value", ["9999", "nan", "inf", "-9900", "1e400", "99999"])
def test_what_cannot_be_counts_as_missing(tmp_path, value):
    weather = read_weather(written(tmp_path, changed(4000, 14, value)))
    assert len(weather.told) == 1 and "direct radiation" in weather.told[0]


def test_radiation_follows_from_what_is_there(tmp_path):
    def read(*fields):
        lines = LINES
        for field in fields:
            lines = changed(None, field, "9999", lines)
        return read_weather(written(tmp_path, lines))

    alone = read(14, 15)
    assert "Erbs" in alone.told[0] and alone.dni.max() > 500
    assert alone.ghi == pytest.approx(CLEAR.ghi, abs=1e-3)
    for field, name in ((13, "ghi"), (14, "dni"), (15, "dhi")):
        weather = read(field)
        assert "follows from" in weather.told[0]
        high = CLEAR.ghi > 60
        assert getattr(weather, name)[high] == pytest.approx(getattr(CLEAR, name)[high], abs=0.1)


def test_a_file_without_wind_is_told(tmp_path):
    weather = read_weather(written(tmp_path, changed(None, 21, "999")))
    assert weather.told == ("wind is missing, and taken as 2 m/s",) and (weather.wind == 2).all()


def test_a_wrong_time_zone_is_told(tmp_path):
    lines = ["LOCATION,Berlin,-,DEU,TMYx,103840,52.5,13.4,-9.0,40.0", *LINES[1:]]
    assert "the sun shines at night" in read_weather(written(tmp_path, lines)).told[0]


def test_older_files_are_in_latin_1(tmp_path):
    lines = ["LOCATION,Zürich,-,CHE,IWEC,066700,47.4,8.5,1.0,569", *LINES[1:]]
    for encoding in ("latin-1", "utf-8", "utf-8-sig"):
        assert read_weather(written(tmp_path, lines, encoding)).name == "Zürich, CHE"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (LINES[:-1], "8,759 lines of hours from line 9 on, where a year has 8,760"),
        (LINES[:8], "0 lines of hours"),
        (LINES[:7] + LINES[8:], "DATA PERIODS is missing"),
        ([*LINES[:7], "DATA PERIODS,1,2,Data,Sunday,1/1,12/31", *LINES[8:]], "line 8 tells of 1"),
        (["LOCATION,Berlin", *LINES[1:]], "line 1 has 2 fields instead of at least 10"),
        (["LOCATION,B,-,D,T,1,91,13,1,40", *LINES[1:]], "'91' as the latitude"),
        (["LOCATION,B,-,D,T,1,nan,13,1,40", *LINES[1:]], "'nan' as the latitude"),
        (["LOCATION,B,-,D,T,1,52,13,noon,40", *LINES[1:]], "'noon' as the time zone"),
        (changed(99, 13, "much"), "line 108 is no hour of weather"),
        (changed(99, 1, "13"), "around line 108 stands month/day 13/5 hour 4 where 1/5 hour 4"),
        ([*LINES[:12], LINES[11], *LINES[13:]], "around line 13 stands month/day 1/1 hour 4"),
        ([*LINES[:-1], "2009,12,31"], "line 8768 is no hour of weather"),
        (LINES + LINES[-24:], "8,784 hours, but no 29 February"),
        (changed(None, 13, "0"), "no global radiation"),
        (changed(None, 6, "99.9"), "8,760 of 8,760 values of temperature are missing"),
        (["Date,Value", "1,2"], "line 1 has 2 fields instead of at least 7"),
        (['1,"X",AK,-9,55,-160,7', "Date,Time,GHI,DNI,DHI"], "line 2 names no column GHI (W/m^2)"),
        (["", ""], "the file is empty"),
    ],
)
def test_what_is_no_year_is_refused_with_its_line(tmp_path, lines, said):
    with pytest.raises(ReadError) as fault:
        read_weather(written(tmp_path, lines))
    assert str(fault.value).startswith("berlin.epw: ") and said in str(fault.value)
    assert "\n" not in str(fault.value)


def test_no_file_no_text_and_an_endless_one(tmp_path, monkeypatch):
    with pytest.raises(ReadError, match="cannot be read"):
        read_weather(tmp_path / "none.epw")
    with pytest.raises(ReadError, match="this is no text"):
        read_weather(written(tmp_path, LINES, "utf-16"))
    monkeypatch.setattr("importers.epw.LARGEST", 100)
    with pytest.raises(ReadError, match="larger than any year"):
        read_weather(written(tmp_path, LINES))


@given(st.integers(0, 200_000), st.binary(max_size=40))
def test_cut_and_spoilt_bytes_give_a_year_or_a_line(tmp_path_factory, place, bytes_):
    path = tmp_path_factory.getbasetemp() / "spoilt.epw"
    whole = "\n".join(LINES[:1500]).encode()
    path.write_bytes(whole[: place % len(whole)] + bytes_)
    with pytest.raises(ReadError):
        read_weather(path)


def test_months_of_the_file_are_those_of_the_year():
    assert [m - 1 for m, _, _ in STAMPS] == months().tolist()


def test_weather_that_was_taken_is_at_hand_by_what_it_holds(tmp_path):
    key = taken_weather(written(tmp_path, LINES))
    assert kept(key).name == "Berlin, DEU"
    (tmp_path / "other").mkdir()
    assert taken_weather(written(tmp_path / "other", LINES)) == key
    assert taken_weather(written(tmp_path, changed(20, 6, "-3"))) != key
