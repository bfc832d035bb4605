"""Studies of two plans: one scale for all maps, and nothing made up where one is missing."""

import pytest

from app.report.compare_studies import _room, method_blocks, study_blocks
from app.report.framing import STRIP
from app.report.stage import Stage
from city.progress import Progress
from city.report import Heading, Legend, Picture, Pictures, Table
from exporters.paper.content import GAP
from exporters.paper.sheet import SHEETS
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
    text = words(method_blocks(two))
    assert "Solar Position Algorithm" in text and "Limits and accuracy" in text


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_maps_fit_on_a_page(paper, count):
    sheet = SHEETS[paper]
    rooms = [_room(sheet, number, count) for number in range(count)]
    beside = rooms if sheet.strip and count > 1 else rooms[1:]
    rows = [one[1] + STRIP for one in rooms if one not in beside]
    rows += [beside[0][1] + STRIP] if beside else []
    assert sum(rows) <= sheet.height - sheet.top - sheet.bottom - 60
    assert sum(wide + GAP for wide, _ in beside) <= sheet.measure + GAP + 1e-6
    assert all(high > 40 for _, high in rooms)


def test_without_any_study_it_says_so(path, tmp_path):
    bare = project(tmp_path, {}, A=[LOW], B=[TALL])
    assert "No simulation has been computed" in words(blocks_of(gathered(bare)))
