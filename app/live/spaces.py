"""Asking a connector of a data space from the window: jobs for a worker."""

from __future__ import annotations

from app.cli_feed_words import findings
from app.live.relay import Relay
from app.live.signing import Way
from city.progress import Cancelled, Progress
from importers.dataspace.connector import Connector
from importers.dataspace.offer import Agreement, Consent, Offer
from importers.live.web import Web
from importers.report import Report

Offered = tuple[tuple[Offer, ...], tuple[str, ...]]  # what is offered, and what was wrong


def offers(
    connector: str, provider: str, participant: str, way: Way, progress: Progress
) -> Offered:
    """What a provider offers to a connector. Raises FeedFault.

    participant: the provider's id, "" where its data space does not want it. way: how one signs in
    at the connector.
    """
    report = Report()
    with Web(connector, access=way()) as web:
        found = Connector(connector, web, report).offers(provider, progress, participant)
    return found, tuple(findings(report))


def negotiate(
    connector: str, offer: Offer, consent: Consent, way: Way, going: Relay, progress: Progress
) -> Agreement | None:
    """Agree to an offer; None where somebody has stopped it in time. Raises FeedFault.

    going: stops the negotiation and not the job, since what was agreed a moment before has to be
    told.
    """
    going.job = progress
    with Web(connector, access=way()) as web:
        try:
            return Connector(connector, web, Report()).negotiate(offer, consent, going)
        except Cancelled:
            return None
