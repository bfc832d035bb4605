"""Data under an agreement are a feed like any other; a token that has ended is renewed."""

import json

import numpy as np
import pytest

from city.progress import Progress
from city.series import Series
from importers.dataspace.agreed import Agreed
from importers.live.web import FeedFault
from importers.report import Report
from tests.shared import DATA, needs_data

pytestmark = needs_data
RECORDED = DATA / "live" / "captured" / "ngsi-ld-coraine"
CAPTURED = RECORDED / "entities_normalized.json"
DAY = np.datetime64("2026-11-22T00:00"), np.datetime64("2026-11-23T00:00")


def opened(edc, speaking):
    return Agreed(speaking, speaking.agreement(edc.id, Progress()), Report(), Progress())


def things(source):
    return {one.id for readings in source.read(Progress()) for one in readings.things}


@pytest.mark.parametrize("word", ["Bearer ", ""])
def test_the_data_come_with_their_terms_and_no_key_of_the_connector(edc, speaking, word):
    edc.word = word
    source = opened(edc, speaking)
    known = {one["id"] for one in json.loads(CAPTURED.read_bytes())}
    assert things(source) <= known and source.standard == "NGSI-LD" and source.pace == 10
    assert source.terms.agreement == edc.id and source.discover(Progress())
    assert not [heard for _, heard in edc.data.asked if "x-api-key" in heard]
    assert not [heard for _, heard in edc.platform.asked if "authorization" in heard]
    source.close()


def test_a_token_that_has_ended_is_renewed_once(edc, speaking):
    source = opened(edc, speaking)
    before = things(source)
    edc.tokens = ("another",)
    assert things(source) == before and len(edc.told("/transferprocesses")) == 2
    edc.tokens = ()
    edc.data_address = lambda: {"endpoint": f"{edc.data.address}/ngsi-ld/v1/entities?type=X"}
    with pytest.raises(FeedFault, match=r"40[13]"):
        things(source)
    source.close()


def test_other_faults_are_told_as_they_are(edc, speaking):
    source = opened(edc, speaking)
    del edc.data.answers["/ngsi-ld/v1/entities"]
    with pytest.raises(FeedFault, match="404"):
        things(source)
    assert len(edc.told("/transferprocesses")) == 1
    source.close()


def test_what_was_is_asked_for_under_the_same_agreement(edc, speaking):
    source = opened(edc, speaking)
    things(source)
    edc.remembers()
    edc.tokens = ("another",)
    whole = Series()
    for readings in source.history(*DAY, Progress()):
        whole = whole.merge(readings)
    rows = json.loads((RECORDED / "temporal_values.json").read_bytes())
    rows = rows if isinstance(rows, list) else [rows]
    expected = {(one["id"], value) for one in rows for value, _ in one["no2"]["values"]}
    assert {(thing, value) for thing, _, _, value in whole} == expected
    assert len(edc.told("/transferprocesses")) == 2 and source.statements() == ()
    source.close()


def test_a_platform_without_a_history_says_so(edc, speaking):
    source = opened(edc, speaking)
    things(source)
    with pytest.raises(FeedFault, match="keeps no history") as told:
        list(source.history(*DAY, Progress()))
    assert told.value.status == 501
    source.close()
