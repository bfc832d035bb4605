import json
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from app import cli
from app.cli_arguments import COMMANDS
from tests.app.command_line import one_line, program


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> list[list[Path]]:
    """A display, and a stand-in for the window; the value is what it was asked to open."""
    opened: list[list[Path]] = []
    module = ModuleType("app.main")
    module.run = lambda paths, alive=False: opened.append([*paths, *["alive"] * alive]) or 0
    monkeypatch.setitem(sys.modules, "app.main", module)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return opened


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


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


def test_demo_opens_the_sample_city_alive(window):
    assert cli.main(["demo"]) == 0
    assert window == [["alive"]]


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


# pictures and copies


@pytest.mark.parametrize("command", ["render", "convert"])
def test_without_crs_a_picture_or_a_copy_is_refused_with_advice(
    command, placeless, pictures, tmp_path, capsys
):
    out = tmp_path / ("x.png" if command == "render" else "x.gml")
    between = ["-o"] if command == "render" else []
    assert cli.main([command, str(placeless), *between, str(out)]) == 1
    assert "--crs" in one_line(capsys.readouterr().err)
    assert cli.main([command, str(placeless), *between, str(out), "--crs", "EPSG:28992"]) == 0


@pytest.mark.parametrize("command", ["render", "convert"])
def test_what_could_not_be_read_is_not_passed_over(command, house, pictures, tmp_path, capsys):
    cut = house.read_text(encoding="utf-8").replace("</CityModel>", "<cityObjectMember>")
    house.write_text(cut, encoding="utf-8")
    out = tmp_path / ("x.png" if command == "render" else "x.gml")
    between = ["-o"] if command == "render" else []
    assert cli.main([command, str(house), *between, str(out)]) == 0
    said = one_line(capsys.readouterr().err)
    assert said == "house.gml: 1 errors, so not all is there; see: maquette info"


# the cache


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

    monkeypatch.setattr(cli, "read", interrupted)
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
