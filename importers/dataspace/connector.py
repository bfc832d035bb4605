"""Drives the city's own connector through the Management API v3 of Eclipse EDC: a desktop cannot be
a participant of a data space, since providers have to call it back (Dataspace Protocol 2025-1)."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from city.progress import Progress
from importers.dataspace.addresses import data_address
from importers.dataspace.jsonld import last, listed, plain, value
from importers.dataspace.offer import Agreement, Consent, DataAddress, Offer
from importers.dataspace.policy import RULES, in_words
from importers.dataspace.vocabulary import EDC, ODRL
from importers.live.feed import text
from importers.live.web import FeedFault, Web, rest, without_secrets
from importers.report import Report

PAGE = 50
MOST = 2000  # offers of one provider
PATIENCE = 120.0  # seconds for a negotiation, and for a transfer to begin
FIRST_PAUSE = 0.5  # seconds between two looks at how far it is
LONGEST_PAUSE = 5.0
PULL = "HttpData-PULL"
PROTOCOL = "dataspace-protocol-http"
CONTEXT = {"@vocab": EDC}
ODRL_NAMES = "http://www.w3.org/ns/odrl.jsonld"  # every connector has it; nothing is fetched here
MADE = "FINALIZED"
ENDED = frozenset({"TERMINATED", "TERMINATING", "ERROR"})


class Connector:
    """A connector whose operator lets us use it.

    address: of its Management API (".../management"). web: its way there, with the key for it.
    """

    def __init__(self, address: str, web: Web, report: Report, patience: float = PATIENCE) -> None:
        self.address = address.rstrip("/").removesuffix("/v3")
        self.title = without_secrets(self.address)
        self._web = web
        self._report = report
        self._patience = patience

    # what is offered

    def offers(self, provider: str, progress: Progress, participant: str = "") -> tuple[Offer, ...]:
        """What a provider offers to this connector, by title.

        provider: address of its connector (".../protocol"). participant: its id, where its data
        space wants that. Raises FeedFault.
        """
        found: dict[str, Offer] = {}
        while len(found) < MOST:
            progress.report(len(found), 0, "What is offered")
            page = {"@type": "QuerySpec", "offset": len(found), "limit": PAGE}
            asked = {**_to(provider), "counterPartyId": participant, "querySpec": page}
            body = _message("CatalogRequest", **{k: v for k, v in asked.items() if v})
            answer = self._tell("/catalog/request", body, progress)
            before = len(found)
            for catalogue in listed(answer):
                for offer in self._in(catalogue, provider):
                    found.setdefault(offer.id, offer)
            if len(found) - before < PAGE:
                break
        return tuple(sorted(found.values(), key=lambda one: (one.title, one.id)))

    def _in(self, catalogue: Any, provider: str) -> Iterator[Offer]:
        named = text(plain(value(catalogue, "participantId")))
        context = catalogue.get("@context") if isinstance(catalogue, dict) else None
        for dataset in listed(value(catalogue, "dataset")):
            asset = _id(dataset)
            ways = [plain(value(one, "format")) for one in listed(value(dataset, "distribution"))]
            for written in listed(value(dataset, "hasPolicy")):
                id = _id(written)
                if not asset or not id:
                    self._report.error("offer", named or provider, "an offer without id: left out")
                    continue
                yield Offer(
                    id,
                    asset,
                    _title(dataset) or asset,
                    text(value(dataset, "description")),
                    text(plain(value(dataset, "license"))),
                    text(plain(value(written, "assigner"))) or named,
                    provider,
                    in_words(written),
                    any(isinstance(way, str) and way.startswith(PULL) for way in ways),
                    written,
                    context,
                )

    # what is agreed

    def negotiate(self, offer: Offer, consent: Consent | None, progress: Progress) -> Agreement:
        """Agree with the provider on exactly what a person has read and agreed to.

        Raises FeedFault where nobody agreed, where the provider refuses, does not answer in time,
        or would agree to something else.
        """
        if consent is None or (consent.offer, consent.words) != (offer.id, offer.policy.words):
            raise FeedFault(
                f"{offer.title}: nobody has agreed to these conditions, so nothing was begun", True
            )
        body = _message("ContractRequest", **_to(offer.address), policy=_accepted(offer))
        what = f"the negotiation with {offer.provider or without_secrets(offer.address)}"
        path = self._begun("/contractnegotiations", body, what, progress)
        try:
            done = self._awaited(path, {MADE}, what, progress)
        except BaseException as fault:
            lasting = getattr(fault, "lasting", False)
            done = None if lasting else self._end(path)  # nothing is agreed behind their back
            if done is None:
                raise
        id = text(plain(value(done, "contractAgreementId")))
        try:
            agreement = self.agreement(id, Progress())  # it is made: nobody can stop it any more
        except FeedFault as fault:
            raise FeedFault(f"agreement {id} is made, but cannot be read: {fault}") from fault
        agreed = agreement.policy
        if (agreed.words, agreed.export) != (offer.policy.words, offer.policy.export):
            raise FeedFault(
                f"{offer.title}: the provider's agreement {agreement.id} has other conditions than "
                f"were agreed to ({' '.join(agreed.words)[:500]}), so it is not used; ask it why",
                lasting=True,
            )
        return agreement

    def _end(self, path: str) -> Any:
        """End a negotiation; how it stands where it cannot be ended, for it is made, else None."""
        with contextlib.suppress(FeedFault):
            end = {"@id": unquote(path.rpartition("/")[2]), "reason": "ended by the consumer"}
            self._tell(f"{path}/terminate", _message("TerminateNegotiation", **end), Progress())
            return None
        with contextlib.suppress(FeedFault):
            stands = self._ask(path, Progress())
            return stands if text(value(stands, "state")).upper() == MADE else None
        return None

    def agreement(self, id: str, progress: Progress) -> Agreement:
        """An agreement that was made before. Raises FeedFault."""
        path = f"/contractagreements/{quote(id, safe='')}"
        made = self._ask(path, progress)
        talk = self._ask(f"{path}/negotiation", progress)
        provider = text(plain(value(made, "providerId")))
        asset, address = (
            text(plain(value(made, "assetId"))),
            plain(value(talk, "counterPartyAddress")),
        )
        if not isinstance(address, str) or not asset:
            raise FeedFault(f"{self.title}: agreement {text(id)} does not say for what it is", True)
        protocol = text(plain(value(talk, "protocol"))) or protocol_of(address)
        title, licence = self._told(asset, address, protocol, progress)
        policy = in_words(value(made, "policy"))
        return Agreement(id, asset, provider, address, protocol, policy, title, licence)

    def _told(self, asset: str, address: str, protocol: str, progress: Progress) -> tuple[str, str]:
        """Title and licence of data, which only the catalogue knows; data may have left it."""
        asked = {"counterPartyAddress": address, "protocol": protocol, "@id": asset}
        try:
            dataset = self._tell(
                "/catalog/dataset/request", _message("DatasetRequest", **asked), progress
            )
        except FeedFault as fault:
            self._report.warning("licence", asset, f"its licence is not known ({fault})")
            return asset, ""
        return _title(dataset) or asset, text(plain(value(dataset, "license")))

    # the data

    def data_address(self, agreement: Agreement, progress: Progress) -> DataAddress:
        """Where the data are now, with a new token. Raises FeedFault."""
        body = _message(
            "TransferRequest",
            counterPartyAddress=agreement.address,
            protocol=agreement.protocol,
            connectorId=agreement.provider,
            contractId=agreement.id,
            assetId=agreement.asset,
            transferType=PULL,
        )
        what = f"the transfer of {agreement.title or agreement.asset}"
        path = self._begun("/transferprocesses", body, what, progress)
        self._awaited(path, {"STARTED", "COMPLETED"}, what, progress)
        there = path.replace("/transferprocesses/", "/edrs/", 1)
        return data_address(self._address(f"{there}/dataaddress", progress), self.title)

    def _address(self, path: str, progress: Progress) -> Any:
        """The address of the data, which some connectors know a moment after the start alone."""
        end = time.monotonic() + self._patience / 10
        while True:
            try:
                return self._ask(path, progress)
            except FeedFault as fault:
                if fault.status != 404 or time.monotonic() > end:
                    raise
            rest(FIRST_PAUSE, progress)

    # how the connector is asked

    def _begun(self, path: str, body: dict[str, Any], what: str, progress: Progress) -> str:
        """Begin something; returns where it is seen how far that is."""
        id = _id(self._tell(path, body, progress))
        if not id:
            raise FeedFault(
                f"{self.title} does not say that {what} has begun; ask its operator", True
            )
        return f"{path}/{quote(id, safe='')}"

    def _awaited(self, path: str, wanted: set[str], what: str, progress: Progress) -> Any:
        """How something stands once it has got so far."""
        end, pause = time.monotonic() + self._patience, FIRST_PAUSE
        while True:
            stands = self._ask(path, progress)
            state = text(value(stands, "state")).upper()
            progress.report(0, 0, f"{what}: {state.lower()}")
            if state in wanted:
                return stands
            if state in ENDED:
                why = text(value(stands, "errorDetail")) or "no reason is given"
                raise FeedFault(f"{what} was ended by the other side ({why})", True)
            if time.monotonic() + pause > end:
                raise FeedFault(
                    f"{what} has come to no end in {self._patience:,.0f} s (it stands at "
                    f"{state.lower() or 'nothing'}); ask the provider, and try again later"
                )
            rest(pause, progress)
            pause = min(1.5 * pause, LONGEST_PAUSE)

    def _ask(self, path: str, progress: Progress) -> Any:
        return self._web.get(f"{self.address}/v3{path}", progress).data()

    def _tell(self, path: str, body: dict[str, Any], progress: Progress) -> Any:
        answer = self._web.send("POST", f"{self.address}/v3{path}", body, progress)
        return answer.data() if answer.body.strip() else {}


def protocol_of(address: str) -> str:
    """Which version of the Dataspace Protocol an address of EDC speaks: those after the first
    have it in their address."""
    return f"{PROTOCOL}:2025-1" if "/2025-1" in address else PROTOCOL


def _message(kind: str, **told: Any) -> dict[str, Any]:
    return {"@context": CONTEXT, "@type": kind, **told}


def _to(address: str) -> dict[str, Any]:
    return {"counterPartyAddress": address, "protocol": protocol_of(address)}


def _accepted(offer: Offer) -> dict[str, Any]:
    """The offer as it came, under the names that it came with; with whom and for what are said by
    their whole addresses, which mean the same under any names."""
    kept = {k: one for k, one in offer.written.items() if last(k) not in ("assigner", "target")}
    kind = text(plain(kept.get("@type")))
    bare = any(rule in kept for rule in RULES)  # names without prefix: those of ODRL itself
    names = [ODRL_NAMES] if bare or not offer.context else []
    return {
        **kept,
        "@context": [*names, *listed(offer.context)],
        "@id": offer.id,
        "@type": kind if last(kind) == "Offer" else f"{ODRL}Offer",
        f"{ODRL}assigner": {"@id": offer.provider},
        f"{ODRL}target": {"@id": offer.asset},
    }


def _id(node: Any) -> str:
    found = plain(node.get("@id") or value(node, "id")) if isinstance(node, dict) else None
    return found if isinstance(found, str) and len(found) <= 1000 else ""


def _title(dataset: Any) -> str:
    return text(plain(value(dataset, "title"))) or text(plain(value(dataset, "name")))
