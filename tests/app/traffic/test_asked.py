"""What is asked of traffic: of whose clock, and what a project may say of it."""

from datetime import date

import numpy as np
import pytest

from app.traffic.asked import Asked, asked_from


def test_times_are_of_the_clock_of_the_place():
    summer = Asked(begin="07:00", end="08:30", trips=300, seed=4)
    found = summer.question(date(2026, 7, 1), "Europe/Amsterdam")
    assert (str(found.begin), str(found.end)) == (
        "2026-07-01T05:00:00.000",
        "2026-07-01T06:30:00.000",
    )
    assert (found.trips, found.seed, found.vehicles) == (300, 4, True)
    assert summer.question(date(2026, 1, 1), "Europe/Amsterdam").begin == np.datetime64(
        "2026-01-01T06:00"
    )


def test_an_hour_may_pass_midnight():
    found = Asked(begin="23:30", end="00:30").question(date(2026, 7, 1), "UTC")
    assert found.counted == 3600 and found.end == np.datetime64("2026-07-02T00:30")


def test_what_a_project_keeps_comes_back_as_it_was():
    asked = Asked("/a/b.net.xml", "/a/b.rou.xml", 70, 2, "06:10", "09:45", "EPSG:28992")
    assert asked_from(asked.to_plain()) == asked


@pytest.mark.parametrize(
    "said",
    [
        None,
        [1],
        {"network": 3, "routes": ["a"], "trips": "many", "seed": -1, "begin": "25:00", "end": 7},
        {"trips": True, "seed": 1.5, "network": "a\nb", "crs": {}, "begin": None},
        {"trips": 0, "seed": 1 << 31},
    ],
)
def test_what_cannot_be_understood_is_as_usual(said):
    assert asked_from(said) == Asked()


def test_files_are_those_of_this_machine(tmp_path):
    for name in ("a.net.xml", "a.rou.xml"):
        (tmp_path / name).write_text("")
    net, routes = str(tmp_path / "a.net.xml"), str(tmp_path / "a.rou.xml")
    assert Asked(net).files() == (tmp_path / "a.net.xml", None)
    assert Asked(net, routes).files() == (tmp_path / "a.net.xml", tmp_path / "a.rou.xml")
    for wrong, words in (("", "choose a network"), (f"{net}x", "no such file"), ("//x/a", "anoth")):
        with pytest.raises(ValueError, match=words):
            Asked(wrong).files()
