import json
import re

import pytest

from app import cli
from importers import lidar, places
from tests.app.command_line import HOUSE, one_line, program
from tests.importers.surveys import grid, made


def test_render_asks_for_the_picture_that_was_meant(house, pictures, tmp_path, capsys):
    out = tmp_path / "out.png"
    asked = ["render", str(house), "-o", str(out), "--size", "320x200", "--lod", "1", "--textures"]
    assert cli.main(asked) == 0
    ((things, *rest),) = pictures
    assert [type(thing).__name__ for thing in things] == ["City"]
    assert rest == [out, (320, 200), "1", True]
    assert capsys.readouterr().out == f"{out}\n"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["-o", "/no/where/x.png"], "there is no folder /no/where"),
        (["-o", "{out}", "--lod", "7"], "no level of detail 7, only 1"),
        (["-o", "{out}", "--crs", "EPSG:99999999"], "99999999"),
    ],
)
def test_render_refuses_in_plain_words(house, pictures, tmp_path, capsys, more, why):
    more = [part.replace("{out}", str(tmp_path / "x.png")) for part in more]
    assert cli.main(["render", str(house), *more]) == 1
    assert why in one_line(capsys.readouterr().err)
    assert pictures == []


def test_points_alone_are_no_picture(tmp_path, pictures, capsys):
    path = tmp_path / "trees.geojson"
    point = {"type": "Point", "coordinates": [4.4, 51.9]}
    tree = {"type": "Feature", "properties": {}, "geometry": point}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [tree]}))
    assert cli.main(["render", str(path), "-o", str(tmp_path / "a.png")]) == 1
    assert "single points only" in one_line(capsys.readouterr().err)
    assert not pictures


def test_a_city_without_geometry_is_no_picture(tmp_path, pictures, capsys):
    bare = tmp_path / "bare.gml"
    bare.write_text(re.sub("<bldg:lod1.*</bldg:lod1[^>]*>", "", HOUSE, flags=re.DOTALL))
    assert cli.main(["render", str(bare), "-o", str(tmp_path / "x.png")]) == 1
    assert "nothing in it to draw" in one_line(capsys.readouterr().err) and not pictures


def test_render_draws_a_real_picture(house, tmp_path):
    from PIL import Image

    done = program("render", house, "-o", tmp_path / "x.png", "--size", "160x100", DISPLAY="")
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(tmp_path / "x.png") as picture:
        assert picture.size == (160, 100)
        assert len(picture.convert("RGB").getcolors(20_000) or []) > 20


def test_render_colours_by_an_attribute_or_a_style(house, tmp_path):
    """The blue of the one roof type, and the legend's white card, in a real picture."""
    from PIL import Image

    roof = "<gml:name>Häuschen</gml:name><bldg:roofType>1030</bldg:roofType>"
    house.write_text(HOUSE.replace("<gml:name>Häuschen</gml:name>", roof), encoding="utf-8")
    done = program("render", house, "-o", tmp_path / "x.png", "--color-by", "rooftype", DISPLAY="")
    assert (done.returncode, done.stderr) == (0, "")
    style = tmp_path / "own.maquette-style.json"
    style.write_text('{"maquette-style": 1, "kind": "plain", "colour": "#2060c0"}')
    done = program("render", house, "-o", tmp_path / "y.png", "--style", style, DISPLAY="")
    assert (done.returncode, done.stderr) == (0, "")
    for name in ("x.png", "y.png"):
        with Image.open(tmp_path / name) as picture:
            assert picture.size == (1600, 900)
            colours = picture.convert("RGB").getcolors(1_000_000)
            assert sum(n for n, c in colours if c == (255, 255, 255)) > 3000
            assert sum(n for n, (r, g, b) in colours if b > 1.3 * r and b > 100) > 5000


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["--color-by", "beauty"], "nothing here is called beauty; there is"),
        (["--style", "{bad}"], 'bad.json: "kind" must be one of'),
        (["--style", "nowhere.json"], "nowhere.json: No such file"),
    ],
)
def test_render_says_why_it_cannot_colour(house, pictures, tmp_path, capsys, more, why):
    (tmp_path / "bad.json").write_text('{"maquette-style": 1, "kind": "rainbow"}')
    more = [part.replace("{bad}", str(tmp_path / "bad.json")) for part in more]
    assert cli.main(["render", str(house), "-o", str(tmp_path / "x.png"), *more]) == 1
    assert why in one_line(capsys.readouterr().err)
    assert pictures == []


def test_a_large_survey_is_drawn_from_all_its_points(tmp_path, pictures, monkeypatch):
    monkeypatch.setattr(lidar, "BUDGET", 500)
    path = made(tmp_path / "large.laz", grid())
    assert cli.main(["info", str(path)]) == 0  # which needs no more than the counts
    assert not list(places.imports().glob("*.points"))
    picture = str(tmp_path / "a.png")
    assert cli.main(["render", str(path), "--crs", "EPSG:28992", "-o", picture]) == 0
    ((survey,), *_) = pictures[0]
    assert survey.octree.count.sum() == 10_000


def test_a_survey_is_coloured_by_its_height(tmp_path):
    """From violet over the lowest points to yellow over the highest, as the legend says."""
    from PIL import Image

    path = made(tmp_path / "slope.laz", grid())
    drawn = ("render", path, "--crs", "EPSG:28992", "-o", tmp_path / "a.png", "--color-by")
    done = program(*drawn, "height", DISPLAY="")
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(tmp_path / "a.png") as picture:
        colours = picture.convert("RGB").getcolors(1_000_000)
    violet = sum(n for n, (r, g, b) in colours if b > 1.5 * g and r < 90)
    yellow = sum(n for n, (r, g, b) in colours if min(r, g) > 2 * b)
    assert violet > 2000 and yellow > 2000
    done = program(*drawn, "beauty", DISPLAY="")
    assert done.returncode == 1
    assert "a survey is coloured by class, height, intensity" in one_line(done.stderr)
