"""Addresses of brokers, topic filters in them, and whom they tell a password."""

import base64

import pytest

from importers.live.mqtt.address import is_broker, parsed, signed, wrong
from importers.live.web import FeedFault


@pytest.mark.parametrize(
    "address, host, port, topics, broker",
    [
        ("mqtt://a.eu/city/#", "a.eu", 1883, "city/#", "mqtt://a.eu"),
        ("mqtts://a.eu/+/air", "a.eu", 8883, "+/air", "mqtts://a.eu"),
        ("WS://a.eu:9001/a", "a.eu", 9001, "a", "ws://a.eu:9001"),
        ("wss://a.eu", "a.eu", 443, "", "wss://a.eu"),
        ("mqtt://[::1]:1884/%23", "::1", 1884, "#", "mqtt://[::1]:1884"),
        ("mqtt://a.eu//a%20b/?c", "a.eu", 1883, "/a b/?c", "mqtt://a.eu"),
    ],
)
def test_an_address_names_a_broker_and_a_topic_filter(address, host, port, topics, broker):
    found = parsed(address)
    assert (found.host, found.port, found.topics, found.broker) == (host, port, topics, broker)
    assert is_broker(address) and found.secure == address.lower().startswith(("mqtts", "wss"))


@pytest.mark.parametrize(
    "address",
    ["mqtt://", "mqtt:///a", "mqtt://a:0/x", "mqtt://a:70000/x", "mqtt://a b/x", "mqtt://a:x/y"],
)
def test_what_is_no_address_is_said(address):
    with pytest.raises(FeedFault, match="no address of a broker") as told:
        parsed(address)
    assert told.value.lasting


def test_a_password_in_an_address_is_refused_and_never_said():
    with pytest.raises(FeedFault, match="leave name and password out") as told:
        parsed("mqtt://me:s3cret@a.eu/x")
    assert "s3cret" not in str(told.value) and "a.eu" in str(told.value)
    assert not is_broker("http://a.eu") and not is_broker("points.csv")


@pytest.mark.parametrize("topics", ["a/#/b", "a#", "#/a", "a+/b", "a/b+", "a\0", "a" * 70_000])
def test_a_filter_that_nobody_can_subscribe_to_is_refused(topics):
    assert wrong(topics)
    with pytest.raises(FeedFault, match="no topic filter"):
        parsed(f"mqtt://a.eu/{topics}")


@pytest.mark.parametrize("topics", ["#", "+", "a/+/b/#", "/", "$SYS/#", "é/ü"])
def test_other_filters_are_fine(topics):
    assert wrong(topics) == ""


def test_basic_and_bearer_become_name_and_password():
    basic = base64.b64encode(b"me:s3:cret").decode()
    assert signed({"authorization": f"Basic {basic}"}) == ("me", "s3:cret")
    assert signed({"Authorization": "Bearer abc"}) == ("", "abc")
    assert signed({}) is None
    for headers in ({"X-Key": "s3cret"}, {"Authorization": "Basic s3cret!"}):
        with pytest.raises(FeedFault, match="a name and a password") as told:
            signed(headers)
        assert "s3cret" not in str(told.value)
