"""What `maquette process` understands."""

from pathlib import Path

import pytest

from app.cli_arguments import parser_of


def test_a_question():
    asked = parser_of("process").parse_args(
        ["http://a.eu", "flood", "town.maquette", "--scenario", "Plan A", "--set", "depth=2=3",
         "--set", "plan=@scenario.geojson", "--no-wait", "-o", "out"]
    )  # fmt: skip
    assert (asked.address, asked.name, asked.project) == (
        "http://a.eu",
        "flood",
        Path("town.maquette"),
    )
    assert asked.settings == [("depth", "2=3"), ("plan", "@scenario.geojson")]
    assert asked.wait is False and asked.out == Path("out")


def test_jobs():
    asked = parser_of("process").parse_args(["--jobs", "town.maquette", "--wait", "--for", "2min"])
    assert asked.jobs == Path("town.maquette") and asked.wait is True and asked.long == 120
    assert not asked.address and parser_of("process").parse_args(["http://a.eu"]).wait is None


@pytest.mark.parametrize("wrong", [["--set", "depth"], ["--set", "=2"], ["--cancel", "--again"]])
def test_what_makes_no_sense(wrong, capsys):
    with pytest.raises(SystemExit) as left:
        parser_of("process").parse_args(["http://a.eu", *wrong])
    assert left.value.code == 2 and capsys.readouterr().err
