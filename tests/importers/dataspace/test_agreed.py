"""Data under an agreement are a feed like any other; a token that has ended is renewed."""

import json

import pytest

from city.progress import Progress
from importers.dataspace.agreed import Agreed
from importers.live.web import FeedFault
from importers.report import Report
from tests.shared import DATA, needs_data

pytestmark = needs_data
CAPTURED = DATA / "live" / "captured" / "ngsi-ld-coraine" / "entities_normalized.json"


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
