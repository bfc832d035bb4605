"""A scenario handed to somebody else, who works on it, and the way back."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from app import cli, plans
from app.reopening import reopen
from city.builder import CityBuilder
from city.outcome import whole_city
from city.progress import Progress
from city.project import Contents, Eye, Measurement, Note, Origin, Project, ProjectError, Viewpoint
from city.terrain import Terrain
from exporters import geotiff, write
from importers.content import content_hash
from tests.city.plans import EAST, NORTH, flat_ground, square
from tests.city.test_union import areas, objects
from tests.city.toy import FRAME, add_box
from tests.shared import looked_into

BUILD = {"edit": "build", "footprint": square(0, 40, 10, 8), "storeys": 3, "id": "new"}
GONE = {"edit": "demolish", "objects": ["h3"]}
RAISE = {"edit": "raise", "objects": ["h2"], "storeys": 1}
PARK = {"edit": "lay", "kind": "park", "outline": square(20, 40, 20, 8), "id": "park"}


def far(east):
    return (EAST + east, NORTH, 3.0)


@pytest.fixture
def town(tmp_path):
    """A street of houses on a slope, with a plan and a branch of it, views, notes, measurements."""
    home = tmp_path / "here"
    home.mkdir()
    builder = CityBuilder(FRAME)
    for k in range(40):
        house = builder.add_object("Building", f"h{k}")
        add_box(builder, house, (20 * k, 0, 0), (20 * k + 10, 8, 3))
        builder.objects.set(house, "storeysAboveGround", "integer", 1)
    said = {"title": "Street", "pointOfContact": {"contactName": "City of Delft"}}
    write(replace(builder.freeze(), metadata=said), home / "street.city.json")
    ground = flat_ground()
    slope = np.linspace(0, 4, ground.heights.size, dtype=np.float32).reshape(ground.heights.shape)
    geotiff.write(Terrain("g", FRAME, slope, -1000.0, 1000.0, (10.0, 10.0)), home / "ground.tif")
    origins = tuple(
        Origin(k, 0, str(home / name), hash=content_hash(home / name, Progress()))
        for k, name in enumerate(("street.city.json", "ground.tif"), 1)
    )
    eyes = [Eye(far(x), far(x), horizontal="EPSG:28992") for x in (10, 700)]
    contents = Contents(
        origins=origins,
        views=tuple(Viewpoint(f"v{k}", f"View {k}", eye) for k, eye in enumerate(eyes)),
        notes=tuple(Note(f"n{x}", x, "?", far(x), "EPSG:28992") for x in (10, 700)),
        measurements=(Measurement("m", "place", (far(700),), "x", (), "EPSG:28992"),),
        settings={"assumptions": {"dwelling_size": 70.0}, "map": {"address": "https://key@x"}},
    )
    project = Project.create(home / "town.maquette", contents)
    project.close()
    apply(project.path, "Plan A", BUILD, GONE)
    run("scenario", "describe", project.path, "Plan A", "--about", "A house for a house")
    run("scenario", "branch", project.path, "Plan A", "Plan B")
    apply(project.path, "Plan B", RAISE)
    return project.path


def run(*arguments, code=0):
    assert cli.main([str(a) for a in arguments]) == code


def apply(path, scenario, *edits):
    delta = path.parent / "delta.jsonl"
    delta.write_text("\n".join(json.dumps(edit) for edit in edits))
    run("apply", path, delta, "--scenario", scenario, "--author", "Ada")
    delta.unlink()


def handed(town, tmp_path, *options, name="Plan B"):
    """The package of Plan B, alone on a machine that has nothing else."""
    there = tmp_path / "there"
    there.mkdir()
    out = there / "quarter.maquette"
    run("scenario", "package", town, name, "-o", out, "--around", "31", *options)
    return out


def steps(path, name):
    project = Project.open(path, write=False)
    project.close()
    return plans.named(project, name).steps


def outcome(path, name):
    """The city as a plan would have it, and what could not be done."""
    found = reopen(path, False, Progress())
    found.project.close()
    assert found.lost == ()
    view = plans.named(found.project, name).over(plans.base_of(found.opened))
    return view, whole_city(view)


def test_a_package_opens_where_nothing_else_is(town, tmp_path, capsys):
    before, _ = outcome(town, "Plan B")
    out = handed(town, tmp_path)
    hidden = town.parent.rename(tmp_path / "away")
    after, city = outcome(out, "Plan B")
    assert after.lost == ()
    assert set(city.objects.ids) == {"h0", "h1", "h2", "h4", "h5", "new"}
    for ident in ("new", "h2"):
        now, then = (
            np.sort(view.things[ident].body.points + view.base.frame.origin, axis=0)
            for view in (after, before)
        )
        assert now == pytest.approx(then, abs=2e-3)
    assert after.base.terrains[0].heights.size < 300
    hidden.rename(town.parent)
    said = capsys.readouterr()
    assert "Scenario “Plan B” of town.maquette" in said.out


def test_its_story_is_the_same_and_it_stands_alone(town, tmp_path):
    out = handed(town, tmp_path)
    assert steps(out, "Plan B") == steps(town, "Plan B")  # with their names, times and authors
    project = Project.open(out, write=False)
    project.close()
    (plan,) = project.scenarios().values()
    assert (plan.name, plan.parent, plan.inherited) == ("Plan B", "", ())
    assert project.lost == []


def test_what_lies_there_comes_along_and_the_rest_is_told(town, tmp_path, capsys):
    out = handed(town, tmp_path)
    told = capsys.readouterr().err
    assert "6 of 40 objects lie within 31 m of what it touches" in told
    assert "views that look elsewhere are not in it: View 1" in told
    assert "1 notes that lie elsewhere" in told and "1 measurements that lie elsewhere" in told
    contents = looked_into(out).contents
    assert [view.name for view in contents.views] == ["View 0"]
    assert [note.number for note in contents.notes] == [10]
    assert contents.measurements == ()
    assert contents.settings["assumptions"] == {"dwelling_size": 70.0}
    assert "map" not in contents.settings  # its address may hold somebody's key
    assert [o.opening for o in contents.origins] == [1, 2]


def test_the_owners_of_the_base_are_named(town, tmp_path, capsys):
    out = handed(town, tmp_path)
    found = reopen(out, False, Progress())
    found.project.close()
    assert found.opened[0].attribution == ("Street, City of Delft",)
    capsys.readouterr()
    run("info", out)
    said = capsys.readouterr().out
    assert "street.city.json (CityJSON): Street, City of Delft" in said
    assert "ground.tif (GeoTIFF): says nothing of its licence" in said
    assert "within 31 m of what the plan touches (6 of 40 objects), in " in said


def test_an_architects_edits_go_back_as_a_delta(town, tmp_path):
    out = handed(town, tmp_path)
    apply(out, "Plan B", PARK, {"edit": "demolish", "objects": ["h1"]})
    run("scenario", "export", out, "Plan B", "-o", tmp_path / "back.jsonl")
    run("apply", town, tmp_path / "back.jsonl", "--scenario", "Architect")
    view, city = outcome(town, "Architect")
    assert view.lost == ()
    assert {"new", "park", "h2"} <= set(city.objects.ids)
    assert not {"h1", "h3"} & set(city.objects.ids)
    assert "h39" in set(city.objects.ids)
    assert areas(city)["2", "park", ""] == pytest.approx(160, rel=1e-3)


def test_or_as_a_scenario_that_can_be_merged(town, tmp_path, capsys):
    out = handed(town, tmp_path)
    apply(out, "Plan B", PARK)
    capsys.readouterr()
    run("scenario", "import", town, out, code=1)
    assert "'Plan B' is taken already" in capsys.readouterr().err
    run("scenario", "import", town, out, "--name", "Architect", "--json")
    said = json.loads(capsys.readouterr().out)
    assert (said["name"], said["edits"], said["parent"]) == ("Architect", 4, None)
    assert steps(town, "Architect")[:3] == steps(town, "Plan B")
    run("scenario", "merge", town, "Plan B", "Architect", "--json")
    assert json.loads(capsys.readouterr().out)["conflicts"] == []
    assert steps(town, "Plan B") == steps(town, "Architect")


def test_what_is_missing_where_it_comes_to_is_told(town, tmp_path, capsys):
    out = handed(town, tmp_path, name="Plan A")
    shutil.rmtree(town.parent)
    town.parent.mkdir()
    builder = CityBuilder(FRAME)
    add_box(builder, builder.add_object("Building", "other"), (0, 0, 0), (10, 8, 3))
    write(builder.freeze(), town.parent / "other.city.json")
    run("new", town, "--base", town.parent / "other.city.json")
    capsys.readouterr()
    run("scenario", "import", town, out)
    said = capsys.readouterr()
    assert said.out == "Plan A  (2 edits)\n  A house for a house\n"
    assert "h3 is not in the city any more; kept, but it changes nothing here" in said.err
    assert set(objects(outcome(town, "Plan A")[1])) == {"other", "new"}


def test_a_scenario_of_another_system_is_refused(town, tmp_path, capsys):
    out = handed(town, tmp_path)
    elsewhere = tmp_path / "berlin.maquette"
    builder = CityBuilder(replace(FRAME, horizontal="EPSG:25833"))
    add_box(builder, builder.add_object("Building", "other"), (0, 0, 0), (10, 8, 3))
    write(builder.freeze(), tmp_path / "berlin.city.json")
    run("new", elsewhere, "--base", tmp_path / "berlin.city.json")
    capsys.readouterr()
    run("scenario", "import", elsewhere, out, code=1)
    said = capsys.readouterr().err
    assert "its edits are in EPSG:28992, and berlin.maquette is in EPSG:25833" in said
    assert looked_into(elsewhere).contents.plans == ()


def test_of_several_scenarios_one_is_named(town, tmp_path, capsys):
    other = tmp_path / "other.maquette"
    run("new", other, "--base", town.parent / "street.city.json")
    run("scenario", "import", other, town, code=1)
    assert "say which of its scenarios: Plan A, Plan B" in capsys.readouterr().err
    run("scenario", "import", other, town, "--scenario", "plan b")
    assert len(steps(other, "Plan B")) == 3


def test_what_cannot_be_handed_on(town, tmp_path, capsys):
    run("scenario", "add", town, "Empty")
    run("scenario", "package", town, "Empty", "-o", tmp_path / "a.maquette", code=1)
    assert "Empty: it touches nothing yet" in capsys.readouterr().err
    run("scenario", "package", town, "Plan A", "-o", town, code=1)
    assert "there is a file already" in capsys.readouterr().err
    run("scenario", "package", town, "Plan A", "-o", tmp_path / "no/a.maquette", code=1)
    assert "there is no folder" in capsys.readouterr().err
    run("scenario", "package", town, "Plan A", "-o", "x.maquette", "--around", "-1", code=2)
    assert list(tmp_path.glob("*.maquette")) == []


def test_nothing_is_left_where_it_cannot_be_written(town, tmp_path, monkeypatch):
    def full(*_):
        raise ProjectError("the disk is full")

    monkeypatch.setattr("city.project.packed.Pack.add", full)
    out = tmp_path / "a.maquette"
    run("scenario", "package", town, "Plan A", "-o", out, code=1)
    assert not out.exists()


def test_the_project_it_comes_from_is_not_touched(town, tmp_path):
    before = town.read_bytes()
    handed(town, tmp_path)
    assert town.read_bytes() == before
