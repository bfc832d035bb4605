"""What the codes of attributes mean, as the code lists beside a model have it."""

from __future__ import annotations

from collections.abc import Mapping

from city.model import City


def meanings_of(city: City, name: str) -> Mapping[str, str]:
    """The meanings of an attribute's codes, by code; none where it has no code list.

    name: of the attribute; of one within another, that of the innermost.
    """
    lists = city.metadata.get("codes")
    found = lists.get(name.rsplit(".", 1)[-1]) if isinstance(lists, Mapping) else None
    return found if isinstance(found, Mapping) else {}
