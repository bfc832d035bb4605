import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from app import cli
from app.cli_arguments import COMMANDS
from importers import ReadError, lidar, places
from tests.importers.surveys import grid, made
from tests.shared import DATA, needs_data

HOUSE = """<?xml version="1.0" encoding="UTF-8"?>
<CityModel xmlns="http://www.opengis.net/citygml/2.0" xmlns:gml="http://www.opengis.net/gml"
  xmlns:bldg="http://www.opengis.net/citygml/building/2.0">
 <gml:boundedBy><gml:Envelope srsName="EPSG:28992" srsDimension="3">
  <gml:lowerCorner>85000 446000 0</gml:lowerCorner>
  <gml:upperCorner>85010 446010 0</gml:upperCorner></gml:Envelope></gml:boundedBy>
 <cityObjectMember><bldg:Building gml:id="h1"><gml:name>Häuschen</gml:name>
  <bldg:lod1MultiSurface><gml:MultiSurface><gml:surfaceMember><gml:Polygon><gml:exterior>
   <gml:LinearRing><gml:posList>85000 446000 0 85010 446000 0 85010 446010 0 85000 446000 0
   </gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember>
  </gml:MultiSurface></bldg:lod1MultiSurface></bldg:Building></cityObjectMember>
</CityModel>
"""
PLACELESS = HOUSE.replace(' srsName="EPSG:28992"', "")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    path = tmp_path / "house.gml"
    path.write_text(HOUSE, encoding="utf-8")
    return path


@pytest.fixture
def placeless(tmp_path: Path) -> Path:
    path = tmp_path / "placeless.gml"
    path.write_text(PLACELESS, encoding="utf-8")
    return path


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> list[list[Path]]:
    """A display, and a stand-in for the window; the value is what it was asked to open."""
    opened: list[list[Path]] = []
    module = ModuleType("app.main")
    module.run = lambda paths: opened.append(list(paths)) or 0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "app.main", module)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return opened


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def pictures(monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    """A stand-in for the drawing; the value is what was drawn."""
    drawn: list[tuple] = []
    module = ModuleType("render.picture")

    def draw(things, path, size, lod=None, textures=False, sun=None, legend=None):
        drawn.append((things, path, size, lod, textures))

    module.draw = draw  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "render.picture", module)
    return drawn


def program(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a person starts it, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        cwd=Path(cli.__file__).parents[1],
        env=os.environ | environment,
    )


def one_line(text: str) -> str:
    """A refusal is exactly one line, and it says who speaks."""
    assert text.startswith("maquette: ")
    assert text.endswith("\n")
    assert text.count("\n") == 1
    return text[len("maquette: ") : -1]


# wrong usage and help


@pytest.mark.parametrize(
    "arguments",
    [
        ["info"],
        ["info", "--nonsense", "x.gml"],
        ["render", "x.gml"],
        ["render", "x.gml", "-o", "x.pdf"],
        ["render", "x.gml", "-o", "x.png", "--size", "big"],
        ["render", "x.gml", "-o", "x.png", "--size", "0x9"],
        ["render", "x.gml", "-o", "x.png", "--size", "9x9x9"],
        ["convert", "x.gml"],
        ["cache", "x"],
        ["--nonsense"],
    ],
)
def test_wrong_usage_is_2_and_says_how(arguments, capsys):
    assert cli.main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("usage: maquette")


@pytest.mark.parametrize("arguments", [["--help"], *([c, "--help"] for c in COMMANDS)])
def test_help(arguments, capsys):
    assert cli.main(arguments) == 0
    assert capsys.readouterr().out.startswith("usage: maquette")


def test_help_names_every_command(capsys):
    cli.main(["--help"])
    text = capsys.readouterr().out
    assert all(f"  {name} " in text for name in COMMANDS)


def test_help_comes_at_once_and_loads_nothing_heavy():
    code = (
        "import sys; from app.cli import main; main(['--help'])\n"
        "print([m for m in ('numpy', 'PySide6', 'vtkmodules', 'lxml') if m in sys.modules])"
    )
    bare, told = timed("pass"), timed(code)
    for _ in range(2):  # whoever else uses the machine does not slow all of them
        bare, told = min(bare, timed("pass")), min(told, timed(code))
    assert told[1].splitlines()[-1] == "[]"
    assert told[0] < 0.2 + 3 * bare[0]


def timed(code: str) -> tuple[float, str]:
    """Seconds that a new Python takes for some code, and what that prints."""
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return time.perf_counter() - begun, done.stdout


