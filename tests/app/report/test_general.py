"""The report of any other simulation, and of a city of which little is known."""

from dataclasses import replace

import numpy as np
import pytest

from app.report import report_of
from app.report.buildings import columns_table
from app.report.general import statistics
from city.layer_summary import summary
from city.progress import Progress
from city.report import Legend, Picture, Table
from tests.app.report.cases import case, nowhere, words


@pytest.fixture(scope="module")
def sky(coarse):
    return case("sky")


@pytest.fixture(scope="module")
def report(sky):
    return report_of(sky, Progress())


def test_it_has_maps_legends_facts_numbers_and_tables(report, sky):
    pictures = [block for block in report.blocks if isinstance(block, Picture)]
    assert len(pictures) >= 3 and len({one.image for one in pictures}) == len(pictures)
    assert sum(isinstance(block, Legend) for block in report.blocks) == len(pictures)
    captions = [block.caption for block in report.blocks if isinstance(block, Table)]
    assert {"In numbers", "What the plan changes", "Building by building"} <= set(captions)
    text = words(report.blocks)
    assert sky.simulation.method in text and sky.simulation.limits in text
    assert all(value in text for _, value in sky.layer.facts)


def test_numbers_are_those_of_the_layer(sky):
    (table,) = statistics(sky.layer, "In numbers", ["vsc"])
    told = [one for one in summary(sky.layer) if one["quantity"] == "vsc" and one["count"]]
    told = [one for one in told if one["on"] != "all"]  # it is told of façades alone
    assert [row[1] for row in table.rows] == [one["on"] for one in told]
    assert [row[5] for row in table.rows] == [f"{one['mean']:.1f}" for one in told]


def test_what_is_not_known_of_a_city_is_said(coarse):
    report = report_of(case("sun", plan=False, ground=nowhere(), place="51.9,4.4"), Progress())
    text = words(report.blocks)
    assert "as a setting of the study says" in text and "51.9000° N, 4.4000° E" in text
    assert "not tied to the Earth" in text  # no CRS
    assert "unknown: the data does not say it" in text  # no height datum
    assert "No file names its owner or a licence" in text or "not named in the file" in text


def test_where_nobody_says_where_it_is_the_place_is_unknown(coarse):
    report = report_of(case("sky", plan=False, ground=nowhere()), Progress())
    assert report.place == ""
    assert "unknown: the data does not say it" in words(report.blocks)


def test_buildings_without_a_value_come_last(sky):
    key = sky.layer.columns[0].key
    told = {
        **sky.layer.tables,
        key: np.array([np.nan, *[0.2] * (len(sky.layer.samples.owners) - 1)]),
    }
    table = columns_table(sky, replace(sky.layer, tables=told), sky.layer.columns[:1])[0]
    assert table.rows[-1] == (sky.layer.samples.owners[0], "–")
