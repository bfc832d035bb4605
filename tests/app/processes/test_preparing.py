"""A question is worked out to the bytes that are sent, or every fault is told by its input."""

import json

import pytest
import shapely

from app.process_inputs import Chosen, Ground, OfFile, Part
from app.processes.preparing import Question, prepared
from city.progress import Cancelled, Progress
from importers.live.web import Web
from tests.app.test_plan_export import plan
from tests.city.plans import base
from tests.importers.live.conftest import platform  # noqa: F401  a fixture
from tests.importers.processes.server import WIND, described

FLOOD = {
    **WIND,
    "inputs": {
        "plan": {"title": "Plan", "schema": {"format": "geojson-feature-collection"}},
        "area": {"title": "Area", "schema": {"format": "ogc-bbox"}, "minOccurs": 0},
        "depth": {"title": "Depth", "schema": {"type": "number", "maximum": 13}},
    },
}


@pytest.fixture
def question(platform):  # noqa: F811
    with Web(platform.address) as web:
        process = described(platform, web, FLOOD)
    ground = base()
    return lambda **given: Question(process, platform.address, given, plan(ground), ground)


def test_parts_of_the_plan_are_worked_out(question):
    asked = question(plan=Part("scenario.geojson"), area=Ground(shapely.box(0, 0, 9, 9)), depth="2")
    found = prepared(asked, Progress())
    assert found.faults == {} and found.question is asked
    inputs = json.loads(found.request)["inputs"]
    assert {one["id"] for one in inputs["plan"]["value"]["features"]} == {"house", "new"}
    assert inputs["depth"] == 2 and len(inputs["area"]["bbox"]) == 4


def test_every_fault_is_told_by_its_input(question, tmp_path):
    given = {"plan": OfFile(tmp_path / "none"), "area": Chosen(()), "depth": "14"}
    found = prepared(question(**given), Progress())
    assert found.request == b"" and found.faults.keys() == {"plan", "area", "depth"}
    assert "cannot be opened" in found.faults["plan"] and "no area" in found.faults["area"]
    assert found.faults["depth"] == "Depth must be at most 13"


def test_what_is_missing_is_told(question):
    found = prepared(question(), Progress())
    assert found.faults.keys() == {"plan", "depth"}


def test_too_much_is_told_for_the_whole(question, monkeypatch):
    monkeypatch.setattr("importers.processes.execution.LARGEST", 100)
    found = prepared(question(plan=Part("scenario.geojson"), depth=1), Progress())
    assert found.request == b"" and "send a part of the city" in found.faults[""]


def test_it_stops_when_somebody_cancels(question):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        prepared(question(), progress)
