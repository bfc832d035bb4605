"""Which statements somebody has left: a project remembers them, and they are not offered again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

SETTING = "left_statements"
MOST = 10_000  # that a project remembers, the newest


def left_in(settings: Mapping[str, Any]) -> list[str]:
    """The keys of the statements that were left, as a project keeps them."""
    said = settings.get(SETTING)
    return [one for one in said if isinstance(one, str)][-MOST:] if isinstance(said, list) else []


def with_more(left: Iterable[str], keys: Iterable[str]) -> list[str]:
    """The same with more of them."""
    return [*dict.fromkeys([*left, *keys])][-MOST:]
