"""`maquette dataspace`: what providers offer, their conditions in plain words, and agreeing."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from shlex import quote
from typing import Any

from app.cli_feed_words import findings
from app.cli_terminal import Meter, Refused, warn
from app.wording import visible
from importers.catalogues.licences import in_words
from importers.dataspace.connector import Connector
from importers.dataspace.offer import Agreement, Consent, Offer
from importers.live.web import Web, without_secrets
from importers.report import Report

STAYS = "The data must stay here: it is neither exported nor recorded."


def run(asked: Namespace) -> int:
    """Carry out `maquette dataspace`."""
    if asked.agree and not asked.offer:
        warn("--agree is for one offer; name it with --offer ID")
        return 2
    if asked.json and asked.offer and not asked.agree:
        warn("with --json nobody is asked: read the conditions first, then say --agree")
        return 2
    report = Report()
    with Web(asked.address, dict(asked.header)) as web:
        connector = Connector(asked.address, web, report)
        with Meter() as progress:
            offers = connector.offers(asked.provider, progress, asked.participant)
        if asked.offer:
            _agree(asked, connector, _chosen(offers, asked.offer))
        else:
            _list(asked, offers)
    for line in findings(report):
        warn(line)
    return 0


def _chosen(offers: tuple[Offer, ...], id: str) -> Offer:
    for one in offers:
        if one.id == id:
            return one
    raise Refused(f"{id[:200]}: there is no such offer (any more); list them without --offer")


def _list(asked: Namespace, offers: tuple[Offer, ...]) -> None:
    if asked.json:
        provider = without_secrets(asked.provider)
        print(_json({"provider": provider, "offers": [_plain(one) for one in offers]}))
        return
    told = "\n\n".join(offered(one) for one in offers)
    print(visible(told or "Nothing is offered to this connector here."))


def offered(offer: Offer) -> str:
    """An offer and its conditions, for people."""
    licence = in_words(offer.licence) or offer.licence or "licence not said"
    lines = [offer.title, f"  offer {offer.id}", f"  by {offer.provider or 'somebody'}, {licence}"]
    lines += [f"  {offer.description}"] if offer.description else []
    lines += [f"  * {sentence}" for sentence in offer.policy.words]
    lines += [] if offer.policy.export else [f"  {STAYS}"]
    lines += [] if offer.pull else ["  It cannot be fetched over HTTP, so Maquette cannot use it."]
    return "\n".join(lines)


def _agree(asked: Namespace, connector: Connector, offer: Offer) -> None:
    """Show the conditions, ask the person, and agree with the provider."""
    if not offer.pull:
        raise Refused(f"{offer.title}: it cannot be fetched over HTTP; ask its provider")
    if not asked.json:
        print(visible(offered(offer)), flush=True)
    if not asked.agree and not _yes():
        raise Refused("nothing was agreed")
    with Meter() as progress:
        agreement = connector.negotiate(offer, Consent.to(offer), progress)
    told = _usage(asked, agreement)
    if asked.json:
        terms = agreement.terms()
        print(_json({
            "agreement": agreement.id,
            "provider": agreement.provider,
            "licence": terms.licence,
            "policy": list(terms.policy),
            "export": terms.export,
            "use": told,
        }))  # fmt: skip
    else:
        print(visible(f"\nAgreed: {agreement.id} with {agreement.provider}\nRead it: {told}"))


def _yes() -> bool:
    if not sys.stdin.isatty():
        raise Refused("nobody can be asked here; read the conditions, then say --agree")
    try:
        answer = input("\nDo you agree to these conditions? Type yes or no: ")
    except EOFError:
        return False
    return answer.strip().lower() == "yes"


def _usage(asked: Namespace, agreement: Agreement) -> str:
    """How the data are read; the key for the connector is not said again."""
    key = " --header 'NAME: VALUE'" if asked.header else ""
    where = without_secrets(asked.address)
    return f"maquette feed {quote(where)} --agreement {quote(agreement.id)}{key}"


def _plain(offer: Offer) -> dict[str, Any]:
    return {
        "id": offer.id,
        "asset": offer.asset,
        "title": offer.title,
        "description": offer.description,
        "provider": offer.provider,
        "licence": offer.licence,
        "policy": list(offer.policy.words),
        "unclear": list(offer.policy.unclear),
        "export": offer.policy.export,
        "pull": offer.pull,
    }


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
