"""Plans in the project that keeps them."""

import pytest

from app import plans
from city.edits import Demolish
from city.project import Contents, Project, ProjectError
from city.scenario import merge
from tests.app.standin import town_opened


@pytest.fixture
def project(tmp_path):
    made = Project.create(tmp_path / "a.maquette", Contents())
    yield made
    made.close()


def done(project, scenario, *names):
    steps = [plans.step_of(Demolish((name,)), "Ada") for name in names]
    project.write_down(scenario.ident, "do", *steps)
    return project.scenarios()[scenario.ident]


def names(scenario):
    return [name for edit in scenario.edits for name in edit.objects]


def test_what_lies_on_the_table_is_the_base():
    opened = town_opened()
    base = plans.base_of([opened])
    assert base.frame == opened.frame
    assert len(base.cities) == 1
    assert base.find(["house"])[0] is not None
    assert plans.base_of([]).cities == ()


def test_plans_are_found_by_name(project):
    made = plans.add(project, "Plan A")
    assert plans.named(project, "PLAN a") == made
    with pytest.raises(ProjectError, match="no scenario called B; its scenarios are: Plan A"):
        plans.named(project, "B")


@pytest.mark.parametrize("name", ["plan a", "", "  ", "baseline", "x" * 201])
def test_names_that_cannot_be_given(project, name):
    plans.add(project, "Plan A")
    with pytest.raises(ProjectError, match="choose another one"):
        plans.add(project, name)


def test_a_plan_begins_as_its_parent_is_now(project):
    a = done(project, plans.add(project, "A"), "x")
    b = plans.add(project, "B", a)
    mirror = plans.add(project, "M", a, mirrors=True)
    done(project, a, "y")
    found = project.scenarios()
    assert names(found[b.ident]) == ["x"]
    assert names(found[mirror.ident]) == ["x", "y"]


def test_a_duplicate_and_a_description(project):
    a = done(project, plans.add(project, "A"), "x", "y")
    copy = plans.duplicate(project, a, "C")
    assert names(copy) == ["x", "y"] and copy.parent == ""
    plans.describe(project, copy, "C2", "the second", True)
    found = project.scenarios()[copy.ident]
    assert (found.name, found.about, found.archived) == ("C2", "the second", True)
    plans.describe(project, found, archived=False)
    assert not project.scenarios()[copy.ident].archived


@pytest.mark.parametrize("take", ["ours", "theirs", "both"])
def test_merging_is_written_into_the_log(project, take):
    a = plans.add(project, "A")
    b = done(project, plans.add(project, "B", a), "x", "z")
    a = done(project, a, "w", "x")
    merged = merge(a, project.scenarios()[b.ident])
    plans.merge(project, merged, take)
    found = project.scenarios()[a.ident]
    assert found.edits == merged.scenario(take).edits
    assert names(found).count("x") == 1  # both have done it
    assert found.cursor == len(found.own)


def test_a_moment_is_told_with_its_zone():
    assert plans.now().endswith("+00:00")
