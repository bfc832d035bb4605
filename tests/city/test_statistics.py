"""Statistics, against Python's own and against numbers worked out by hand."""

import statistics

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from city.measured import Measured
from city.statistics import by_class, summary, tops
from tests.city.toy import town


def test_against_numbers_worked_out_by_hand():
    found = summary(np.array([1.0, 2, 3, 4, np.nan]))
    assert (found.count, found.missing, found.total, found.mean) == (4, 1, 10, 2.5)
    assert (found.least, found.most, found.median) == (1, 4, 2.5)
    assert found.quartiles == (1.75, 2.5, 3.25)
    assert found.deviation == pytest.approx(1.25**0.5)
    assert found.bars.tolist() == [1, 1, 1, 1]  # whole numbers have a bar each
    assert found.edges.tolist() == [0.5, 1.5, 2.5, 3.5, 4.5]


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
@example([33.0, -5e-324])  # its quotient by the step is rounded to nought
@example([0.0, 5e-324])  # its step would be nought
def test_against_pythons_own(numbers):
    found = summary(np.array(numbers))
    assert found.mean == pytest.approx(statistics.fmean(numbers), abs=1e-6)
    assert found.median == pytest.approx(statistics.median(numbers), abs=1e-9)
    inclusive = statistics.quantiles(numbers, n=4, method="inclusive")
    assert found.quartiles == pytest.approx(inclusive, abs=1e-6)
    assert found.deviation == pytest.approx(statistics.pstdev(numbers), abs=1e-4)
    assert found.bars.sum() == len(numbers)
    assert (np.diff(found.edges) > 0).all()
    assert len(found.bars) <= 60


def test_bars_begin_at_round_numbers():
    found = summary(np.linspace(3.3, 97.2, 1000))
    assert found.edges[0] == 0
    assert np.diff(found.edges) == pytest.approx(5)


def test_nothing_known():
    found = summary(np.array([np.nan, np.inf]))
    assert (found.count, found.missing, found.bars) == (0, 2, None)


def test_class_by_class():
    city = town().freeze()
    rows = tops(city.objects.parent, np.arange(len(city.objects)))
    buildings, *rest = by_class(Measured(city), rows)
    assert (buildings.kind, buildings.count) == ("Building", 2)
    assert buildings.footprint == pytest.approx(80 + 500)
    assert buildings.volume == pytest.approx(240 + 4000)
    assert buildings.floorarea == pytest.approx(80 * 1 + 500 * 8)
    assert {total.kind for total in rest} == {"Square", "Road", "SolitaryVegetationObject"}


def test_parts_do_not_count_beside_their_building():
    city = town().freeze()
    ids = city.objects.ids
    tower, podium = ids.find("tower"), ids.find("podium")
    assert tops(city.objects.parent, np.array(sorted([tower, podium]))).tolist() == [tower]
    assert tops(city.objects.parent, np.array([podium])).tolist() == [podium]
