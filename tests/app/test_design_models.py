"""Design models: read, placed by their files, missing, changed, packed and handed on."""

import json
import shutil
from dataclasses import replace

import pytest

from app import design_models, plans
from app.design_models import is_near, read_design, seen_from
from app.packing import pack
from app.reopening import reopen
from app.scenario_package import package
from city.base import Base
from city.edits import read_edit
from city.edits.models import body_of
from city.frame import Frame
from city.progress import Progress
from city.project import Contents, Origin, Project
from importers import ReadError
from tests.app.design_models import tower_cityjson, tower_obj
from tests.app.test_reopening import town_file
from tests.city.toy import FRAME, town


def test_a_mesh_is_counted_from_the_origin_of_its_file(tmp_path):
    design = read_design(tower_obj(tmp_path / "a.obj", (5, 6, 0)), FRAME, Progress())
    body = body_of(design.city)
    assert body.points.min(0) == pytest.approx((5, 6, 0))
    assert body.area() == pytest.approx(1240)
    assert (design.placed, design.unit, design.told) == (False, "metres", ())


@pytest.mark.parametrize(
    ("unit", "found"),
    [(0.001, "millimetres"), (0.01, "centimetres"), (1, "metres"), (100, "metres")],
)
def test_the_unit_of_a_mesh_is_the_one_that_gives_it_a_usual_size(tmp_path, unit, found):
    design = read_design(tower_obj(tmp_path / "a.obj", unit=unit), FRAME, Progress())
    assert design.unit == found
    assert bool(design.told) == (unit != 1)


def test_what_is_no_building_or_too_large_is_told(tmp_path, monkeypatch):
    (tmp_path / "broken.obj").write_text("v 0 0 0\nf 1 2 9\n")
    with pytest.raises(ReadError, match=r"broken\.obj"):
        read_design(tmp_path / "broken.obj", FRAME, Progress())
    monkeypatch.setattr(design_models, "MOST_FACES", 5)
    with pytest.raises(ReadError, match="it has 6 faces, and a plan can take 5"):
        read_design(tower_obj(tmp_path / "a.obj"), FRAME, Progress())


def test_a_model_that_says_where_it_lies_is_placed_there(tmp_path):
    x, y, _ = FRAME.origin
    base = Base(FRAME, (town().freeze(),))
    design = read_design(tower_cityjson(tmp_path / "a.json", (x + 200, y, 2)), FRAME, Progress())
    assert design.placed and is_near(design, base)
    edit = read_edit({"edit": "place", "path": "a.json", "hash": design.hash, "id": "it"})
    view = plans_view(replace(base, models={design.hash: design.city}), edit)
    assert view.find("it").body.points.min(0) == pytest.approx((200, 0, 2), abs=1e-6)
    away = tower_cityjson(tmp_path / "b.json", (x + 9000, y, 2))
    assert not is_near(read_design(away, FRAME, Progress()), base)
    # a city that nobody has placed on Earth cannot take the file's word for it
    assert not read_design(away, Frame(), Progress()).placed


def plans_view(base, *edits):
    from city.scenario import fold
    from city.view import View

    return fold(View.of(base), [edit.settled(base) for edit in edits])


def test_paths_are_kept_as_seen_from_the_project(tmp_path):
    project = tmp_path / "plans" / "a.maquette"
    assert seen_from(project, tmp_path / "models" / "b.ifc") == "../models/b.ifc"


@pytest.fixture
def placed(tmp_path):
    """A project whose plan places a tower."""
    city, tower = town_file(tmp_path / "town.geojson", 0), tower_obj(tmp_path / "tower.obj")
    project = Project.create(tmp_path / "a.maquette", Contents(origins=(Origin(1, 0, str(city)),)))
    design = read_design(tower, Frame(), Progress())
    (x, y) = json.loads(city.read_text())["features"][0]["geometry"]["coordinates"][0][0][:2]
    said = {"path": "tower.obj", "hash": design.hash, "at": [x + 60, y, 3], "id": "it"}
    plan = plans.add(project, "Plan A")
    step = plans.step_of(read_edit({"edit": "place", "name": "Tower", **said}))
    project.write_down(plan.ident, "do", step)
    project.close()
    return tmp_path / "a.maquette"


