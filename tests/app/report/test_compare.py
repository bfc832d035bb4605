"""The report of two plans: what must stand in it, the same bytes each time, what is refused."""

import re
from dataclasses import replace

import pypdfium2
import pytest

from app.report.compare import in_short
from city.indicators.targets import Target
from city.project import ProjectError
from city.report import Heading, Note, Picture, Pictures
from exporters import write, write_report
from tests.app.report.cases import words
from tests.app.report.compared import (
    DAY,
    GONE,
    LOW,
    PLANTED,
    TALL,
    gathered,
    project,
    report,
    sun,
    told,
)
from tests.city.compare.towns import delivery, house


@pytest.fixture(scope="module")
def path(coarse, tmp_path_factory):
    made = project(tmp_path_factory.mktemp("plans"), A=[LOW, PLANTED], B=[TALL, GONE])
    sun(made, "Baseline", "A", "B")
    return made


@pytest.fixture(scope="module")
def two(path):
    return gathered(path)


@pytest.fixture(scope="module")
def made(two):
    return report(two)


def test_its_chapters_stand_in_an_order_in_which_one_decides(made):
    heads = [one.text for one in made.blocks if isinstance(one, Heading) and one.level == 1]
    assert heads == [
        "Where and what",
        "The same views of every plan",
        "What differs",
        "Indicators",
        "Studies",
        "The plans",
        "Assumptions",
        "Method and limits",
        "Data and licences",
        "How to check it",
    ]
    assert isinstance(made.blocks[0], Note) and made.blocks[0].title == "In short"


def test_in_short_says_what_differs_and_what_it_comes_to(two):
    # the tall house has 12 storeys of 64 m², the low one 3, and the house one of 80 m²
    text = in_short(two)
    assert text.startswith("Between A and B 4 objects differ (1 added, 3 removed), and ")
    assert f"B has {12 * 64 - 3 * 64 - 80} m² more gross floor area." in text
    assert "Of 2 targets A meets 1 and B meets 1." in text and "B comes first" in text


def test_it_says_where_and_what_with_every_hash(made, two):
    text = words(made.blocks)
    for said in (
        "Amersfoort / RD New (EPSG:28992)",
        "NAP height (EPSG:5709)",
        "LoD 2",
        "A: 1 building, 1 tree",
        *two.hashes()["plans"].values(),
        two.hashes()["base"],
        *(one["result"] for one in two.hashes()["results"]),
        *(one["now"] for one in two.hashes()["sources"]),
    ):
        assert said in text, said
    assert made.mark == f"Comparison {two.digest()}"
    assert made.subtitle == "B against A"


def test_another_target_or_another_year_makes_another_mark(two):
    aimed = two.decided._replace(targets={"gfa": Target("gfa", least=1.0)})
    others = [replace(two, decided=aimed), replace(two, year=two.year + 1)]
    assert len({two.digest(), *(one.digest() for one in others)}) == 3


def test_the_same_plans_give_the_same_bytes_and_all_stands_on_the_pages(made, path, tmp_path):
    one, other = tmp_path / "one.pdf", tmp_path / "other.pdf"
    assert write_report(made, one) == []
    code, err = told("compare", path, "A", "B", "-o", other, "--date", DAY.isoformat())
    assert (code, err) == (0, "")
    assert one.read_bytes() == other.read_bytes()
    document = pypdfium2.PdfDocument(one)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    text = re.sub(r"\s+", " ", text.replace("\u200b", ""))
    for said in ("What differs: B against A", "Who is affected", "Gross floor area", "Hashes"):
        assert said in text, said


def test_numbers_are_written_as_in_english_wherever_it_runs(two, made):
    from PySide6.QtCore import QLocale

    usual = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    try:
        assert report(two) == made
    finally:
        QLocale.setDefault(usual)


def test_a_plan_against_the_city_as_it_is(coarse, tmp_path):
    two = gathered(project(tmp_path, A=[LOW]), "Baseline", "A")
    found = report(two)
    grids = [one for one in found.blocks if isinstance(one, Pictures)]
    assert [grid.columns for grid in grids[:2]] == [("Baseline", "A")] * 2
    alone = [one for one in found.blocks if isinstance(one, Picture)]
    assert "What differs: A against Baseline. Seen" in alone[0].caption
    lying = report(two, "A3")
    grid = next(one for one in lying.blocks if isinstance(one, Pictures))
    assert grid.columns == ("Baseline", "A", "What differs: A against Baseline")


def test_plans_that_are_alike_are_told_so(coarse, tmp_path):
    alike = project(tmp_path, {}, A=[LOW], B=[LOW])
    found = report(gathered(alike))
    text = words(found.blocks)
    assert "Between A and B nothing differs." in text and "Nothing differs." in text
    assert "A and B make the same city" in text
    assert "The project weighs no indicator" in text
    assert "No simulation has been computed" in text


def test_another_city_and_lost_edits_are_told_on_the_first_page(coarse, tmp_path):
    old = project(tmp_path, {}, A=[LOW, GONE], B=[TALL])
    write(delivery(house(0, 5, "home")), tmp_path / "town.city.json")
    blocks = report(gathered(old)).blocks
    first = blocks[: next(k for k, one in enumerate(blocks) if isinstance(one, Heading))]
    assert [one.title for one in first] == [
        "In short",
        "The city is not the one that was planned over",
        "Edits that could not be done over this city",
    ]
    assert "town.city.json has changed since the project was written" in first[1].text
    assert first[2].text == "A: house is not in the city any more"


def test_without_a_city_nothing_is_drawn(coarse, tmp_path):
    bare = project(tmp_path, {}, A=[LOW])
    (tmp_path / "town.city.json").unlink()
    with pytest.raises(ProjectError, match=r"no city to draw .*town\.city\.json: it is not there"):
        report(gathered(bare, "Baseline", "A"))
    code, err = told("compare", bare, "Baseline", "A", "-o", tmp_path / "r.pdf")
    assert code == 1 and "Traceback" not in err and not (tmp_path / "r.pdf").exists()
    assert err.splitlines()[-1].startswith("maquette: town.maquette: there is no city to draw")


def test_only_of_plans_of_a_project(tmp_path):
    code, err = told("compare", "a.gml", "b.gml", "-o", tmp_path / "r.pdf")
    assert code == 2 and "a report tells two plans of a project" in err
