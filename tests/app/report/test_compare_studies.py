"""Studies of two plans: one scale for all maps, and nothing made up where one is missing."""

import pytest

from app.report.compare_studies import method_blocks, study_blocks
from app.report.stage import Stage
from city.progress import Progress
from city.report import Heading, Legend, Picture, Pictures, Table
from tests.app.report.cases import words
from tests.app.report.compared import DAY, LOW, TALL, gathered, project, sun


def blocks_of(two, paper="A4"):
    stage = Stage([two.views[one.ident] for one in two.states], two.year)
    try:
        return study_blocks(two, stage, DAY, paper, Progress())
    finally:
        stage.close()


@pytest.fixture(scope="module")
def path(coarse, tmp_path_factory):
    made = project(tmp_path_factory.mktemp("studies"), {}, A=[LOW], B=[TALL])
    sun(made, "A")
    return made


def test_what_one_plan_lacks_is_offered_and_not_drawn(path):
    blocks = blocks_of(gathered(path))
    text = words(blocks)
    assert "No study is there of both plans" in text
    assert "Nobody has computed it for B." in text
    assert "maquette simulate sun town.maquette --scenario B" in text and "--set" not in text
    assert not any(isinstance(one, (Picture, Pictures)) for one in blocks)


def test_all_maps_are_on_one_scale(path):
    sun(path, "Baseline", "B")
    two = gathered(path)
    blocks = blocks_of(two)
    grid = next(one for one in blocks if isinstance(one, Pictures))
    assert grid.columns == ("A against Baseline", "B against Baseline")
    upto = blocks.index(grid)
    assert sum(isinstance(one, Legend) for one in blocks[:upto]) == 0  # one legend, below all
    legend = blocks[upto + 1]
    assert isinstance(legend, Legend) and any("as before" in one.label for one in legend.swatches)
    less = [one.hatch for one in legend.swatches if one.label.startswith(("−", "under"))]
    assert less and set(less) == {"rising"}
    table = next(one for one in blocks if isinstance(one, Table))
    assert table.caption.endswith("the difference in numbers")
    levels = {one.text: one.level for one in blocks if isinstance(one, Heading)}
    assert levels["Studies"] == 1 and levels["Who is affected"] == 3
    lying = blocks_of(two, "A3")
    grid = next(one for one in lying if isinstance(one, Pictures))
    assert grid.columns[0] == "B against A" and len(grid.columns) == 3
    text = words(method_blocks(two))
    assert "Solar Position Algorithm" in text and "Limits and accuracy" in text


def test_without_any_study_it_says_so(path, tmp_path):
    bare = project(tmp_path, {}, A=[LOW], B=[TALL])
    assert "No simulation has been computed" in words(blocks_of(gathered(bare)))