def opened(path):
    """What the plan of a project makes of its model, and what was told."""
    found = reopen(path, False, Progress())
    view = plans.only(found.project, "").over(plans.base_of(found.opened, found.models))
    found.project.close()
    thing = view.find("it")
    return (thing.body.area() if thing is not None else None), found.told


def test_a_project_finds_its_models_again(placed):
    assert opened(placed) == (pytest.approx(1240), ())


def test_a_missing_model_is_told_and_nothing_is_lost(placed):
    (placed.parent / "tower.obj").unlink()
    area, told = opened(placed)
    assert area is None
    assert "it is not there any more; the model Tower is left out" in told[0]
    tower_obj(placed.parent / "tower.obj")
    assert opened(placed) == (pytest.approx(1240), ())


def test_a_model_where_nothing_can_be_looked_for_is_told_too(placed, tmp_path):
    far = f"{'a' * 300}/b.obj"  # no disk has such a name
    project = Project.open(placed)
    (plan,) = project.scenarios().values()
    said = {"edit": "place", "path": far, "hash": "ab", "id": "other"}
    project.write_down(plan.ident, "do", plans.step_of(read_edit(said)))
    origin = Origin(2, 0, f"{tmp_path}/{far}")
    origins = (*project.contents.origins, origin)
    project.keep(replace(project.contents, origins=origins))
    project.close()
    area, told = opened(placed)
    assert area == pytest.approx(1240)
    assert "it is not there any more; the model b.obj is left out" in told[0]


def test_a_changed_model_is_shown_as_it_is_now(placed):
    tower_obj(placed.parent / "tower.obj", (0, 0, 1))
    area, told = opened(placed)
    assert area == pytest.approx(1240)
    assert told == ("tower.obj has changed since it was placed; it is shown as it is now",)


def test_a_packed_project_takes_its_models_along(placed, tmp_path):
    made = pack(placed, tmp_path / "packed.maquette", Progress())
    assert made.left == ()
    (there := tmp_path / "elsewhere").mkdir()
    moved = shutil.move(tmp_path / "packed.maquette", there / "b.maquette")
    for name in ("tower.obj", "town.geojson"):
        (tmp_path / name).unlink()
    assert opened(moved) == (pytest.approx(1240), ())


def test_a_package_takes_the_models_of_its_plan_along(placed, tmp_path):
    found = reopen(placed, False, Progress())
    (there := tmp_path / "elsewhere").mkdir()
    plan = plans.only(found.project, "")
    given = (found.opened, there / "b.maquette", 500.0, Progress(), found.models)
    package(found.project, plan, *given)
    found.project.close()
    for name in ("tower.obj", "town.geojson"):
        (tmp_path / name).unlink()
    assert opened(there / "b.maquette") == (pytest.approx(1240), ())


def test_no_path_of_a_stranger_leads_to_another_machine(placed, monkeypatch):
    asked = []
    monkeypatch.setattr(design_models, "located", lambda *given: asked.append(given[0]) or placed)
    project = Project.open(placed, write=False)
    edit = read_edit({"edit": "place", "path": "//stranger/share/a.obj", "hash": "abc"})
    design_models.place_of(project, edit, Progress())
    project.close()
    assert asked[0].relative == ""  # which `located` would follow wherever it leads


def test_an_edit_of_the_command_line_gets_its_model(placed):
    project = Project.open(placed, write=False)
    warned = []
    said = {"edit": "place", "path": "tower.obj", "at": [0, 0, 0]}
    edit, base = design_models.with_model(read_edit(said), project, Base(Frame()), warned.append)
    assert edit.hash in base.models and not warned
    again, same = design_models.with_model(edit, project, base, warned.append)
    assert again is edit and same is base
    lost = read_edit({**said, "path": "gone.obj"})
    assert design_models.with_model(lost, project, base, warned.append) == (lost, base)
    assert "gone.obj" in warned[0]
    project.close()
