"""What a project keeps of results, and what of a strange file is not believed."""

import json
from pathlib import Path

import numpy as np
import pytest

from app.simulated.kept import NOWHERE, Kept, kept_from
from app.simulated.taken import Said, Taken, taken_from
from city.frame import Frame
from importers.simulated import Need

SAID = Said("EPSG:28992", (("h", "m"),), "2026-07-14T00:00", "/net.xml", (("id", "Name"),))
TAKEN = Taken("field", 2, SAID, "plan-a", "0a1b")
KEPT = Kept(
    *("/flood.nc", TAKEN, "Flood", "depth", "flow", 3, 12.5, 0.7, (1.0, 2.0, 3.5, -4.0)),
    *(("water", "contours"), "hours above", 0.5, True, False, 0.4),
)


def test_what_is_kept_comes_back_as_it_was():
    assert kept_from(json.loads(json.dumps(KEPT.to_plain()))) == KEPT
    assert taken_from(json.loads(json.dumps(KEPT.to_plain()["taken"]))) == TAKEN


@pytest.mark.parametrize(
    "strange",
    [
        None,
        5,
        {},
        {"path": 5},
        {"path": "//elsewhere/flood.nc"},
        {"path": "/flood.nc"},
        {"path": "/flood.nc", "taken": {"sort": "field", "part": -1}},
        {"path": "/flood.nc", "taken": {"sort": "spell", "part": 0}},
        {"path": "/cars.xml", "taken": {"sort": "moving", "part": 0}},
    ],
)
def test_what_is_no_result_is_left_out(strange):
    assert kept_from(strange) is None


def test_values_that_cannot_be_are_the_usual_ones():
    told = KEPT.to_plain() | {
        "level": "x",
        "height": True,
        "manners": ["water", "spell", 5],
        "statistic": "mean",
        "limit": 1e300,
        "opacity": 7,
        "line": [1, 2, 3],
        "title": "a\nb",
    }
    told["taken"] = {
        **told["taken"],
        "said": {"start": "soon", "network": "//host/net", "units": 5},
    }
    found = kept_from(told)
    assert (found.level, found.height, found.manners) == (0, 0.0, ("water",))
    assert found.line == NOWHERE
    assert kept_from(told | {"line": [1, "x", 1e300, 2.5]}).line == (1.0, 0.0, 0.0, 2.5)
    assert (found.statistic, found.limit, found.opacity, found.title) == ("", 0.0, 0.85, "")
    assert found.taken.said == Said()


def test_what_a_person_says_becomes_options_of_the_reader():
    frame = Frame("EPSG:28992")
    found = SAID.options(frame)
    assert found.crs == "EPSG:28992" and found.frame is frame and found.units == {"h": "m"}
    assert found.start == np.datetime64("2026-07-14", "ms")
    assert found.network == Path("/net.xml") and found.columns == {"id": "Name"}
    assert Said().options().start is None and Said().options().network is None


def test_answers_are_put_to_what_was_said_before():
    said = Said(units=(("a", "m"),))
    answers = {"crs": "local", "start": "2026-01-01", "network": "/n.xml"}
    for what, answer in answers.items():
        said = said.with_answer(Need(what), answer)
    said = said.with_answer(Need("unit", "b"), "s").with_answer(Need("column", "id"), "Name")
    assert said == Said(
        "local", (("a", "m"), ("b", "s")), "2026-01-01", "/n.xml", (("id", "Name"),)
    )
