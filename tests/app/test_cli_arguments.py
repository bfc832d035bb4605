from pathlib import Path

import pytest

from app.cli_arguments import COMMANDS, parser_of


def test_a_picture_has_a_size_a_moment_and_a_place():
    given = ["a.gml", "-o", "b.png", "--size", "800x600", "--time", "2026-06-21T15:00"]
    asked = parser_of("render").parse_args([*given, "--place", "51.92,4.48"])
    assert (asked.out, asked.size) == (Path("b.png"), (800, 600))
    assert (asked.time.month, asked.time.hour) == (6, 15)
    assert (asked.place.lat, asked.place.lon) == (51.92, 4.48)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (["-o", "b.bmp"], "does not end with .png or .jpg"),
        (["-o", "b.png", "--size", "5x5"], "is no size such as 1600x900"),
        (["-o", "b.png", "--time", "noon"], "is no moment such as"),
        (["-o", "b.png", "--place", "95,4"], "is no place such as"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(wrong, says, capsys):
    with pytest.raises(SystemExit) as left:
        parser_of("render").parse_args(["a.gml", *wrong])
    assert left.value.code == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_described(command):
    assert COMMANDS[command].capitalize() in parser_of(command).format_help().replace("\n", " ")
