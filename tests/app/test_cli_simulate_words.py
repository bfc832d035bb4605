"""What is said of simulations and their answers, for people."""

import json

from app.cli_simulate_words import described, listed, numbers, page
from city.layer import Quantity
from city.layer_summary import summary
from city.simulate.parameters import Parameter
from city.simulate.simulation import Simulation
from tests.city.layers import layer

SET = (
    Parameter("step", "Step", "number", 15.0, "min", 1, 60, about="a source"),
    Parameter("wet", "Wet", "switch", True),
    Parameter("on", "On", "several", ["a", "b"], choices=(("a", "Aye"), ("b", "Bee"))),
    Parameter("until", "Until", "date", ""),
    Parameter("file", "File", "text", "", choices=(("", "As usual"),)),
)
ONE = Simulation("one", "One", "About one.", SET, lambda *_: layer(), "By hand.", limits="None.")


def test_a_simulation_is_listed_and_described():
    assert "  one  One: About one." in listed([ONE], False)
    assert json.loads(listed([ONE], True)) == [
        {"name": "one", "title": "One", "about": "About one."}
    ]
    said = described(ONE, False)
    for line in (
        "step         Step: from 1 to 60 min; 15 unless set",
        "(a source)",
        "wet          Wet: yes or no; yes unless set",
        "on           On: some of a, b; a,b unless set",
        "a: Aye",
        "   empty: As usual",
        "empty unless set",
        "Method\n  By hand.",
        "Limits\n  None.",
    ):
        assert line in said
    assert "Accuracy" not in said
    (step, *_) = json.loads(described(ONE, True))["parameters"]
    assert (step["key"], step["low"], step["high"], step["unit"]) == ("step", 1, 60, "min")


def told(made, **more):
    said = {"title": made.title, "scenario": "Plan A"}
    return page({**said, "unchanged": None, **numbers(made), **more})


def test_an_answer_is_a_page():
    made = layer()
    said = told(made)
    assert said.startswith("Hours of sun  (Plan A)\n")
    assert "Hours of sun [h]" in said and f"Result {made.digest()}" in said
    assert "mean 2.50  from 0.00  middle 2.00  to 5.00" in said  # of the façade: 0 .. 5
    assert "Unchanged" not in said
    assert "on 2026-11-29 12:30 UTC" in told(made, unchanged="2026-11-29T12:30:01+00:00")


def test_hours_of_the_clock_and_classes_are_said_as_people_say_them():
    clock = Quantity("hours", "First sun", "clock")
    made = layer(values=[6.5] * 18, quantities=(clock,))
    assert "mean 06:30" in told(made) and "[clock]" not in told(made)
    met = Quantity("hours", "Met", scale="classes", names=("no", "yes"))
    made = layer(values=[1] * 6 + [0] * 12, quantities=(met,))
    assert "no 30 m², yes 6 m²" in told(made)
    assert len(summary(made)) == 4


def test_places_without_a_value_say_so():
    assert "no values" in told(layer(values=[float("nan")] * 18))


def test_facts_of_the_same_name_are_all_told():
    made = layer(facts=(("Note", "one"), ("Days", "two"), ("Note", "three")))
    assert numbers(made)["facts"] == {"Note": "one; three", "Days": "two"}
