"""Adding up: the base once, then what a plan takes away and adds."""

import pytest

from city.base import Base
from city.indicators import indicators
from city.indicators.sums import new_floor
from city.outcome import whole_city
from city.view import View
from tests.city.plans import at, plan, square

NEW = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}


def test_counting_along_is_like_counting_from_the_start():
    """The base is counted once and what is gone taken off: as if all that stands were counted."""
    view = plan(
        NEW,
        {"edit": "raise", "objects": ["house"], "storeys": 2},
        {"edit": "demolish", "objects": ["shaft"]},
        {"edit": "plant", "places": [at(45, 45), at(55, 45)]},
    )
    alone = Base(view.base.frame, (whole_city(view),), view.base.terrains)
    before, after = indicators(view), indicators(View.of(alone))
    for key in ("gfa", "footprint", "volume", "highest", "dwellings", "trees", "canopy"):
        assert after.values[key] == pytest.approx(before.values[key]), key


def test_a_plan_builds_what_is_new_and_what_is_added():
    raised = {"edit": "raise", "objects": ["house"], "storeys": 2}
    moved = {"edit": "move", "objects": ["tower"], "by": [1, 0, 0]}
    found = new_floor(plan(NEW, raised, moved))
    assert found["residential"] == 240
    assert found["unknown"] >= 2 * 80
