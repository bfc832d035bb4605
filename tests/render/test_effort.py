"""How much is drawn: what there is time for."""

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkRenderer

from city.progress import Progress
from render import draft, effort
from render.buildings import CityActors
from render.draft import draft_of
from render.effort import STEADY, SWIFT, Effort
from render.light import Sun
from tests.render.cameras import view_from
from tests.render.towns import street


@pytest.fixture
def city(monkeypatch):
    monkeypatch.setattr(draft, "TILE", 4 * 12)
    monkeypatch.setattr(draft, "BOXES", 4)
    return CityActors(draft_of(street(400), None, None), vtkRenderer(), Sun())


VIEW = view_from(4000, 0, 50, 1e-6)


def drawn(plan, city):
    """Triangles of boxes, when all that lacked was made."""
    plan.draw([city], VIEW)
    while (job := city.loading()) is not None:
        city.receive(job(Progress()))
        plan.draw([city], VIEW)
    return 2 * 48 * len(city.cut.full) + city.draft.tree.cost[city.cut.coarse].sum()


def test_at_rest_everything_is_drawn_and_moving_what_the_budget_allows(city, monkeypatch):
    monkeypatch.setattr(effort, "MOST", 1000.0)
    plan = Effort()
    assert drawn(plan, city) == 2 * 400 * 12
    plan.move()
    for _ in range(20):
        plan.took(1.0)
    assert plan.slow and drawn(plan, city) <= 1000
    plan.settle()
    assert drawn(plan, city) == 2 * 400 * 12


@pytest.mark.parametrize("pace", [STEADY, SWIFT])
def test_however_long_a_picture_takes_something_is_drawn_and_of_a_card_more(pace):
    plan = Effort()
    plan.pace = pace
    plan.move()
    for _ in range(40):
        plan.took(1.0)
    assert plan._budget == pace.least


def test_a_quick_machine_is_given_more_and_a_slow_one_less(city):
    plan = Effort()
    plan.move()
    amounts = [plan._budget]
    for _ in range(2):  # then it is at its least
        drawn(plan, city)
        plan.took(0.2)
        amounts.append(plan._budget)
    assert (np.diff(amounts) < 0).all()
    plan._spent = plan._budget
    plan.took(0.001)
    assert plan._budget > amounts[-1]
    plan._spent, before = 10.0, plan._budget
    plan.took(0.001)  # of so little it says nothing
    assert plan._budget == before


def test_shadows_of_very_much_come_from_something_simpler(city, monkeypatch):
    plan = Effort()
    drawn(plan, city)
    (same,) = plan.casters([city])
    assert same.same(city.cut)
    monkeypatch.setattr(effort, "RAYED", 1000.0)
    (simpler,) = plan.casters([city])
    assert len(simpler.full) < len(city.cut.full)
    plan.resting = np.inf
    assert plan.casters([city])[0].same(city.cut)
