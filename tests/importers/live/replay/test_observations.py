"""Observations in columns: ids that lead back, filters and order."""

import numpy as np
import pytest

from importers.live.replay import observations
from importers.live.replay.exchange import Problem
from importers.live.replay.observations import BITS
from importers.live.replay.odata import options_of
from tests.importers.live.replay.shared import NOON, SECOND, A, still, store


@pytest.fixture
def whole():
    whole = store()
    still(whole.clock, NOON + 25 * SECOND)
    return whole


def sought(whole, **told):
    streams = {one.row + 1: one for one in whole.streams}
    (number,) = (one.row + 1 for one in whole.of[A.id])
    options = options_of({f"${name}": text for name, text in told.items()}, 1000)
    return streams, observations.sought(whole, streams, [number], options)


def test_an_id_leads_back_to_its_observation(whole):
    streams, found = sought(whole)
    for row in list(found.rows())[-3:]:
        (again,) = observations.one(whole, streams, row["@iot.id"]).rows()
        assert again == row
    assert not len(observations.one(whole, streams, 999 << BITS))
    assert not len(observations.one(whole, streams, row["@iot.id"] + 1))


def test_filters_and_order(whole):
    _, found = sought(whole, filter="result gt 13", orderby="result desc,phenomenonTime desc")
    assert set(found.value) == {14, 15} and found.value[0] == 15
    assert (np.diff(found.value) <= 0).all()
    assert found.moment[0] == (NOON - 10 * SECOND).astype(np.int64)
    assert not len(sought(whole, filter="result eq 'much'")[1])


@pytest.mark.parametrize("told", [{"filter": "colour eq 1"}, {"orderby": "colour"}])
def test_other_columns_there_are_none(whole, told):
    with pytest.raises(Problem):
        sought(whole, **told)
