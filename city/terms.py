"""What the origin of a layer demands: its licence, who must be named, and what was agreed."""

from __future__ import annotations

from dataclasses import dataclass


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
