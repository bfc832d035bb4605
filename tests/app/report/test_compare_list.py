"""What differs as tables: sums by hand, long lists cut with a word."""

import math
from dataclasses import replace

import numpy as np
import pytest

from app.report.compare_list import LISTED, counted_words, list_blocks, ordered, places_of
from city.report import Paragraph, Table
from tests.app.report.cases import words
from tests.app.report.compared import GONE, LOW, RAISED, TALL, gathered, project
from tests.city.plans import square


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    found = gathered(project(tmp_path_factory.mktemp("list"), {}, A=[LOW], B=[TALL, GONE, RAISED]))
    return replace(found, difference=ordered(found.difference))


def test_sums_are_those_worked_out_by_hand(two):
    tables = {one.caption: one for one in list_blocks(two) if isinstance(one, Table)}
    rows = {
        row[0]: row[1:] for row in tables["How much differs, of buildings whose size is known"].rows
    }
    # built: 8 x 8 m; gone: the low one of 8 x 8 m and the house of 10 x 8 m
    assert rows["Footprint of buildings"][:2] == ("+64", "−144")
    assert rows["Gross floor area"][:2] == (f"+{64 * 12}", f"−{64 * 3 + 80}")
    added, removed, stayed, net = (
        int(one.replace("−", "-").replace(",", "")) for one in rows["Gross floor area"][:4]
    )
    assert net == added + removed + stayed


def test_each_object_is_told_from_what_to_what(two):
    table = [one for one in list_blocks(two) if isinstance(one, Table)][-1]
    assert [row[0] for row in table.rows] == [str(k + 1) for k in range(len(table.rows))]
    by_name = {row[2]: row for row in table.rows}
    assert by_name["Building tall"][1] == "+ Added"
    assert by_name["Building tall"][3] == "height 36.0 m, floor 768 m², footprint 64 m²"
    assert by_name["Building house"][1] == "− Removed"
    assert "→" in by_name["Building tower"][3] or "shape" in by_name["Building tower"][3]


def test_a_long_list_is_cut_and_says_where_all_are(tmp_path_factory):
    many = [
        {"edit": "build", "footprint": square(200 + 12 * k, 0, 8, 8), "storeys": 1, "id": f"b{k}"}
        for k in range(LISTED + 5)
    ]
    found = gathered(project(tmp_path_factory.mktemp("many"), {}, A=[LOW], B=[*many, GONE]))
    found = replace(found, difference=ordered(found.difference))
    blocks = list_blocks(found)
    table = [one for one in blocks if isinstance(one, Table)][-1]
    assert len(table.rows) == LISTED and isinstance(blocks[-1], Paragraph)
    assert "7 more objects differ" in blocks[-1].text  # 65 built, the house and the low one gone
    assert "maquette compare town.maquette A B --json" in blocks[-1].text
    assert sum(row[1] == "− Removed" for row in table.rows) == 2  # of every sort some
    assert "67 objects differ" in counted_words(found.difference)
    assert "7 more" not in words(list(table.rows))


def test_numbers_stand_on_top_of_the_first_objects(two):
    places = places_of(two.difference)
    assert len(places) == len(two.difference)
    row = next(k for k in range(len(two.difference)) if two.difference.ident(k) == "tall")
    assert np.allclose(places[row][:2], [29, -8]) and math.isclose(places[row][2], 36, abs_tol=0.1)
