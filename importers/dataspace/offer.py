"""What is offered in a data space, what a person agrees to, and what then gives the data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from city.terms import Terms
from importers.catalogues.licences import in_words
from importers.dataspace.policy import Policy


@dataclass(frozen=True, slots=True)
class Offer:
    """Data that a provider offers under a policy.

    provider: its id; address: of its connector. pull: whether the data can be fetched. written:
    the policy as the provider has written it, and context what its names mean: both go back as
    they came.
    """

    id: str
    asset: str
    title: str
    description: str
    licence: str
    provider: str
    address: str
    policy: Policy
    pull: bool
    written: dict[str, Any] = field(repr=False)
    context: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Consent:
    """That a person has read these words of an offer and agreed, and when (UTC)."""

    offer: str
    words: tuple[str, ...]
    at: datetime

    @classmethod
    def to(cls, offer: Offer) -> Consent:
        """To be made where a person has said yes, and nowhere else."""
        return cls(offer.id, offer.policy.words, datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed with a provider, and how to reach it."""

    id: str
    asset: str
    provider: str
    address: str
    protocol: str
    policy: Policy
    title: str = ""
    licence: str = ""

    def terms(self) -> Terms:
        """What has to stay with the data."""
        return Terms(
            in_words(self.licence),
            self.provider,
            self.id,
            self.provider,
            self.policy.words,
            self.policy.export,
        )


@dataclass(frozen=True, slots=True)
class DataAddress:
    """Where the data are, and the token that opens them: for that origin alone, and never kept."""

    address: str
    header: str
    token: str = field(repr=False)
    bearer: bool = True

    def headers(self, bare: bool = False) -> dict[str, str]:
        """What to say to the data's own server; bare: the token alone, as some versions of EDC
        want it."""
        if not self.token:
            return {}
        named = self.bearer and not bare and " " not in self.token
        return {self.header: f"Bearer {self.token}" if named else self.token}
