"""What is published of a plan: its numbers, and no word of where it lies or who made it."""

import json

import numpy as np
import pytest

from app.publishing import fingerprint, plan_entities, software
from city.indicators import indicators
from city.project import Contents, Origin, Project
from city.scenario import Scenario
from tests.city.plans import base, edit

AT = np.datetime64("2026-06-01T12:00", "ms")


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "s3cret-folder"
    folder.mkdir()
    origins = (Origin(1, 0, str(folder / "town.gml"), hash="abc"), Origin(1, 1, "/x", hash="def"))
    made = Project.create(folder / "s3cret-name.maquette", Contents(origins=origins))
    yield made
    made.close()


def test_the_numbers_are_those_of_the_plan(project):
    from app.plans import step_of

    ground = base()
    house = {"footprint": [[84200.0, 447000.0], [84210.0, 447000.0], [84210.0, 447008.0]]}
    scenario = Scenario("c0ffee", "Plan A").done(step_of(edit(ground, "build", **house), "s3cret"))
    view = scenario.over(ground)
    found = plan_entities(project, scenario, view, 2030, AT)
    told = {one["id"].rpartition(":")[2]: one["kpiValue"]["value"] for one in found}
    known = indicators(view, None, 2030).values
    assert told == {k: round(v, 3) for k, v in known.items() if v is not None}
    assert told["gfa"] > 0 and "far" not in told
    provenance = found[0]["provenance"]["value"]
    assert (provenance["edits"], provenance["year"]) == (1, 2030)
    assert provenance["software"] == software() and software().startswith("Maquette")
    assert "s3cret" not in json.dumps(found) and "/x" not in json.dumps(found)


def test_a_project_is_known_by_what_it_shows_wherever_that_lies(project, tmp_path):
    moved = (Origin(1, 1, "/elsewhere", hash="abc"), Origin(2, 0, "/b", hash="def"))
    other = Project.create(tmp_path / "other.maquette", Contents(origins=moved))
    assert fingerprint(other) == fingerprint(project) and len(fingerprint(other)) == 24
    other.close()
