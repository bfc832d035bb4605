"""A connector of a data space on a real socket: it speaks EDC's Management API v3 for a provider
whose policy, agreement and address of data are those of a recorded exchange."""

from __future__ import annotations

import copy
import json
from typing import Any
from urllib.parse import quote

from tests.live_platform import Platform, in_turn, send
from tests.shared import DATA

RECORDED = DATA / "live" / "dsp"
API = "/management/v3"
PROVIDER = "https://provider.example/dsp/2025-1"
TOKEN = "edr-token"


def recorded(name: str) -> Any:
    (path,) = RECORDED.glob(f"*_{name}.json")
    return json.loads(path.read_text("utf-8"))


class Edc:
    """A connector, and a provider that does what a test wants."""

    def __init__(self, platform: Platform, data: Platform) -> None:
        self.platform, self.data = platform, data
        self.address = f"{platform.address}/management"
        self.catalogue = {**recorded("rx_Catalog"), "participantId": "did:web:city.example"}
        self.dataset = self.catalogue["dataset"][0]
        self.dataset["license"] = "https://creativecommons.org/licenses/by/4.0/"
        self.agreement = recorded("rx_ContractAgreementMessage")["agreement"]
        self.id = self.agreement["@id"]
        self.tokens: tuple[str, ...] = (TOKEN,)  # those that open the data now
        self.word = "Bearer "
        self.negotiated("REQUESTED", "AGREED", "FINALIZED")
        self.transferred("STARTED")
        answers = platform.answers
        answers[f"{API}/catalog/request"] = lambda h: self._send(h, self.catalogue)
        answers[f"{API}/catalog/dataset/request"] = lambda h: self._send(h, self.dataset)
        answers[f"{API}/contractnegotiations"] = {"@type": "IdResponse", "@id": "n/1"}
        answers[f"{API}/contractnegotiations/n%2F1/terminate"] = b" "
        answers[f"{API}/transferprocesses"] = {"@type": "IdResponse", "@id": "t1"}
        place = f"{API}/contractagreements/{quote(self.id, safe='')}"
        answers[place] = lambda h: self._send(h, self._agreed())
        there = {"counterPartyAddress": PROVIDER, "protocol": "dataspace-protocol-http:2025-1"}
        answers[f"{place}/negotiation"] = there
        answers[f"{API}/edrs/t1/dataaddress"] = lambda h: self._send(h, self.data_address())
        data.answers["/ngsi-ld/v1/entities"] = self._guarded("entities_normalized")

    def policy(self, **rules: Any) -> None:
        """What the provider offers, and puts into its agreement."""
        offer = self.dataset["hasPolicy"][0]
        self.dataset["hasPolicy"] = [{"@id": offer["@id"], "@type": "Offer", **rules}]
        kept = {key: self.agreement[key] for key in ("@id", "target", "assigner", "assignee")}
        self.agreement = {**kept, **copy.deepcopy(rules)}

    def negotiated(self, *states: str, **told: str) -> None:
        self._states(f"{API}/contractnegotiations/n%2F1", states, told)

    def transferred(self, *states: str, **told: str) -> None:
        self._states(f"{API}/transferprocesses/t1", states, told)

    def data_address(self) -> dict[str, Any]:
        """As the recorded protocol writes it, with the address of the data here."""
        address = recorded("rx_TransferStartMessage")["dataAddress"]
        address["endpoint"] = address["endpoint"].replace(
            "http://127.0.0.1:1026", self.data.address
        )
        address["endpointProperties"][0]["value"] = self.tokens[-1]
        return dict(address)

    def told(self, path: str) -> list[dict[str, Any]]:
        """What was sent to a path."""
        return [json.loads(body) for _, where, body in self.platform.told if where == API + path]

    def _states(self, path: str, states: tuple[str, ...], told: dict[str, str]) -> None:
        done = {"contractAgreementId": self.id, **told}
        answers = [{"@type": "X", "state": state, **done} for state in states]
        self.platform.answers[path] = in_turn(
            *(lambda handler, one=one: self._send(handler, one) for one in answers)
        )

    def _agreed(self) -> dict[str, Any]:
        return {
            "@type": "ContractAgreement",
            "@id": self.id,
            "assetId": self.agreement["target"],
            "providerId": self.agreement["assigner"],
            "policy": self.agreement,
        }

    def remembers(self) -> None:
        """Let the provider have a history too."""
        past = self._guarded("temporal_values")
        self.data.answers["/ngsi-ld/v1/temporal/entities"] = past

    def _guarded(self, name: str) -> Any:
        """What a broker answered once, for those with a token."""
        captured = DATA / "live" / "captured" / "ngsi-ld-coraine" / f"{name}.json"

        def answer(handler: Any) -> None:
            known = {self.word + one for one in self.tokens}
            if handler.headers.get("Authorization") in known:
                return send(handler, captured.read_bytes())
            return send(handler, b"{}", 403)

        return answer

    def _send(self, handler: Any, document: Any) -> None:
        send(handler, json.dumps(document).encode())
