"""What is said of an offer of a data space and its conditions, as a page."""

from __future__ import annotations

from html import escape

from app.wording import visible
from importers.catalogues.licences import in_words
from importers.dataspace.offer import Offer
from importers.dataspace.policy import NOT_UNDERSTOOD

UNCLEAR = (
    "Conditions with ⚠ are shown as the provider has written them. You agree to them as well: if "
    "they mean nothing to you, ask the provider first."
)
STAYS = "The data must stay here: it is neither exported nor recorded."


def conditions(offer: Offer) -> str:
    """An offer and its conditions as a page; what is not understood stands out."""
    licence = in_words(offer.licence) or offer.licence or "licence not said"
    told = [f"by {offer.provider or 'somebody'}, {licence}", offer.description]
    page = [f"<h3>{_safe(offer.title)}</h3>", *(f"<p>{_safe(one)}</p>" for one in told if one)]
    if not offer.pull:
        page.append("<p><b>It cannot be fetched over HTTP, so Maquette cannot use it.</b></p>")
    if offer.policy.unclear:
        page.append(f"<p><b>{UNCLEAR}</b></p>")
    if not offer.policy.export:
        page.append(f"<p><b>{STAYS}</b></p>")
    page.append("<p>The conditions:</p><ul>")
    for words in offer.policy.words:
        unclear = NOT_UNDERSTOOD in words
        page.append(f"<li><b>⚠ {_safe(words)}</b></li>" if unclear else f"<li>{_safe(words)}</li>")
    page.append("</ul>")
    return "".join(page)


def _safe(text: str) -> str:
    return escape(visible(text))