# the window


def test_paths_alone_open_the_window(window, house):
    assert cli.main([str(house), "folder"]) == 0
    assert cli.main([]) == 0
    assert window == [[house, Path("folder")], []]


def test_demo_opens_the_sample_city_in_the_window(window):
    assert cli.main(["demo"]) == 0
    ((sample,),) = window
    assert sample.name == "sample"


def test_without_a_display_a_window_is_refused_with_advice(no_display, house, capsys):
    assert cli.main([str(house)]) == 1
    assert "there is no display" in one_line(capsys.readouterr().err)


def test_without_a_display_the_demo_draws_and_says_where(
    no_display, house, pictures, capsys, monkeypatch, fresh_folders
):
    monkeypatch.setattr("assets.path", lambda name: house)
    assert cli.main(["demo"]) == 0
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [Path(line.strip()) for line in lines] == [path for _, path, *_ in pictures]
    assert {path.parent for _, path, *_ in pictures} == {fresh_folders / "pictures"}
    assert [textures for *_, textures in pictures] == [False, True]


# info


def test_info_for_people(house, capsys):
    assert cli.main(["info", str(house)]) == 0
    said = capsys.readouterr()
    assert "Amersfoort / RD New (EPSG:28992)" in said.out
    assert "Building  1" in said.out
    assert said.err == ""


def test_info_json_is_one_document_and_nothing_else(house):
    done = program("info", house, "--json")
    assert done.returncode == 0
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert list(found)[:11] == [
        *("format", "version", "crs", "extent", "objects", "lods", "surfaces"),
        *("polygons", "triangles", "textures", "attributes"),
    ]
    assert set(found["doctor"]) == {"errors", "warnings", "findings"}
    assert found["format"] == "CityGML"
    assert found["version"] == "2.0"
    assert found["crs"] == {"horizontal": "EPSG:28992", "vertical": None}
    assert found["extent"] == {"min": [85000, 446000, 0], "max": [85010, 446010, 0]}
    assert found["objects"] == {"Building": 1}
    assert found["polygons"] == found["triangles"] == 1
    assert found["attributes"] == [{"name": "name", "type": "text", "count": 1}]


def test_info_again_prints_the_same_from_the_cache(house, capsys):
    cli.main(["info", "--json", str(house)])
    first = capsys.readouterr().out
    cli.main(["info", "--json", str(house)])
    assert capsys.readouterr().out == first


