"""Names for new things that nobody else will give."""

from __future__ import annotations

import secrets


def fresh(what: str) -> str:
    """A new name, such as "building-3f9a2c71d05e"."""
    return f"{what}-{secrets.token_hex(6)}"
