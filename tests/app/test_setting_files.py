"""Files as settings: what is taken of them does not depend on where they lie."""

import json

import numpy as np
import pytest

import assets
from app.setting_files import files_of, settings_said, taken
from city.simulate import load_profiles
from city.simulate.parameters import settled
from city.simulate.sun_hours import SUN
from city.simulate.weathers import kept
from importers import ReadError
from tests.importers.test_epw import LINES, written


@pytest.fixture
def epw(tmp_path):
    return written(tmp_path, LINES)


def test_a_weather_is_known_by_what_it_holds(epw, tmp_path):
    found, lies = taken({"weather": str(epw), "spacing": 2}, {})
    assert found["spacing"] == 2 and kept(found["weather"]).ghi.sum() > 0
    assert lies == {found["weather"]: str(epw)}
    other = tmp_path / "other.epw"
    other.write_bytes(epw.read_bytes())
    assert taken({"weather": str(other)}, {})[0]["weather"] == found["weather"]


def test_a_key_is_found_again_where_its_file_lay(epw, monkeypatch):
    found, lies = taken({"weather": str(epw)}, {})
    monkeypatch.setattr("city.simulate.weathers._KEPT", {})
    assert taken({"weather": found["weather"]}, lies)[0] == found
    assert kept(found["weather"])


def test_another_file_in_its_place_is_refused(epw, monkeypatch):
    found, lies = taken({"weather": str(epw)}, {})
    monkeypatch.setattr("city.simulate.weathers._KEPT", {})
    lines = epw.read_text().splitlines()
    lines[0] = lines[0].replace("LOCATION,", "LOCATION,Else", 1)
    epw.write_text("\n".join(lines))
    with pytest.raises(ValueError, match="another one than it was"):
        taken({"weather": found["weather"]}, lies)


@pytest.mark.parametrize("said", ["nowhere.epw", "0123456789abcdef"])
def test_a_weather_that_is_not_there_is_said(said, monkeypatch):
    monkeypatch.setattr("city.simulate.weathers._KEPT", {})
    with pytest.raises(ValueError, match="not at hand"):
        taken({"weather": said}, {})


@pytest.fixture
def use(tmp_path):
    path = tmp_path / "use.csv"
    path.write_text("\n".join(f"{hour % 24}" for hour in range(8760)))
    return path


def test_a_year_of_power_use_is_known_by_its_hours_and_found_again(use, monkeypatch):
    found, lies = taken({"demand": str(use), "weather": ""}, {"else": "where"})
    assert lies == {"else": "where", found["demand"]: str(use)} and found["weather"] == ""
    monkeypatch.setattr("city.simulate.load_profiles._KEPT", {})
    assert taken({"demand": found["demand"]}, lies) == ({"demand": found["demand"]}, lies)
    assert np.array_equal(load_profiles.kept(found["demand"]).hours, np.arange(8760) % 24)
    monkeypatch.setattr("city.simulate.load_profiles._KEPT", {})
    with pytest.raises(ValueError, match="not at hand"):
        taken({"demand": found["demand"]}, {})
    use.write_text("\n".join(["1"] * 8760))
    with pytest.raises(ValueError, match="another one than it was"):
        taken({"demand": found["demand"]}, lies)


def test_what_was_taken_of_files_is_said_by_where_they_lie(epw, use):
    given = {"weather": str(epw), "demand": str(use), "spacing": 2}
    found, lies = taken(given, {})
    assert files_of(found, lies) == given
    assert files_of(found, {}) == found


def test_a_file_that_is_no_weather_is_said(tmp_path):
    wrong = tmp_path / "wrong.epw"
    wrong.write_text("nothing")
    with pytest.raises(ReadError, match=r"wrong\.epw"):
        taken({"weather": str(wrong)}, {})


def test_a_norm_becomes_its_text(tmp_path):
    path = tmp_path / "ours.json"
    said = json.loads((assets.path("norms") / "tno_light.json").read_text("utf-8"))
    path.write_text(json.dumps(said), encoding="utf-8-sig")
    assert json.loads(taken({"norm": str(path)}, {})[0]["norm"]) == said
    assert taken({"norm": "tno_light"}, {})[0] == {"norm": "tno_light"}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (
            {"judges": "noise", "hieght": 3, "title": None},
            r"^ours\.json: .* title: .* judges: .* hieght:",
        ),
        ([1], r"^ours\.json: no norm"),
        ("{", r"^norm: no JSON"),
        ("tno_heavy", r"^norm=tno_heavy: there is no such norm; there are .*tno_light"),
    ],
)
def test_all_that_is_wrong_with_a_norm_is_said_in_one_line(tmp_path, content, line):
    said = content
    if not isinstance(content, str):
        path = tmp_path / "ours.json"
        path.write_text(json.dumps(content))
        said = str(path)
    with pytest.raises(ValueError, match=line) as told:
        taken({"norm": said}, {})
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "No such file"), (b"x" * 200_000, "more than 100,000 bytes"), (b"\xff\xfe", "UTF-8")],
)
def test_a_file_that_is_no_norm_is_said(tmp_path, content, words):
    path = tmp_path / "bad.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=words):
        taken({"norm": str(path)}, {})


def test_settings_are_said_so_that_they_are_taken_as_they_were():
    asked = settled(SUN.parameters, {"date": "2026-03-21", "area": [0.0, 0.0, 60.0, 50.0]})
    said = settings_said(asked)
    assert said["surfaces"] == "facades,roofs,ground"
    assert settled(SUN.parameters, said) == asked