def test_info_works_without_crs_and_warns(placeless, capsys):
    assert cli.main(["info", "--json", str(placeless)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["crs"] == {"horizontal": None, "vertical": None}
    assert "CRS_MISSING" in [f["code"] for f in found["doctor"]["findings"]]


def test_info_takes_the_crs_from_the_command_line(placeless, capsys):
    assert cli.main(["info", "--json", "--crs", "EPSG:28992+5709", str(placeless)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["crs"] == {"horizontal": "EPSG:28992", "vertical": "EPSG:5709"}


def test_info_of_names_that_the_terminal_cannot_show():
    done = program("info", "no\udcff such.gml", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 1
    assert "cannot be opened" in one_line(done.stderr)


def test_orders_to_the_terminal_in_a_file_are_spelt_out(tmp_path, capsys):
    path = tmp_path / "a\x1b[31m.city.json"
    path.write_text(
        json.dumps(
            {
                "type": "CityJSON",
                "version": "2.0",
                "CityObjects": {"b": {"type": "\x1b[2J", "attributes": {"\x1b]0;x\x07": 1}}},
                "vertices": [],
            }
        )
    )
    assert cli.main(["info", str(path)]) == 0
    assert cli.main(["convert", str(path), str(tmp_path / "a.gml")]) == 1
    told = capsys.readouterr()
    assert "\x1b" not in told.out + told.err
    assert r"\x1b[2J" in told.out
    assert r"a\x1b[31m.city.json" in told.err


def test_a_reader_that_has_had_enough_is_no_fault(house):
    code = f"{sys.executable} -m app info {house} --json | head -c 1"
    done = subprocess.run(
        code, shell=True, capture_output=True, text=True, cwd=Path(cli.__file__).parents[1]
    )
    assert done.stderr == ""


# render


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


@pytest.mark.parametrize("command", ["render", "convert"])
def test_without_crs_a_picture_or_a_copy_is_refused_with_advice(
    command, placeless, pictures, tmp_path, capsys
):
    out = tmp_path / ("x.png" if command == "render" else "x.gml")
    between = ["-o"] if command == "render" else []
    assert cli.main([command, str(placeless), *between, str(out)]) == 1
    assert "--crs" in one_line(capsys.readouterr().err)
    assert cli.main([command, str(placeless), *between, str(out), "--crs", "EPSG:28992"]) == 0


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


# convert


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


@pytest.mark.parametrize("command", ["render", "convert"])
def test_what_could_not_be_read_is_not_passed_over(command, house, pictures, tmp_path, capsys):
    cut = house.read_text(encoding="utf-8").replace("</CityModel>", "<cityObjectMember>")
    house.write_text(cut, encoding="utf-8")
    out = tmp_path / ("x.png" if command == "render" else "x.gml")
    between = ["-o"] if command == "render" else []
    assert cli.main([command, str(house), *between, str(out)]) == 0
    said = one_line(capsys.readouterr().err)
    assert said == "house.gml: 1 errors, so not all is there; see: maquette info"


@needs_data
def test_a_survey_is_no_city_to_convert(tmp_path, capsys):
    source = DATA / "pointcloud" / "mvk-thin.las"
    assert cli.main(["convert", str(source), str(tmp_path / "x.gml")]) == 1
    assert "there is no city in it" in one_line(capsys.readouterr().err)


# the cache


def test_a_large_survey_is_drawn_from_all_its_points(tmp_path, pictures, monkeypatch):
    monkeypatch.setattr(lidar, "BUDGET", 500)
    path = made(tmp_path / "large.laz", grid())
    assert cli.main(["info", str(path)]) == 0  # which needs no more than the counts
    assert not list(places.imports().glob("*.points"))
    picture = str(tmp_path / "a.png")
    assert cli.main(["render", str(path), "--crs", "EPSG:28992", "-o", picture]) == 0
    ((survey,), *_) = pictures[0]
    assert survey.octree.count.sum() == 10_000


def test_the_cache_is_shown_and_cleared(house, capsys, fresh_folders):
    cli.main(["info", str(house)])
    capsys.readouterr()
    assert cli.main(["cache"]) == 0
    assert f"in {fresh_folders}, with 1 opened sources" in capsys.readouterr().out
    assert cli.main(["cache", "--clear"]) == 0
    assert "freed" in capsys.readouterr().out
    assert list(fresh_folders.rglob("*.city")) == []


# what goes wrong


def test_ctrl_c_is_quiet(house, monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_read", interrupted)
    assert cli.main(["info", str(house)]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (MemoryError(), "not enough memory"),
        (KeyError("odd"), "this should not happen (KeyError: 'odd')"),
        (OSError(28, "No space left on device", "/x.gml"), "/x.gml: No space left on device"),
    ],
)
def test_what_nobody_foresaw_is_one_line_too(house, monkeypatch, capsys, fault, said):
    def broken(*_):
        raise fault

    monkeypatch.setattr(cli, "_info", broken)
    assert cli.main(["info", str(house)]) == 1
    assert said in one_line(capsys.readouterr().err)


def test_the_whole_story_on_request(house, monkeypatch):
    def broken(*_):
        raise KeyError("odd")

    monkeypatch.setattr(cli, "_info", broken)
    monkeypatch.setenv("MAQUETTE_DEBUG", "1")
    with pytest.raises(KeyError):
        cli.main(["info", str(house)])


def test_progress_is_shown_on_a_terminal_and_leaves_no_trace(house, monkeypatch, capfd):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert cli.main(["info", "--json", str(house)]) == 0
    said = capfd.readouterr()
    json.loads(said.out)
    assert " %  " in said.err
    assert said.err.endswith("\r\x1b[K")


def test_what_libraries_print_goes_nowhere_and_our_own_line_still_comes(house, monkeypatch, capfd):
    def noisy(*_):
        os.write(2, b"thread panicked at ...")
        raise ReadError("house.gml: broken; fetch it again")

    monkeypatch.setattr("importers.read", noisy)
    assert cli.main(["info", str(house)]) == 1
    assert one_line(capfd.readouterr().err) == "house.gml: broken; fetch it again"


@needs_data
def test_convert_says_what_the_new_format_cannot_keep(tmp_path, capsys):
    source = DATA / "cityjson/2.0_multi_lod_3dbag.json"
    out = tmp_path / "x.gml"
    assert cli.main(["convert", str(source), str(out), "--crs", "EPSG:7415"]) == 0
    said = capsys.readouterr().err
    assert "1.2" in said and "1.3" in said
