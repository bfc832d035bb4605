"""From where plans are seen: around what differs, and as the project keeps it."""

from dataclasses import replace

import numpy as np
import pytest

from app.report.compare_looks import LEAST, WIDER, box_of, cell, looks_of
from city.project import Eye, ProjectError, Viewpoint
from exporters.paper.sheet import SHEETS
from tests.app.report.compared import LOW, TALL, gathered, project


@pytest.fixture(scope="module")
def two(coarse, tmp_path_factory):
    return gathered(project(tmp_path_factory.mktemp("looks"), {}, A=[LOW], B=[TALL]))


def viewpoint(two, name, crs=""):
    eye = Eye((0.0, -200.0, 90.0), (0.0, 0.0, 0.0)).in_world(two.base.frame)
    return Viewpoint(name, name, replace(eye, horizontal=crs or eye.horizontal))


def seen(two, *names, views=()):
    kept = replace(two, contents=replace(two.contents, views=tuple(views)))
    return looks_of(kept, box_of(two), cell(SHEETS["A4"], 4), "A4", names)


def test_the_box_holds_what_differs_with_some_of_what_is_around(two):
    box = box_of(two)
    # low from (15, -12) to (23, -4), tall from (25, -12) to (33, -4): 18 m, at least LEAST shown
    margin = WIDER * LEAST
    assert np.allclose(box[:, 0].mean(), 24) and np.allclose(box[:, 1].mean(), -8)
    assert (box[1] - box[0])[:2] == pytest.approx([LEAST, LEAST])
    assert (box[1] - box[0])[0] >= 18 + 2 * margin


def test_without_saved_views_it_is_seen_from_the_south_west_and_from_above(two):
    (aslant, above), told = seen(two)
    assert [aslant.name, above.name] == ["From the south-west", "From above"] and not told
    away = np.subtract(aslant.eye.focus, aslant.eye.position)
    assert away[0] == pytest.approx(away[1]) and away[0] > 0 > away[2]
    across = above.eye.span * above.size[0] / above.size[1]
    assert across == pytest.approx(above.framing.ratio * cell(SHEETS["A4"], 4)[0] / 1000, rel=0.02)


def test_the_views_of_the_project_come_first(two):
    views = [viewpoint(two, f"v{k}") for k in range(5)]
    looks, told = seen(two, views=views)
    assert [one.name for one in looks] == [*(f"View: v{k}" for k in range(4)), "From above"]
    assert "keeps 5 views, of which the first 4" in told[0]
    looks, told = seen(two, "V4", "v1", views=views)
    assert [one.name for one in looks] == ["View: v4", "View: v1", "From above"] and not told
    with pytest.raises(ProjectError, match="there is no view called x; its views are: v0, v1"):
        seen(two, "x", views=views)


def test_a_view_of_elsewhere_is_told_and_left_out(two):
    looks, told = seen(two, views=[viewpoint(two, "site", "local")])
    assert [one.name for one in looks] == ["From the south-west", "From above"]
    assert told[0].startswith("The view site cannot be drawn: ")


@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize("pictures", [3, 4])
def test_all_pictures_fit_on_a_page(paper, pictures):
    sheet = SHEETS[paper]
    wide, high = cell(sheet, pictures)
    assert 2 * high < sheet.height - sheet.top - sheet.bottom - 50 and 40 < high <= wide
