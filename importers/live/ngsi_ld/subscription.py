"""What a broker is to tell of its own accord (ETSI GS CIM 009, 5.8 and 5.11), and what it tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from importers.live.ngsi_ld.asking import PLACED, Asking
from importers.live.ngsi_ld.attributes import Entity, features

SECRET = "X-Maquette-Secret"  # the header that notifications prove themselves with
LIFE = 600.0  # seconds after which a broker forgets us, unless it hears from us


def subscription(
    asking: Asking, kinds: Sequence[str], endpoint: str, secret: str = ""
) -> dict[str, Any]:
    """The body that asks a broker for notifications of types of entities.

    endpoint: http://... or mqtt://host/topic. It ends by itself, see `expiry`.
    """
    to: dict[str, Any] = {"uri": endpoint, "accept": "application/json"}
    if secret:
        to["receiverInfo"] = [{"key": SECRET, "value": secret}]
    if endpoint.startswith("mqtt"):
        to["notifierInfo"] = [{"key": "MQTT-Version", "value": "mqtt3.1.1"}]
    notification: dict[str, Any] = {"format": "normalized", "endpoint": to}
    said = asking.said
    asked: dict[str, Any] = {
        "type": "Subscription",
        "description": "Maquette",
        "entities": [{"type": kind, **_chosen(said)} for kind in kinds],
        "notification": notification,
        "expiresAt": expiry(),
    }
    if "q" in said:
        asked["q"] = said["q"]
    if "attrs" in said:
        notification["attributes"] = asked["watchedAttributes"] = said["attrs"].split(",")
    if "georel" in said:
        asked["geoQ"] = {name: said[name] for name in PLACED if name in said}
    return asked


def _chosen(said: Mapping[str, str]) -> dict[str, str]:
    return {name: said[name] for name in ("id", "idPattern") if name in said}


def expiry() -> str:
    """When a subscription that is made or renewed now ends."""
    return f"{datetime.now(UTC) + timedelta(seconds=LIFE):%Y-%m-%dT%H:%M:%SZ}"


def notified(body: Any) -> list[Entity] | None:
    """The entities of a notification, over HTTP or, in an envelope, over MQTT (7.2); GeoJSON or
    not. None for what is no notification."""
    if isinstance(body, dict) and isinstance(body.get("body"), dict):
        body = body["body"]
    if not isinstance(body, dict) or "Notification" not in str(body.get("type")):
        return None
    data = body.get("data")
    if not isinstance(data, (list, dict)):
        return None
    return [one for one in features(data) if isinstance(one, dict) and one.get("id")]
