"""Where data are and what opens them, as connectors say it."""

from __future__ import annotations

import re
from typing import Any

from importers.catalogues.entry import address
from importers.dataspace.jsonld import listed, plain, value
from importers.dataspace.offer import DataAddress
from importers.live.feed import text
from importers.live.web import FeedFault

LONGEST = 16_000  # letters of a token


def data_address(node: Any, title: str) -> DataAddress:
    """Where data are, from a data address (Dataspace Protocol 2025-1, section 8.2.3): as EDC
    writes it, with `authorization` beside `endpoint`, or among the protocol's own properties.

    title: the connector, for messages, which never hold what was given. Raises FeedFault.
    """
    told = {
        text(plain(value(one, "name"))): plain(value(one, "value"))
        for one in listed(value(node, "endpointProperties"))
    }
    for name in ("endpoint", "authorization", "authType", "authKey", "authCode"):
        told.setdefault(name, plain(value(node, name)))
    where = address(told["endpoint"])
    if not where.startswith("http"):
        raise FeedFault(f"{title} gives no address in the web for the data; ask its operator", True)
    token = told["authorization"] or told["authCode"] or ""
    header = text(told["authKey"]) or "Authorization"
    fine = isinstance(token, str) and len(token) <= LONGEST and re.fullmatch(r"[ -~]*", token)
    if not fine or not re.fullmatch(r"[A-Za-z0-9-]+", header):
        raise FeedFault(f"{title} gives a token that is none; ask its operator", True)
    kind = text(told["authType"]).lower()
    return DataAddress(
        where, header, str(token), kind in ("", "bearer") and header == "Authorization"
    )
