"""Two plans by what was computed of both; nothing is made up where one has no answer."""

import shlex

import pytest

from app.cli_plans import with_base
from app.compared_layers import layers_said
from app.plans import named
from city.scenario import Scenario
from tests.app.test_cli_plans import apply, made, run  # noqa: F401  made is a fixture
from tests.app.test_cli_simulate import TALL, sun

LOW = {**TALL, "storeys": 2}
NOTHING = Scenario("", "Baseline")


@pytest.fixture
def two(made, capsys):  # noqa: F811
    """A low house in plan A, a tower in plan B; the sun was computed for A alone."""
    apply(made, capsys, LOW)
    apply(made, capsys, TALL, scenario="Plan B")
    sun(capsys, made, "--scenario", "Plan A")
    return made


def said(path, a="Plan A", b="Plan B"):
    with with_base(path, False) as (project, base):
        plans = [named(project, name) if name else NOTHING for name in (a, b)]
        return layers_said(project, base, *plans)


def test_what_only_one_plan_has_is_offered_and_not_faked(two, capsys):
    (one,) = said(two)
    assert one["state"] == "only A" and "difference" not in one and "affected" not in one
    assert one["told"] == "nobody has computed it for Plan B"
    (command,) = one["commands"]
    words = shlex.split(command)
    assert words[:4] == ["maquette", "simulate", "sun", two.name]
    run(capsys, "simulate", "sun", two, *words[4:])
    (one,) = said(two)
    assert one["state"] == "both"


def test_both_are_told_with_their_difference_and_who_is_affected(two, capsys):
    sun(capsys, two, "--scenario", "Plan B")
    (one,) = said(two)
    assert (one["state"], one["from"], one["to"]) == ("both", "Plan A", "Plan B")
    by_hand = sun(capsys, two, "--scenario", "Plan B", "--against", "Plan A", "--affected")
    assert one["difference"] == by_hand["difference"]
    assert one["affected"] == by_hand["affected"]
    assert one["affected"]["homes"] == 1
    back = said(two, "Plan B", "Plan A")[0]["affected"]
    assert back["words"] == "No home loses more than 30 min"


def test_a_plan_against_the_city_as_it_is(two, capsys):
    (one,) = said(two, "", "Plan A")
    assert (one["state"], one["from"]) == ("only B", "Baseline")
    run(capsys, "simulate", "sun", two, *shlex.split(one["commands"][0])[4:])
    assert said(two, "", "Plan A")[0]["state"] == "both"


def test_an_answer_that_its_plan_has_outgrown_is_not_compared(two, capsys):
    sun(capsys, two, "--scenario", "Plan B")
    apply(two, capsys, {"edit": "raise", "objects": ["new"], "storeys": 3})
    (one,) = said(two)
    assert (one["state"], one["outgrown"]) == ("outgrown", ["A"])
    assert one["told"] == "the answer for Plan A is out of date: the plan has changed since"
    assert "difference" not in one and len(one["commands"]) == 1


def test_a_city_that_has_changed_meanwhile_is_told(two, capsys):
    sun(capsys, two, "--scenario", "Plan B")
    town = two.parent / "town.city.json"
    text = town.read_text("utf-8")
    assert '"house"' in text
    town.write_text(text.replace('"house"', '"home"'), "utf-8")
    (one,) = said(two)
    assert one["state"] == "outgrown" and one["outgrown"] == ["A", "B"]
    assert one["told"].count("the city itself has changed since") == 2
    assert len(one["commands"]) == 2


def test_other_settings_are_another_question(two, capsys):
    sun(capsys, two, "--scenario", "Plan B", "--set", "step=30")
    states = {one["settings"]["step"]: one["state"] for one in said(two)}
    assert states == {60.0: "only A", 30.0: "only B"}
