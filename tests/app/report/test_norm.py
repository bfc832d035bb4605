"""The report of a norm: its verdict, its homes and its buildings."""

import re

import numpy as np
import pytest

from app.report import report_of
from app.report.norm import failing_homes, verdict_words
from city.progress import Progress
from city.report import Picture, Pictures, Table
from city.simulate.verdict import norm_of
from tests.app.report.cases import case, words


@pytest.fixture(scope="module")
def judged(coarse):
    return case("norm", norm="tno_light", every=60, dwelling=40.0)


@pytest.fixture(scope="module")
def report(judged):
    return report_of(judged, Progress())


def tables(report):
    return {block.caption: block for block in report.blocks if isinstance(block, Table)}


def test_the_verdict_counts_as_the_study_does(judged, report):
    newly = int(judged.layer.tables["newly_failing"].sum())
    homes = int(judged.layer.tables["homes"].sum())
    assert newly >= 1
    said = verdict_words(judged)
    assert said.startswith(f"Of {homes} homes that are judged by the norm TNO")
    assert f"{newly} of these fail with the plan" in said
    text = words(report.blocks)
    assert said in text
    assert "At least 2 h of sun on each day from 19.2. to 21.10." in text
    assert "ECLI:NL:RBLIM:2025:4522" in text  # where it is written
    assert "Not a law: councils choose it" in text  # its note


def test_every_home_that_fails_newly_stands_in_the_table_with_its_hours(judged, report):
    table = tables(report)["Homes that pass today and fail with the plan"]
    assert len(table.rows) == int(judged.layer.tables["newly_failing"].sum())
    for _, building, storey, _, today, planned in table.rows:
        assert building == "house"
        assert storey == "ground floor" or re.fullmatch(r"floor \d+", storey)
        assert float(today) >= 2.0 > float(planned)


def test_the_value_of_a_home_is_that_of_the_point_that_decides(judged):
    norm = norm_of("tno_light")  # any point will do
    found = failing_homes(judged, norm)
    layer = judged.layer
    now = layer.values["value"].astype(float)
    for row, after in zip(found.rows, found.after, strict=True):
        mine = (found.homes.of == row) & np.isfinite(layer.values["verdict"])
        assert after == pytest.approx(np.nanmax(now[mine]))


def test_homes_are_shown_from_two_opposite_sides(report):
    shown = [b.caption for b in report.blocks if isinstance(b, Picture)]
    assert len(shown) == 4
    for k, name in ((0, "Homes,"), (2, "Hours of sun on the poorest day: change,")):
        assert shown[k].startswith(name) and shown[k + 1].startswith(name)
        assert "towards the north-east" in shown[k] and "towards the south-west" in shown[k + 1]
    assert sum(isinstance(b, Pictures) for b in report.blocks) == 4  # the shadows too


def test_buildings_have_a_table(report):
    table = tables(report)["Homes of each building, today and with the plan"]
    assert ("house" in [row[1] for row in table.rows]) and table.rows[0][-1] == "fails"


def test_a_plan_that_harms_nobody_says_so(coarse):
    good = case("norm", edits=(), norm="tno_light", every=300, dwelling=40.0)
    assert "none that meets it today fails it with the plan" in verdict_words(good)
    assert not len(failing_homes(good, norm_of("tno_light")).rows)
    text = words(report_of(good, Progress()).blocks)
    assert "The plan changes no value that the norm judges." in text
