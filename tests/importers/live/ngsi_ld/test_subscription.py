"""Subscriptions: what is asked for, and the recorded notifications of a real broker."""

import json
from datetime import UTC, datetime

import pytest

from importers.live.ngsi_ld.asking import asking
from importers.live.ngsi_ld.subscription import SECRET, notified, subscription
from tests.shared import files, name, needs_data

HOME = "http://a.eu/ngsi-ld/v1"
NOTIFICATIONS = files("live/captured/ngsi-ld-coraine/notification_*.json")


@needs_data
@pytest.mark.parametrize("path", NOTIFICATIONS, ids=name)
def test_recorded_notifications_are_understood(path):
    recorded = json.loads(path.read_text())
    (entity,) = notified(recorded.get("body", recorded.get("payload")))
    assert entity["id"] == "urn:ngsi-ld:AirQualityObserved:3"
    no2 = entity["no2"]
    assert (no2["value"] if isinstance(no2, dict) else no2) == 77.5
    assert entity["location"]


@pytest.mark.parametrize(
    "body", [None, [], 5, {}, {"type": "Notification"}, {"type": "X", "data": []}, {"body": {}}]
)
def test_what_is_no_notification_is_none(body):
    assert notified(body) is None


def test_a_subscription_ends_by_itself_and_asks_for_the_secret():
    body = subscription(asking(HOME), ["A", "B"], "http://127.0.0.1:5/x", "s3cret")
    assert [one["type"] for one in body["entities"]] == ["A", "B"]
    endpoint = body["notification"]["endpoint"]
    assert endpoint["uri"] == "http://127.0.0.1:5/x"
    assert endpoint["receiverInfo"] == [{"key": SECRET, "value": "s3cret"}]
    left = datetime.fromisoformat(body["expiresAt"]) - datetime.now(UTC)
    assert 590 < left.total_seconds() <= 600


def test_it_says_which_entities_and_where():
    where = asking(f"{HOME}/entities?q=v>5&attrs=v,w&idPattern=x.*", area=(4.35, 50.85, 100))
    body = subscription(where, ["A"], "http://127.0.0.1:5/x")
    assert body["q"] == "v>5" and body["watchedAttributes"] == ["v", "w"]
    assert body["geoQ"]["georel"] == "near;maxDistance==100"
    assert body["entities"] == [{"type": "A", "idPattern": "x.*"}]


def test_it_can_be_told_over_mqtt():
    body = subscription(asking(HOME), ["A"], "mqtt://127.0.0.1:1883/maquette/x")
    endpoint = body["notification"]["endpoint"]
    assert endpoint["uri"] == "mqtt://127.0.0.1:1883/maquette/x"
    assert endpoint["notifierInfo"] == [{"key": "MQTT-Version", "value": "mqtt3.1.1"}]
    assert "receiverInfo" not in endpoint
