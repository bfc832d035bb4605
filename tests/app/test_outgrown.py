"""Which results the plan or the city has outgrown."""

import pytest

from app.outgrown import outgrown, same_question
from city.progress import Cancelled, Progress
from city.project import Result
from city.simulate.sun_hours import SUN
from city.view import View
from tests.city.plans import EAST, NORTH, base, plan, square

ASKED = {"area": [EAST - 20, NORTH - 20, EAST + 40, NORTH + 30]}
TOWER = {"edit": "build", "footprint": square(15, -12, 8, 8), "storeys": 12, "id": "new"}


def result(view, ident, scenario, name="sun"):
    settings = SUN.asked(view, ASKED)
    return Result(ident, scenario, name, "Sun", settings, SUN.inputs(view, settings), "2026", 1)


def test_a_result_is_old_once_its_plan_or_its_city_is_another():
    ground = base()
    bare, tall = View.of(ground), plan(TOWER, over=ground)
    kept = [result(bare, "a", ""), result(tall, "b", "A"), result(tall, "c", "B")]
    assert outgrown(kept, {"": bare, "A": tall, "B": tall}) == frozenset()
    assert outgrown(kept, {"": bare, "A": bare, "B": tall}) == {"b"}
    higher = base(height=2.0)
    assert outgrown(kept, {"": View.of(higher), "A": plan(TOWER, over=higher)}) == {"a", "b"}
    assert outgrown([result(bare, "d", "", "nobody's")], {"": tall}) == frozenset()


def test_it_stops_where_somebody_cancels():
    progress = Progress()
    progress.cancel()
    bare = View.of(base())
    with pytest.raises(Cancelled):
        outgrown([result(bare, "a", "")], {"": bare}, progress)


def test_the_same_question_is_one_with_the_same_settings():
    bare = View.of(base())
    one = result(bare, "a", "")
    assert same_question(one, result(bare, "b", "A"))
    assert not same_question(one, result(bare, "b", "", "sky"))
