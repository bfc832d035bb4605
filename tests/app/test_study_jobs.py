"""What workers do for studies, without a window: whose answers share one scale."""

from dataclasses import replace

import numpy as np
import pytest

from app.study_jobs import Wish, alike, between, read
from city.progress import Cancelled, Progress
from city.project import Result
from tests.city.layers import layer

ASKED = {"date": "2026-03-21", "area": [0.0, 0.0, 10.0, 10.0]}


def result(ident, scenario, **more):
    return Result(ident, scenario, "sun", "Sun", {**ASKED, **more}, "", "2026", 1)


BASE, MINE, OTHER = result("base", ""), result("mine", "A"), result("other", "B")


def of(less, **said):
    made = layer(values=np.full(18, 6.0), **said)
    return replace(made, values={"hours": made.values["hours"] - np.float32(less)})


def test_more_plans_with_the_same_question_share_the_colours():
    wish = Wish(MINE, "difference", other=BASE)
    elsewhere = result("elsewhere", "C", step=5)
    assert alike(wish, [BASE, MINE, OTHER, elsewhere], 4) == [OTHER]
    wish = replace(wish, alike=(("Plan B", OTHER),))
    layers = {"base": of(0), "mine": of(1), "other": of(5)}
    one = between(wish, layers)
    assert (one.quantities[0].low, one.quantities[0].high) == (-5.0, 5.0)
    assert one.facts[-1] == ("One scale with", "Plan B")
    changed = {**layers, "other": of(5, base="ef" * 16)}  # of another city: left out
    assert between(wish, changed).quantities[0].high == 1.0


def test_a_plan_that_is_set_against_stands_beside_itself_nowhere():
    wish = Wish(MINE, "difference", other=OTHER)
    third = result("third", "C")
    assert alike(wish, [BASE, MINE, OTHER, third], 4) == [third]
    assert alike(wish, [third, third, third], 2) == [third, third]


def test_what_is_held_is_not_read_again_and_reading_stops():
    held = {"mine": of(1)}
    assert read(None, [MINE], held, Progress()) == held
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        read(None, [MINE], held, progress)
