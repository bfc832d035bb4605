"""The pictures of plans: one camera for all of them, patterns that are seen without colours."""

import io

import numpy as np
import pytest
from PIL import Image

from app.report import framing
from app.report.compare_looks import box_of, cell
from app.report.compare_pictures import _striped, legend_blocks, picture_blocks
from app.report.stage import Stage
from city.progress import Progress
from city.report import Legend, Pictures
from exporters.paper.sheet import SHEETS
from tests.app.report.cases import words
from tests.app.report.compared import GONE, LOW, TALL, gathered, project


@pytest.fixture(scope="module")
def two(coarse, tmp_path_factory):
    return gathered(project(tmp_path_factory.mktemp("pictures"), {}, A=[LOW], B=[TALL, GONE]))


@pytest.fixture(scope="module")
def blocks(two):
    stage = Stage([two.views[one.ident] for one in two.states], two.year)
    try:
        sheet = SHEETS["A4"]
        return picture_blocks(two, stage, sheet, "A4", (), box_of(two), (), Progress())
    finally:
        stage.close()


def pictures(blocks):
    return [
        [(name, np.asarray(Image.open(io.BytesIO(one.image))).astype(int)) for name, one in row]
        for grid in blocks
        if isinstance(grid, Pictures)
        for row in [zip(grid.columns, grid.pictures[0], strict=True)]
    ]


def test_every_plan_is_seen_from_the_same_place(blocks, coarse):
    rows = pictures(blocks)
    assert [[name for name, _ in row] for row in rows] == [
        ["Baseline", "A"],
        ["B", "What differs: B against A"],
    ] * 2
    for first, second in ((rows[0], rows[1]), (rows[2], rows[3])):
        shapes = {image.shape for _, image in (*first, *second)}
        assert len(shapes) == 1
        ((_, baseline), (_, a)), ((_, b), (_, differing)) = first, second
        for one, other in ((baseline, a), (baseline, b), (a, b), (b, differing)):
            apart = (np.abs(one - other).max(2) > 10).mean()
            assert 0.005 < apart < 0.5  # what a plan does is seen, and the rest stays as it is


def test_patterns_are_seen_on_grey_paper(blocks, coarse):
    ((_, b), (_, differing)) = pictures(blocks)[3]
    grey, plain = (one @ [0.299, 0.587, 0.114] for one in (differing, b))
    changed = np.abs(grey - plain) > 10
    # along the stripes of a pattern, light and dark come in turns
    steps = np.abs(np.diff(grey, axis=1))[changed[:, 1:]]
    assert (steps > 25).mean() > 0.1


@pytest.mark.parametrize("hatch", ["rising", "falling", "crossed", "dotted", "level"])
def test_every_pattern_inks_a_part_of_what_it_covers(hatch, monkeypatch):
    monkeypatch.setattr(framing, "FINE", 180 / 25.4)
    inked = _striped(hatch, (200, 200))
    assert 0.1 < inked.mean() < 0.5
    ways = [(_striped(one, (200, 200)) != inked).any() for one in ("rising", "falling", "level")]
    assert sum(ways) >= 2  # none looks like another one


def test_rising_stripes_go_up_to_the_right():
    inked = _striped("rising", (40, 40))
    assert (inked[:-1, 1:] == inked[1:, :-1]).all() and not (inked[1:, 1:] == inked[:-1, :-1]).all()


def test_the_legend_names_each_sort_with_its_sign_and_pattern(two):
    (legend,) = legend_blocks(two.difference)
    assert isinstance(legend, Legend)
    assert [(one.label, one.hatch) for one in legend.swatches] == [
        ("+ Added: 1", "rising"),
        ("− Removed: 2", "falling"),
    ]


def test_of_very_much_that_differs_a_part_is_drawn_and_told(two, monkeypatch):
    for module in ("compare_pictures", "compare_looks"):
        monkeypatch.setattr(f"app.report.{module}.MOST", 1)
    box = box_of(two)
    assert (box[1] - box[0])[0] > 100  # all of the town
    stage = Stage([two.views[one.ident] for one in two.states], two.year)
    try:
        found = picture_blocks(two, stage, SHEETS["A4"], "A4", (), box, (), Progress())
    finally:
        stage.close()
    assert "Of 3 objects that differ 1 are drawn." in words(found)


def test_pictures_are_as_wide_as_their_place(blocks, coarse):
    wide, _ = cell(SHEETS["A4"], 4)
    for row in pictures(blocks):
        for _, image in row:
            assert image.shape[1] == pytest.approx(wide * framing.FINE, abs=1)
