"""A contract from the catalogue to the data, and everything that may go wrong on the way."""

import time

import pytest

from city.progress import Cancelled, Progress
from importers.dataspace.offer import Consent
from importers.live.web import FeedFault
from tests.dataspace import API, PROVIDER
from tests.live_platform import send
from tests.shared import needs_data

pytestmark = needs_data


def only(speaking):
    (offer,) = speaking.offers(PROVIDER, Progress())
    return offer


def agreed(speaking):
    offer = only(speaking)
    return speaking.negotiate(offer, Consent.to(offer), Progress())


def test_what_is_offered(edc, speaking):
    offer = only(speaking)
    assert (offer.id, offer.title) == ("urn:offer:open", "Air quality (NGSI-LD)")
    assert (offer.asset, offer.provider) == (edc.agreement["target"], "did:web:city.example")
    assert offer.pull and offer.policy.words == ("You may use it.",)
    (asked,) = edc.told("/catalog/request")
    assert asked["counterPartyAddress"] == PROVIDER and asked["@type"] == "CatalogRequest"
    assert asked["protocol"] == "dataspace-protocol-http:2025-1"
    assert {heard["x-api-key"] for _, heard in edc.platform.asked} == {"k3y"}


def test_a_contract_from_offer_to_data(edc, speaking):
    agreement = agreed(speaking)
    assert agreement.id == edc.id and agreement.title == "Air quality (NGSI-LD)"
    assert agreement.terms().licence == "CC BY 4.0: name the source"
    (asked,) = edc.told("/contractnegotiations")
    policy = asked["policy"]
    assert policy["permission"] == [{"action": "use"}] and policy["@id"] == "urn:offer:open"
    assert policy["@context"] == ["http://www.w3.org/ns/odrl.jsonld"]
    assert policy["http://www.w3.org/ns/odrl/2/target"] == {"@id": edc.agreement["target"]}
    where = speaking.data_address(agreement, Progress())
    assert where.address.startswith(edc.data.address) and where.token == "edr-token"
    (asked,) = edc.told("/transferprocesses")
    assert (asked["transferType"], asked["contractId"]) == ("HttpData-PULL", edc.id)
    assert not edc.data.asked and not edc.told("/contractnegotiations/n%2F1/terminate")


def test_an_offer_goes_back_under_the_names_that_it_came_with(edc, speaking):
    context = {"@vocab": "https://w3id.org/edc/v0.0.1/ns/", "odrl": "http://www.w3.org/ns/odrl/2/"}
    written = {
        "@id": "MQ==:YQ==:Yg==",
        "@type": "odrl:Set",
        "odrl:permission": {"odrl:action": {"@id": "odrl:use"}},
        "odrl:target": "asset",
    }
    old = {"@id": "asset", "odrl:hasPolicy": written, "name": "Old"}
    edc.catalogue = {"dcat:dataset": old, "@context": context, "participantId": "p"}
    offer = only(speaking)
    assert (offer.title, offer.pull) == ("Old", False)
    speaking.negotiate(offer, Consent.to(offer), Progress())
    (asked,) = edc.told("/contractnegotiations")
    odrl = "http://www.w3.org/ns/odrl/2/"
    assert asked["policy"] == {
        "@context": [context],
        "@id": written["@id"],
        "@type": f"{odrl}Offer",
        "odrl:permission": written["odrl:permission"],
        f"{odrl}assigner": {"@id": "p"},
        f"{odrl}target": {"@id": "asset"},
    }


def test_many_offers_come_page_by_page(edc, speaking):
    def answer(handler):
        start = edc.told("/catalog/request")[-1]["querySpec"]["offset"]
        sets = [{**edc.dataset, "@id": f"d{n}", "hasPolicy": {"@id": f"o{n}"}} for n in range(120)]
        edc._send(handler, {"dcat:dataset": sets[start : start + 50]})

    edc.platform.answers[f"{API}/catalog/request"] = answer
    assert len(speaking.offers(PROVIDER, Progress())) == 120
    assert len(edc.told("/catalog/request")) == 3


def test_a_catalogue_that_repeats_itself_ends(edc, speaking):
    sets = [{**edc.dataset, "@id": f"d{n}", "hasPolicy": {"@id": f"o{n}"}} for n in range(50)]
    edc.catalogue = {"dataset": [*sets, {"@id": "x", "hasPolicy": {}}]}
    assert len(speaking.offers(PROVIDER, Progress())) == 50
    assert len(edc.told("/catalog/request")) == 2


def test_nothing_begins_without_the_persons_consent(edc, speaking):
    offer = only(speaking)
    edc.policy(prohibition=[{"action": "distribute"}])
    other = only(speaking)
    for consent in (None, Consent.to(other)):
        with pytest.raises(FeedFault, match="nobody has agreed"):
            speaking.negotiate(offer, consent, Progress())
    assert not edc.told("/contractnegotiations")


