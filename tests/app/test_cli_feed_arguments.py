"""How `maquette feed` is asked."""

import math

import pytest

from app.cli_arguments import parser_of


@pytest.mark.parametrize(
    "said, seconds", [("90", 90), ("60s", 60), ("1.5min", 90), ("2h", 7200), ("200ms", 0.2)]
)
def test_times_are_said_with_their_unit(said, seconds):
    assert parser_of("feed").parse_args(["x", "--for", said]).long == pytest.approx(seconds)


def test_a_speed_may_be_all_there_is():
    assert parser_of("feed").parse_args(["x", "--speed", "max"]).speed == math.inf


@pytest.mark.parametrize(
    "wrong",
    [
        ["--for", "soon"],
        ["--for", "0s"],
        ["--every", "999999d"],
        ["--speed", "-1"],
        ["--speed", "nan"],
        ["--header", "s3cret"],
        ["--header", "X: s3cret\r\nY: 1"],
        ["--header", "X: "],
    ],
)
def test_what_makes_no_sense_is_wrong_usage_and_tells_no_secret(wrong, capsys):
    with pytest.raises(SystemExit) as left:
        parser_of("feed").parse_args(["x", *wrong])
    assert left.value.code == 2
    assert "s3cret" not in capsys.readouterr().err
