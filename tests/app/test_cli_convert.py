import json

import pytest

from app import cli
from tests.app.command_line import one_line
from tests.shared import DATA, needs_data


def test_convert_keeps_only_what_a_question_holds_for(house, tmp_path, capsys):
    out = tmp_path / "x.csv"
    assert cli.main(["convert", str(house), str(out), "--where", "Building.area() > 1"]) == 0
    assert str(out) in capsys.readouterr().out
    header, *lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert header.startswith("id,class,part of")
    assert len(lines) == 1


def test_convert_moves_a_city_into_another_system(house, tmp_path, capsys):
    out = tmp_path / "x.gml"
    asked = ["convert", str(house), str(out), "--to-crs", "EPSG:25831", "--version", "3.0"]
    assert cli.main(asked) == 0
    cli.main(["info", "--json", str(out)])
    found = json.loads(capsys.readouterr().out.split("\n", 1)[1])
    assert found["crs"]["horizontal"] == "EPSG:25831"
    assert found["version"] == "3.0"
    assert found["objects"] == {"Building": 1}
    low, high = found["extent"]["min"], found["extent"]["max"]
    assert abs(high[0] - low[0] - 10) < 0.5  # ten metres, turned by the grids' small angle
    assert 590_000 < low[0] < 600_000


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["x.pdf"], "nobody knows what to write"),
        (["no/where/x.gml"], "there is no folder"),
        (["x.gml", "--version", "9"], "version 9"),
        (["x.gml", "--lod", "7"], "no level of detail 7"),
        (["x.gml", "--to-crs", "EPSG:4326"], "not in true metres"),
        (["x.gml", "--to-crs", "Atlantis"], "Atlantis"),
        (["x.csv", "--where", "heigth > 3"], "Did you mean height? (letter 1"),
        (["x.csv", "--where", "height > 300"], "nothing of 1 objects is found"),
        (["house.gml"], "the file the city comes from"),
    ],
)
def test_convert_refuses_in_plain_words(house, capsys, monkeypatch, more, why):
    monkeypatch.chdir(house.parent)
    before = house.read_text(encoding="utf-8")
    assert cli.main(["convert", "house.gml", *more]) == 1
    assert why in one_line(capsys.readouterr().err)
    assert house.read_text(encoding="utf-8") == before
    assert [p.name for p in house.parent.iterdir()] == ["house.gml"]


@needs_data
def test_a_survey_is_no_city_to_convert(tmp_path, capsys):
    source = DATA / "pointcloud" / "mvk-thin.las"
    assert cli.main(["convert", str(source), str(tmp_path / "x.gml")]) == 1
    assert "there is no city in it" in one_line(capsys.readouterr().err)


@needs_data
def test_convert_says_what_the_new_format_cannot_keep(tmp_path, capsys):
    source = DATA / "cityjson/2.0_multi_lod_3dbag.json"
    out = tmp_path / "x.gml"
    assert cli.main(["convert", str(source), str(out), "--crs", "EPSG:7415"]) == 0
    said = capsys.readouterr().err
    assert "1.2" in said and "1.3" in said
