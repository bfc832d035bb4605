import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

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


def test_a_saved_view_is_drawn(made, capsys, tmp_path):
    out = tmp_path / "view.png"
    size = ["--size", "320x200"]
    assert main(["render", str(made), "--view", "from the south", "-o", str(out), *size]) == 0
    whole = np.asarray(Image.open(out).convert("L"), float)
    assert main(["render", str(made), "--view", "Nothing", "-o", str(out), *size]) == 0
    empty = np.asarray(Image.open(out).convert("L"), float)
    middle = np.s_[70:130, 120:200]  # where the block stands that the view looks at
    assert np.ptp(whole[middle]) > 60 > np.ptp(empty[middle])
    assert main(["render", str(made), "-o", str(out), *size]) == 0  # no view: the whole of it


def test_a_plan_is_drawn_with_its_trees_grown_and_the_sun_of_a_moment(made, capsys, tmp_path):
    grows = {"height": 1, "crown": 1, "grown_height": 30, "grown_crown": 24, "years": 20}
    tree = {"edit": "plant", "places": [[84005.0, 446985.0]], "year": 2026, **grows}
    (tmp_path / "tree.jsonl").write_text(json.dumps(tree))
    assert main(["apply", str(made), str(tmp_path / "tree.jsonl"), "--scenario", "Trees"]) == 0
    out, greens = tmp_path / "plan.png", []
    asked = ["render", str(made), "--view", "From the south", "--scenario", "trees"]
    for year in (2026, 2050):
        time = ["--time", f"{year}-06-21T13:00", "--time-zone", "Europe/Amsterdam"]
        assert main([*asked, *time, "-o", str(out), "--size", "320x200"]) == 0
        red, green, blue = np.asarray(Image.open(out).convert("RGB")).astype(int).transpose(2, 0, 1)
        greens.append(int(((green > red + 10) & (green > blue + 10)).sum()))
    assert greens[1] > 10 * max(greens[0], 20)
    assert main([*asked, "--time", "2050-06-21T13:00", "-o", str(out)]) == 0
    assert "the clock of Europe/Amsterdam is assumed" in capsys.readouterr().err


def test_a_saved_view_is_drawn_in_its_style_with_its_legend(made, capsys, tmp_path):
    project = Project.open(made)
    contents = project.contents
    blue = {"1/Buildings": '{"maquette-style": 1, "kind": "plain", "colour": "#2060c0"}'}
    seen = {"1/Buildings": True}
    views = (replace(contents.views[0], visible=seen, styles=blue), *contents.views[1:])
    project.keep(replace(contents, views=views))
    project.close()
    out = tmp_path / "view.png"
    asked = ["render", str(made), "--view", "from the south", "-o", str(out)]
    assert main([*asked, "--size", "800x450"]) == 0
    pixels = np.asarray(Image.open(out).convert("RGB")).astype(int)
    corner = pixels[-120:, :200]
    assert (corner == 255).all(2).sum() > 500  # the legend's card
    assert (corner == (0x20, 0x60, 0xC0)).all(2).sum() > 8  # and its colour
    middle = pixels[160:300, 300:500]
    assert ((middle[..., 2] > middle[..., 0] + 40).sum()) > 300  # the block


def test_what_cannot_be_drawn_is_said(made, capsys, tmp_path):
    out = tmp_path / "x.png"
    assert "its views are: From the south" in complaint(
        capsys, "render", made, "--view", "North", "-o", out
    )
    assert "Attic cannot be drawn" in complaint(
        capsys, "render", made, "--view", "Attic", "-o", out
    )
    assert "only a project" in complaint(
        capsys, "render", tmp_path / "a.geojson", "--view", "x", "-o", out
    )
    assert "name a project alone" in complaint(
        capsys, "render", made, tmp_path / "a.geojson", "-o", out
    )
    for name in ("a.geojson", "b.geojson"):
        (tmp_path / name).unlink()
    assert "nothing in it to draw" in complaint(capsys, "render", made, "-o", out)
    assert not out.exists()


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
