"""What `maquette traffic` understands."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from app.cli_arguments import parser_of
from app.cli_traffic_arguments import time


def parsed(*given):
    return parser_of("traffic").parse_args(["a.net.xml", *given])


def test_what_is_left_out_has_a_usual_value():
    asked = parsed()
    assert (asked.trips, asked.seed, asked.warm_up, asked.close) == (1000, 1, 600, [])
    assert asked.end - asked.begin == np.timedelta64(1, "h")
    assert (asked.plan, asked.network, asked.routes, asked.out) == ("", None, None, None)


def test_streets_are_closed_one_by_one():
    assert parsed("--close", "a b", "--close=-12#0").close == ["a b", "-12#0"]


def test_times_are_of_today_or_of_any_day():
    today = datetime.now(UTC).date().isoformat()
    assert str(time("17:30"))[:16] == f"{today}T17:30"
    assert time("2026-09-01T07:00+02:00") == np.datetime64("2026-09-01T05:00")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (["--from", "soon"], "is no moment"),
        (["--trips", "many"], "invalid float"),
        (["--seed", "1.5"], "invalid int"),
        (["--warm-up", "long"], "is no time"),
    ],
)
def test_nonsense_is_wrong_usage(wrong, words, capsys):
    with pytest.raises(SystemExit) as left:
        parsed(*wrong)
    assert left.value.code == 2
    assert words in capsys.readouterr().err


def test_a_folder_and_a_network_are_paths():
    asked = parsed("--network", "n.osm", "-o", "out")
    assert (asked.network, asked.out, asked.source) == (
        Path("n.osm"),
        Path("out"),
        Path("a.net.xml"),
    )
