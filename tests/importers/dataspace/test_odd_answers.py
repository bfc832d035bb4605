"""Whatever a connector answers where something else should stand: a fault in one line, or an offer
that can be shown; never an agreement to what nobody has read."""

import json

import pytest

from city.progress import Progress
from importers.dataspace import connector
from importers.dataspace.addresses import data_address
from importers.dataspace.connector import Connector
from importers.dataspace.offer import Consent
from importers.dataspace.policy import Policy, in_words
from importers.intake import ReadError
from importers.live.web import Answer
from importers.report import Report
from tests.dataspace import PROVIDER, recorded
from tests.importers.catalogues.test_odd_answers import ODD, places, put
from tests.shared import needs_data

pytestmark = needs_data
ASKED = (
    "catalog/request",
    "contractnegotiations",
    "contractnegotiations/n",
    "contractagreements/g",
    "contractagreements/g/negotiation",
    "transferprocesses",
    "transferprocesses/t",
    "edrs/t/dataaddress",
)


class Answers:
    """A connector that answers at once."""

    def __init__(self):
        policy = recorded("rx_ContractAgreementMessage")["agreement"]
        told = (
            recorded("rx_Catalog"),
            {"@id": "n"},
            {"state": "FINALIZED", "contractAgreementId": "g"},
            {"assetId": "a", "providerId": "p", "policy": policy},
            {"counterPartyAddress": PROVIDER},
            {"@id": "t"},
            {"state": "STARTED"},
            recorded("rx_TransferStartMessage")["dataAddress"],
        )
        self.documents = dict(zip(ASKED, told, strict=True))

    def get(self, url, progress):
        document = self.documents.get(url.partition("/v3/")[2], {})
        return Answer(url, "application/json", json.dumps(document).encode())

    def send(self, method, url, body, progress):
        json.dumps(body)
        return self.get(url, progress)


@pytest.mark.parametrize("changed", ASKED)
def test_odd_answers(changed, monkeypatch):
    monkeypatch.setattr(connector, "FIRST_PAUSE", 0.0)
    web = Answers()
    right = web.documents[changed]
    for path in places(right):
        for odd in ODD:
            web.documents[changed] = put(right, path, odd)
            speaking = Connector("http://c.eu/management", web, Report(), patience=0.0)
            try:
                for offer in speaking.offers(PROVIDER, Progress()):
                    assert offer.title and offer.policy.words
                    agreement = speaking.negotiate(offer, Consent.to(offer), Progress())
                    assert agreement.policy.words == offer.policy.words
                    assert speaking.data_address(agreement, Progress()).address
            except ReadError as fault:
                assert "\n" not in str(fault)


def test_odd_policies_and_addresses():
    whole = {
        "permission": [{"action": {"rdf:value": "use", "refinement": [
            {"leftOperand": "count", "operator": {"@id": "odrl:lt"}, "rightOperand": 5}]},
            "constraint": [{"or": {"@list": [{"leftOperand": "purpose", "operator": "isAnyOf",
                                              "rightOperand": ["a", {"@value": "b"}]}]}}],
            "duty": [{"action": "inform"}]}],
        "inheritFrom": ["x"],
        "conflict": {"@id": "odrl:perm"},
    }  # fmt: skip
    for path in places(whole):
        for odd in ODD:
            policy = in_words(put(whole, path, odd))
            assert isinstance(policy, Policy) and policy.words and all(policy.words)
    address = recorded("rx_TransferStartMessage")["dataAddress"]
    for path in places(address):
        for odd in ODD:
            try:
                assert data_address(put(address, path, odd), "x").address.startswith("http")
            except ReadError as fault:
                assert "edr-token" not in str(fault)
