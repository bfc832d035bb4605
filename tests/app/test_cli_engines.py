"""Plans for other engines on the command line."""

import json

import pytest

from app.cli import main
from importers import read
from tests.app.command_line import one_line
from tests.app.test_cli_plans import BUILD, GONE, apply, made, run  # noqa: F401  made is a fixture
from tests.city.plans import EAST, NORTH

AREA = ("--area", EAST - 10, NORTH - 10, EAST + 230, NORTH + 30)


@pytest.mark.parametrize(
    ("engine", "name"),
    [
        ("cfd", "a.stl"),
        ("cfd", "a.obj"),
        ("raster", "a.tif"),
        ("envi-met", "a.inx"),
        ("energy", "a.gml"),
    ],
)
def test_a_plan_for_an_engine(made, tmp_path, capsys, engine, name):  # noqa: F811
    apply(made, capsys, BUILD, GONE)
    out = tmp_path / name
    told = run(capsys, "convert", made, "--scenario", "plan a", "--for", engine, "-o", out, *AREA)
    assert told == f"{out}\n" and out.stat().st_size > 500


def test_the_plan_and_the_city_as_it_is_differ(made, tmp_path, capsys):  # noqa: F811
    apply(made, capsys, BUILD, GONE)
    volumes = {}
    for name in ("Baseline", "Plan A"):
        run(capsys, "convert", made, tmp_path / "a.stl", "--for", "cfd", "--scenario", name)
        volumes[name] = json.loads((tmp_path / "a.origin.json").read_bytes())["volume"]
    assert volumes == pytest.approx({"Baseline": 4240, "Plan A": 4720}, abs=1e-3)


def test_a_file_as_it_is_and_the_step(made, tmp_path, capsys):  # noqa: F811
    city = made.with_name("town.city.json")
    run(capsys, "convert", city, tmp_path / "a.tif", "--for", "raster", "--step", "2", *AREA)
    (terrain,) = read([tmp_path / "a.tif"]).terrains
    assert terrain.step == (2.0, 2.0) and terrain.heights.max() == pytest.approx(25, abs=0.1)


@pytest.mark.parametrize(
    ("more", "code", "why"),
    [
        (["--for", "cfd"], 2, "say once what to write"),
        (["a.stl", "-o", "b.stl", "--for", "cfd"], 2, "say once what to write"),
        (["a.gml", "--scenario", "Plan A"], 2, "go with --for"),
        (["a.stl", "--for", "cfd", "--lod", "2"], 2, "leave out --where"),
        (["a.tif", "--for", "raster", "--area", "2", "0", "1", "1"], 2, "must lie below"),
        (["a.gml", "--for", "cfd"], 1, "ends with .stl or .obj"),
        (["a.stl", "--for", "cfd", "--scenario", "Plan B"], 1, "no scenario called Plan B"),
        (["no/where/a.stl", "--for", "cfd"], 1, "there is no folder"),
    ],
)
def test_what_makes_no_sense(made, capsys, monkeypatch, more, code, why):  # noqa: F811
    monkeypatch.chdir(made.parent)
    assert main(["convert", str(made), *more]) == code
    said = capsys.readouterr().err
    assert why in (one_line(said) if code == 1 else said)


def test_a_step_that_is_none(made, capsys):  # noqa: F811
    assert main(["convert", str(made), "a.tif", "--for", "raster", "--step", "0"]) == 2
    assert "no length of a cell" in capsys.readouterr().err
