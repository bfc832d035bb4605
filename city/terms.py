"""What the origin of a layer demands: its licence, who must be named, and what was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 1000  # letters of a licence, a name or an id that are kept
LONGEST_SENTENCE = 5000  # letters of one sentence of a policy
MOST = 200  # sentences


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which terms somebody lets us have data; it stays with the layer wherever it is shown.

    licence, attribution: in words. agreement: the id of a contract of a data space (ODRL 2.2,
    class Agreement), provider: with whom. policy: what was agreed, a sentence each. export: whether
    the values may leave the program in a file.
    """

    licence: str = ""
    attribution: str = ""
    agreement: str = ""
    provider: str = ""
    policy: tuple[str, ...] = ()
    export: bool = True

    def named(self) -> str:
        """What legends, pictures and reports must carry, in one line; "" for nothing."""
        agreed = f"agreement {self.agreement}" if self.agreement else ""
        return ", ".join(filter(None, (self.attribution, self.licence, agreed)))


NO_TERMS = Terms()  # nobody says anything


def terms_from(said: Any) -> Terms:
    """Terms as a file keeps them (their fields, by name); what makes no sense is left out. Under an
    agreement nothing may leave unless the file says that it may."""
    if not isinstance(said, Mapping):
        return NO_TERMS
    texts = {
        name: _plain(said.get(name), LONGEST)
        for name in ("licence", "attribution", "agreement", "provider")
    }
    policy = said.get("policy")
    sentences = list(policy)[:MOST] if isinstance(policy, (list, tuple)) else []
    export = said.get("export", not texts["agreement"]) is True
    return Terms(
        **texts, policy=tuple(_plain(one, LONGEST_SENTENCE) for one in sentences), export=export
    )


def _plain(text: Any, longest: int) -> str:
    """A text in one line."""
    return " ".join(text[:longest].split()) if isinstance(text, str) else ""


def forbids_export(terms: Terms) -> str:
    """Why values under these terms may not be written into a file, in one line; "" if they may."""
    if terms.export:
        return ""
    whose = f" with {terms.provider}" if terms.provider else ""
    which = f"agreement {terms.agreement}{whose}" if terms.agreement else "licence of this data"
    return (
        f"the {which} forbids to pass the data on, so it is neither exported nor recorded; "
        "ask its provider for another agreement"
    )
