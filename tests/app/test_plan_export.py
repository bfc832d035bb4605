"""Plans on their way out."""

import json

import pytest

from app.plan_export import export
from city.edits import read_edit
from city.edits.delta import read_lines
from city.progress import Progress
from city.scenario import Scenario, Step
from importers import read
from tests.city.plans import base, square

SAID = (
    {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"},
    {"edit": "demolish", "objects": ["house", "ghost"]},
)


def plan(ground):
    made = [read_edit(said).settled(ground) for said in SAID]
    return Scenario("a", "Plan A").done(*(Step(f"{k}", edit) for k, edit in enumerate(made)))


@pytest.mark.parametrize("name", ["a.city.json", "a.gml", "a.city.jsonl"])
def test_the_city_as_the_plan_would_have_it(tmp_path, name):
    ground = base()
    told = export(plan(ground), ground, tmp_path / name, None, Progress())
    assert any("ghost is not in the city any more" in line for line in told)
    city = read(tmp_path / name).city
    ids = set(city.objects.ids)
    assert {"new", "tower", "podium"} <= ids and "house" not in ids
    assert city.objects.attributes(city.objects.ids.find("new"))["storeysAboveGround"] == 3


def test_the_edits_themselves(tmp_path):
    ground = base()
    path = tmp_path / "a.jsonl"
    assert export(plan(ground), ground, path, None, Progress()) == []
    with path.open("rb") as file:
        assert [edit for _, edit in read_lines(file, "EPSG:28992")] == list(plan(ground).edits)
    assert json.loads(path.read_text().splitlines()[0])["crs"] == "EPSG:28992"
