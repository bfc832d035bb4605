import argparse

import numpy as np
import pytest

from app.cli_results_arguments import add_arguments, add_look


def parsed(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(exit_on_error=False)
    add_arguments(parser)
    add_look(parser)
    return parser.parse_args(given)


def test_units_by_name_and_a_start_in_utc():
    told = parsed("--unit", "h=m", "--unit", "a=b=1", "--start", "2026-07-14T02:00+02:00")
    assert told.unit == [("h", "m"), ("a=b", "1")]
    assert told.start == np.datetime64("2026-07-14T00:00", "ms")
    assert parsed("--start", "2026-07-14T00:00").start == told.start
    assert parsed().start is None


def test_the_line_of_a_slice_has_two_ends():
    assert parsed("--line", "85000,446000.5,85100,446100").line == (85000, 446000.5, 85100, 446100)


@pytest.mark.parametrize(
    "wrong",
    [
        ["--unit", "h"],
        ["--unit", "=m"],
        ["--start", "noon"],
        ["--line", "1,2,3"],
        ["--line", "a,b,c,d"],
    ],
)
def test_what_is_said_wrongly_is_refused(wrong: list[str]):
    with pytest.raises((argparse.ArgumentError, argparse.ArgumentTypeError)):
        parsed(*wrong)
