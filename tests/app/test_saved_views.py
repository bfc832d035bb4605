from dataclasses import replace

import pytest

from app.panes.arrangement import Arrangement, Pane
from city.cutaway import Cutaway
from city.project import Eye, Viewpoint
from tests.app.standin import town_opened
from tests.app.test_desk import action, make_window


@pytest.fixture
def window(qtbot):
    made = make_window(qtbot)
    made.document.lay(town_opened(), add=False)
    yield made
    made.close()


def test_views_are_saved_updated_and_flown_to(window, qtbot):
    viewport = window.table.viewport
    here, there = Eye((0.0, 0.0, 9.0), (1.0, 1.0, 0.0)), Eye((5.0, 5.0, 90.0), (6.0, 6.0, 0.0))
    viewport.looks_from = here
    window.desk.views.save()
    window.document.set_layer("1/Buildings", visible=False)
    viewport.looks_from = there
    window.desk.views.save()
    assert [view.name for view in window.document.views] == ["View 1", "View 2"]
    action(window, "Fly to the first view").trigger()
    assert viewport.looks_from.position == pytest.approx(here.position)
    assert window.document.layers["1/Buildings"].visible
    action(window, "Fly to the second view").trigger()
    assert not window.document.layers["1/Buildings"].visible
    window.desk.views.update(window.document.views[0])
    action(window, "Fly to the first view").trigger()
    assert viewport.looks_from.position == pytest.approx(there.position)
    assert window.document.views[0].thumbnail.startswith(b"\x89PNG")


def test_a_view_keeps_what_is_cut_away_and_flies_over_true_heights(window):
    document, viewport = window.document, window.table.viewport
    cut = Cutaway("level", (5.0, 6.0, 2.5))
    document.cut(cut)
    document.exaggerate(2.0)
    viewport.looks_from = Eye((0.0, 0.0, 90.0), (1.0, 1.0, 10.0))
    window.desk.views.save()
    assert document.views[0].section["place"] == [84005.0, 447006.0, 2.5]
    assert document.views[0].eye.position[2] == 45.0  # as high as over the city itself
    document.cut(None)
    document.exaggerate(1.0)
    action(window, "Fly to the first view").trigger()
    assert document.cutaway == cut
    assert viewport.looks_from.position[2] == pytest.approx(45.0)


def test_a_view_from_nowhere_here_is_refused_in_words(window):
    view = Viewpoint("v", "Attic", Eye((0, 0, 9), (1, 1, 0), horizontal="local"))
    window.desk.views.fly_to(view)
    assert "The view Attic cannot be shown" in window.notice.text.text()


def test_a_view_keeps_which_plans_are_seen_together(window, tmp_path):
    window.desk.keep_as(tmp_path / "town")
    planning, together = window.studio.planning, window.studio.together
    plan = planning.add("A").ident
    arranged = Arrangement("curtain", (Pane(), Pane(plan)), 0.3)
    together.see(arranged)
    window.desk.views.save()
    together.see(Arrangement())
    window.desk.views.save()
    window.desk.views.fly_to(window.document.views[0])
    assert together.beside.arrangement == arranged
    window.desk.views.fly_to(window.document.views[1])
    assert together.beside.alone
    old = replace(window.document.views[0], panes=None)  # of a project that knew of no panes
    window.desk.views.fly_to(old)
    assert together.beside.alone and planning.active == plan


def test_a_view_says_that_plans_which_it_showed_are_gone(window):
    window.desk.views.save()
    panes = Arrangement("beside", (Pane(), Pane("gone"), Pane("lost"))).as_json()
    window.desk.views.fly_to(replace(window.document.views[0], panes=panes))
    assert "2 plans that View 1 showed are not in this project" in window.notice.text.text()
