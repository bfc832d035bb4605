"""Adding up: the base once, then what a plan takes away and adds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.base import Base
from city.indicators import indicators, tally
from city.indicators.sums import _DRAWN, COLUMNS, count, counted, new_floor, stocks
from city.outcome import whole_city
from city.progress import Cancelled, Progress
from city.view import View
from tests.city.plans import at, base, plan, square

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


def test_a_base_is_added_up_once_and_a_worker_may_be_stopped_at_it():
    ground = base()
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        count(ground, stopped)
    assert not counted(ground)
    heard = []
    count(ground, Progress(lambda done, total, note: heard.append((done, total))))
    assert counted(ground) and heard[0] == (0, len(COLUMNS))
    before = stocks(ground)
    assert indicators(plan(over=ground)).values["footprint"] == 480
    assert stocks(ground) is before


def test_counting_stops_within_a_column(monkeypatch):
    monkeypatch.setattr("city.measure.SPAN", 1)
    ground, heard = base(), []

    class Impatient(Progress):
        def check(self):
            heard.append(len(heard))
            if len(heard) == 7:  # two columns have begun, and some objects are measured
                self.cancel()
            super().check()

    with pytest.raises(Cancelled):
        count(ground, Impatient())
    assert len(heard) == 7 and not counted(ground)
    count(ground, Progress())
    assert indicators(plan(over=ground)).values["footprint"] == 480


SAID = st.one_of(
    st.tuples(st.just("build"), st.integers(0, 5), st.integers(1, 12)),
    st.tuples(st.just("raise"), st.integers(0, 5), st.integers(-3, 3)),
    st.tuples(st.just("demolish"), st.integers(0, 5), st.just(0)),
    st.tuples(st.just("plant"), st.integers(0, 5), st.just(0)),
    st.tuples(st.just("change"), st.integers(0, 5), st.integers(1, 9)),
)
GROUND = base()


def said(step):
    verb, which, much = step
    ident = ("house", "tower", "b2", "b3", "b4", "b5")[which]
    if verb == "build":
        place = square(200 + 20 * which, 0, 10, 8)
        return {"edit": verb, "id": f"b{which}", "footprint": place, "storeys": much}
    if verb == "plant":
        grows = {"year": 2026, "crown": 2, "grown_crown": 8 + which, "years": 20}
        return {"edit": verb, "places": [at(45 + which, 45)], "ids": [f"t{which}"], **grows}
    more = {"raise": {"storeys": much or 1}, "change": {"attributes": {"storeys": much}}}
    return {"edit": verb, "objects": [ident], **more.get(verb, {})}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(SAID, max_size=6), st.sampled_from([None, 2036, 2036, 2050])),
        min_size=2,
        max_size=6,
    ),
    st.sampled_from([3.0, 4.0]),
)
def test_numbers_that_are_amended_are_those_that_are_counted_anew(plans, storey):
    """Whatever plan is counted after whatever other one, in any order and in any year."""
    for steps, year in plans:
        view = plan(*map(said, steps), over=GROUND)
        amended = tally(view, storey=storey, year=year)
        _DRAWN.clear()
        anew = tally(view, storey=storey, year=year)
        assert dict(amended.new) == pytest.approx(dict(anew.new))
        assert dict(amended.sums.floor) == pytest.approx(dict(anew.sums.floor))
        assert amended.sums[1:4] == pytest.approx(anew.sums[1:4])
        assert amended.sums.ground == pytest.approx(anew.sums.ground)