def test_a_provider_that_refuses_is_told(edc, speaking):
    edc.negotiated("REQUESTED", "TERMINATED", errorDetail="not for\nyou" + "x" * 10_000)
    with pytest.raises(FeedFault, match=r"ended by the other side \(not for you") as fault:
        agreed(speaking)
    assert fault.value.lasting and len(str(fault.value)) < 400


def test_a_provider_that_never_finishes_is_left_and_the_negotiation_ended(edc, speaking):
    edc.negotiated("REQUESTED")
    speaking._patience = 0.3
    start = time.monotonic()
    with pytest.raises(FeedFault, match=r"come to no end in 0 s .it stands at requested"):
        agreed(speaking)
    assert time.monotonic() - start < 2
    (told,) = edc.told("/contractnegotiations/n%2F1/terminate")
    assert told["@id"] == "n/1"


def test_cancel_ends_the_negotiation(edc, speaking):
    edc.negotiated("REQUESTED")
    offer, progress = only(speaking), Progress()
    seen: list[int] = []

    def check():
        seen.append(1)
        if len(seen) > 5:
            raise Cancelled

    progress.check = check
    with pytest.raises(Cancelled):
        speaking.negotiate(offer, Consent.to(offer), progress)
    assert len(edc.told("/contractnegotiations/n%2F1/terminate")) == 1


def test_an_agreement_to_something_else_is_not_used(edc, speaking):
    offer = only(speaking)
    edc.policy(permission=[{"action": "use"}], prohibition=[{"action": "distribute"}])
    with pytest.raises(FeedFault, match=r"other conditions .*You must not pass it on"):
        speaking.negotiate(offer, Consent.to(offer), Progress())


def test_an_agreement_that_forbids_to_pass_on_keeps_that(edc, speaking):
    edc.policy(permission=[{"action": "use"}], prohibition=[{"action": "distribute"}])
    terms = agreed(speaking).terms()
    assert not terms.export and terms.agreement == edc.id
    assert terms.policy == ("You may use it.", "You must not pass it on.")


def test_a_condition_that_is_not_understood_is_part_of_what_is_agreed(edc, speaking):
    odd = {"leftOperand": "https://x.eu/mood", "operator": "eq", "rightOperand": "good"}
    edc.policy(permission=[{"action": "use", "constraint": odd}])
    offer = only(speaking)
    assert len(offer.policy.unclear) == 1 and "https://x.eu/mood" in offer.policy.words[0]
    assert agreed(speaking).policy == offer.policy


def test_an_agreement_that_cannot_be_read_is_told_with_its_id(edc, speaking):
    for path in [path for path in edc.platform.answers if "contractagreements" in path]:
        del edc.platform.answers[path]
    with pytest.raises(FeedFault, match=f"agreement {edc.id} is made, but cannot be read"):
        agreed(speaking)


def test_data_that_left_the_catalogue_have_no_licence_but_an_agreement(edc, speaking):
    del edc.platform.answers[f"{API}/catalog/dataset/request"]
    agreement = speaking.agreement(edc.id, Progress())
    assert (agreement.title, agreement.licence) == (edc.agreement["target"], "")
    assert [one.code for one in speaking._report] == ["licence"]


def test_a_transfer_that_is_ended_or_has_no_address_is_told(edc, speaking):
    agreement = speaking.agreement(edc.id, Progress())
    edc.transferred("REQUESTED", "TERMINATED", errorDetail="no plane")
    with pytest.raises(FeedFault, match=r"transfer of Air quality .*\(no plane\)"):
        speaking.data_address(agreement, Progress())
    edc.transferred("STARTED")
    edc.platform.answers[f"{API}/edrs/t1/dataaddress"] = lambda h: send(h, b"", 404)
    with pytest.raises(FeedFault, match="404"):
        speaking.data_address(agreement, Progress())
    edc.platform.answers[f"{API}/transferprocesses"] = {"@type": "IdResponse"}
    with pytest.raises(FeedFault, match="does not say that the transfer"):
        speaking.data_address(agreement, Progress())


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b"5", b"{}", b'{"dataset": 5}'])
def test_a_connector_that_answers_nonsense_is_told_or_has_nothing(edc, speaking, answer):
    edc.platform.answers[f"{API}/catalog/request"] = answer
    if answer == b"<html>":
        with pytest.raises(FeedFault, match="HTML"):
            speaking.offers(PROVIDER, Progress())
    else:
        assert speaking.offers(PROVIDER, Progress()) == ()


def test_a_wrong_key_is_told(edc, speaking):
    edc.platform.answers[f"{API}/catalog/request"] = lambda h: send(h, b"{}", 401)
    with pytest.raises(FeedFault, match="--header"):
        speaking.offers(PROVIDER, Progress())
