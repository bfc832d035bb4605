"""Vehicles while their file grows."""

import numpy as np
import pytest

from city.progress import Progress
from city.simulated.run import Run
from importers.intake import ReadError
from importers.simulated import Options
from importers.simulated.sumo import fcd
from importers.simulated.sumo.arriving import SPEED, Arriving

START = np.datetime64("2026-09-01T07:00", "ms")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- made of <timestep> -->\n<fcd-export>\n'
STEP = '<timestep time="{0}.00">\n{1}</timestep>\n'
CAR = '<vehicle id="{0}" x="11.{1:06d}" y="48.000001" angle="90.00" type="car" speed="{1}.5"/>\n'


@pytest.fixture
def grown(tmp_path):
    """A file that grows, and who reads it."""
    path = tmp_path / "vehicles.xml"

    def grow(text):
        with path.open("a", encoding="utf-8") as file:
            file.write(text)

    return grow, Arriving(path, Run("Traffic", "SUMO"), START), path


def step(time, *cars):
    return STEP.format(time, "".join(CAR.format(id, at) for id, at in cars))


def test_only_whole_steps_are_handed_on_and_each_once(grown):
    grow, arriving, _ = grown
    assert arriving.more() is None  # there is no file yet
    grow(HEAD)
    assert arriving.more() is None
    second = step(1, ("a", 2), ("b", 1))
    grow(step(0, ("a", 1)) + second[:30])
    first = arriving.more()
    assert (first.ids, first.time.tolist()) == (("a",), [START.astype(object)])
    assert arriving.more() is None
    grow(second[30:])
    then = arriving.more()
    assert then.ids == ("a", "b")
    assert (then.time == START + np.timedelta64(1, "s")).all()
    assert then.east.tolist() == [11.000002, 11.000001]
    assert then.heading.tolist() == [90, 90]
    assert then.values[SPEED].tolist() == [2.5, 1.5]
    assert arriving.more() is None


def test_an_empty_step_moves_nothing(grown):
    grow, arriving, _ = grown
    grow(HEAD + '<timestep time="0.00"/>\n<timestep time="1.00">\n</timestep>\n')
    assert arriving.more() is None
    grow(step(2, ("a", 1)))
    assert len(arriving.more()) == 1


def test_all_pieces_together_are_the_whole_file(grown):
    grow, arriving, path = grown
    grow(HEAD)
    pieces = []
    for time in range(50):
        grow(step(time, *((f"v{k}", time + k) for k in range(time % 7))))
        pieces += [arriving.more()] if time % 3 else []
    pieces.append(arriving.more())
    grow("</fcd-export>\n")
    whole = fcd.read(path, Options(start=START), Progress()).moving[0]
    parts = [one for one in pieces if one is not None]
    for name in ("time", "east", "north", "heading"):
        joined = np.concatenate([getattr(one, name) for one in parts])
        assert (joined == getattr(whole, name)).all()
    ids = [one.ids[row] for one in parts for row in one.thing.tolist()]
    assert ids == [whole.ids[row] for row in whole.thing.tolist()]


def test_what_is_no_xml_is_refused(grown):
    grow, arriving, _ = grown
    grow("<timestep <<< ></timestep>")
    with pytest.raises(ReadError, match="broken XML"):
        arriving.more()
