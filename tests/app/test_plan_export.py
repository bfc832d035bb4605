"""Plans on their way out."""

import json

import pyogrio
import pytest

from app.plan_export import export, last_made
from city.edits import read_edit
from city.edits.delta import read_lines
from city.progress import Progress
from city.scenario import Scenario, Step
from exporters import WriteError
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


def test_the_city_before_and_after_in_one_file(tmp_path):
    ground, path = base(), tmp_path / "a.gml"
    told = export(plan(ground), ground, path, None, Progress(), versions=True)
    assert any("ghost is not in the city any more" in line for line in told)
    reading = read(path)
    assert any("Plan A is shown" in finding.message for finding in reading.report)
    ids = set(reading.city.objects.ids)
    assert {"new", "tower", "podium"} <= ids and "house" not in ids
    assert "<vers:type>delete</vers:type>" in path.read_text()
    with pytest.raises(WriteError, match=r"only CityGML 3.0 holds versions, and not 2.0"):
        export(plan(ground), ground, path, "2.0", Progress(), versions=True)


def test_a_plan_is_as_old_as_its_last_edit():
    (edit,) = plan(base()).edits[:1]
    made = ["2026-01-02T03:04:05.678+01:00", "2026-01-01T00:00:00", "yesterday", ""]
    scenario = Scenario("a", "A").done(*(Step(f"{k}", edit, when) for k, when in enumerate(made)))
    assert last_made(scenario) == "2026-01-02T02:04:05Z"
    assert last_made(Scenario("a", "A")) == ""


def test_a_geopackage_holds_what_changes_or_the_whole_city(tmp_path):
    ground = base()
    told = export(plan(ground), ground, tmp_path / "a.gpkg", None, Progress())
    assert told == ["ghost is not in the city any more"]
    names = {str(name) for name, _ in pyogrio.list_layers(tmp_path / "a.gpkg")}
    assert {"added", "removed", "changed"} <= names
    export(plan(ground), ground, tmp_path / "b.gpkg", None, Progress(), whole=True)
    names = {str(name) for name, _ in pyogrio.list_layers(tmp_path / "b.gpkg")}
    assert "Building" in names and "added" not in names
