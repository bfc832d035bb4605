"""A connector is asked by jobs, and what was agreed a moment before one stopped is not lost."""

import threading

import pytest

from app.live.relay import Relay
from app.live.spaces import negotiate, offers
from city.progress import Progress
from importers.dataspace import connector
from importers.dataspace.offer import Consent
from tests.dataspace import PROVIDER, Edc
from tests.live_platform import serving
from tests.shared import needs_data

pytestmark = needs_data


@pytest.fixture
def edc(monkeypatch):
    monkeypatch.setattr(connector, "FIRST_PAUSE", 0.01)
    with serving() as platform, serving() as data:
        yield Edc(platform, data)


def nobody():
    return None


def the_offer(edc):
    ((one,), _) = offers(edc.address, PROVIDER, "did:web:p", nobody, Progress())
    return one


def test_what_is_offered_is_asked_of_the_provider_by_its_id(edc):
    assert the_offer(edc).title == "Air quality (NGSI-LD)"
    assert edc.told("/catalog/request")[0]["counterPartyId"] == "did:web:p"


def test_an_agreement_is_made(edc):
    one, notes = the_offer(edc), []
    going = Relay()
    job = Progress(lambda *far: notes.append(far[2]))
    made = negotiate(edc.address, one, Consent.to(one), nobody, going, job)
    assert made.id == edc.id and any("requested" in note for note in notes)


def test_who_stops_in_time_agrees_to_nothing(edc):
    one, going = the_offer(edc), Relay()
    edc.negotiated("REQUESTED")
    timer = threading.Timer(0.1, going.cancel)
    timer.start()
    assert negotiate(edc.address, one, Consent.to(one), nobody, going, Progress()) is None
    timer.join()
    assert len(edc.told("/contractnegotiations/n%2F1/terminate")) == 1
