"""A picture with the sun of a moment, from the command line."""

import numpy as np
import pytest
from PIL import Image

from app.cli import main
from city.model import Source
from exporters import write
from tests.city.toy import town


@pytest.fixture
def path(tmp_path):
    builder = town()
    builder.add_source(Source("town", "CityJSON", "2.0", "", ""))
    write(builder.freeze(), tmp_path / "town.city.json")
    return tmp_path / "town.city.json"


def drawn(path, *given):
    out = path.with_name("out.png")
    code = main(["render", str(path), "-o", str(out), "--size", "200x140", *given])
    return code, np.asarray(Image.open(out)).astype(int) if code == 0 else None


def test_the_sun_of_a_moment_in_the_assumed_zone_of_the_place(path, capsys):
    _, plain = drawn(path)
    code, morning = drawn(path, "--time", "2026-06-21T09:00")
    said = capsys.readouterr().err
    assert code == 0 and "Europe/Amsterdam is assumed (UTC+2, summer time)" in said
    assert "29.8° high, east (89°)" in said
    _, same = drawn(path, "--time", "2026-06-21T07:00+00:00")
    assert "assumed" not in capsys.readouterr().err
    assert np.array_equal(morning, same) and np.abs(morning - plain).mean() > 2


def test_night_is_dark_and_said(path, capsys):
    code, night = drawn(path, "--time", "2026-12-21T23:00", "--time-zone", "Europe/Berlin")
    assert code == 0 and "below the horizon" in capsys.readouterr().err
    assert night.mean() < 130


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (["--time", "noon"], 2, "no moment"),
        (["--time", "2026-06-21T09:00", "--time-zone", "Delft"], 1, "no time zone"),
        (["--time", "2026-06-21T09:00", "--place", "95,4"], 2, "no place"),
    ],
)
def test_what_is_no_moment_and_no_zone_is_refused(path, capsys, given, code, said):
    assert drawn(path, *given)[0] == code
    assert said in capsys.readouterr().err


def test_a_city_in_local_metres_needs_a_place(path, capsys):
    moment = ["--time", "2026-06-21T12:00", "--crs", "local"]
    path.write_text(path.read_text().replace("https://www.opengis.net/def/crs/EPSG/0/7415", ""))
    code, _ = drawn(path, *moment)
    assert code == 1 and "--place LAT,LON" in capsys.readouterr().err
    assert drawn(path, *moment, "--place", "52,4.4")[0] == 0
