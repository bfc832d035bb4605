import json
import shutil

import pytest

from app.cli import main
from city.project import Contents, Eye, HeightFix, Measurement, Note, Project, Viewpoint
from tests.app.test_reopening import town_file


@pytest.fixture
def made(tmp_path, capsys):
    """A project of two blocks with views, a note, a measurement and a height fix."""
    for name, east in (("a.geojson", 0), ("b.geojson", 100)):
        town_file(tmp_path / name, east)
    paths = [str(tmp_path / name) for name in ("a.geojson", "b.geojson")]
    assert main(["new", str(tmp_path / "quarter"), "--base", *paths]) == 0
    path = tmp_path / "quarter.maquette"
    assert capsys.readouterr().out.strip() == str(path)
    project = Project.open(path)
    eye = Eye((84005.0, 446900.0, 60.0), (84005.0, 447004.0, 5.0), horizontal="EPSG:28992")
    project.keep(
        Contents(
            origins=project.contents.origins,
            views=(
                Viewpoint("v", "From the south", eye),
                Viewpoint("w", "Nothing", eye, {"1/Buildings": False}),
                Viewpoint("x", "Attic", Eye((0, 0, 9), (1, 1, 0), horizontal="local")),
            ),
            measurements=(
                Measurement(
                    "m", "height", ((84000.0, 447000.0, 3.0),) * 2, "3.00 m", (("Rise", "3"),)
                ),
            ),
            notes=(Note("n", 1, "A tree?\nOr two", (84000.0, 447000.0, 3.0), "EPSG:28992"),),
            fixes=(HeightFix(1, 1, 2.5, "It is sunk."),),
        )
    )
    project.close()
    return path


def complaint(capsys, *arguments):
    assert main([str(a) for a in arguments]) == 1
    said = capsys.readouterr().err.strip()
    assert said.startswith("maquette: ") and "\n" not in said
    return said


def test_what_is_in_a_project(made, capsys):
    town_file(made.parent / "b.geojson", 300)
    assert main(["info", str(made), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["format"] == "Maquette project"
    assert [one["state"] for one in found["sources"]] == ["unchanged", "changed"]
    assert found["views"] == ["From the south", "Nothing", "Attic"]
    assert found["notes"][0]["place"] == [84000.0, 447000.0, 3.0]
    (one,) = found["measurements"]
    assert (one["kind"], one["value"], one["lines"]) == ("height", "3.00 m", {"Rise": "3"})
    assert one["points"] == [[84000.0, 447000.0, 3.0]] * 2
    assert found["height_fixes"][0]["metres"] == 2.5
    assert found["height_fixes"][0]["path"].endswith("b.geojson")
    (made.parent / "a.geojson").unlink()
    assert main(["info", str(made)]) == 0
    page = capsys.readouterr().out
    for word in ("missing", "a.geojson", "From the south", "1  A tree?", "+2.50 m  b.geojson"):
        assert word in page


def test_a_new_project_never_replaces_another_nor_shows_what_cannot_be_read(made, capsys, tmp_path):
    before = made.read_bytes()
    a = tmp_path / "a.geojson"
    assert "a file already" in complaint(capsys, "new", made, "--base", a)
    assert made.read_bytes() == before
    (tmp_path / "letter.gml").write_text("Dear reader")
    assert "letter.gml" in complaint(
        capsys, "new", tmp_path / "n", "--base", tmp_path / "letter.gml"
    )
    assert not (tmp_path / "n.maquette").exists()
    assert main(["new", "n"]) == 2  # without a base it is wrong usage


def test_a_project_travels_with_its_sources(made, capsys, tmp_path):
    there = tmp_path / "there"
    there.mkdir()
    for name in ("a.geojson", "b.geojson", made.name):
        shutil.move(tmp_path / name, there / name)
    assert main(["info", str(there / made.name), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["state"] for one in found["sources"]] == ["unchanged", "unchanged"]
