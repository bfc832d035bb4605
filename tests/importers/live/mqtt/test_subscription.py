"""Topics of a real broker as a feed: what was kept, what comes, and what comes again."""

import json
import time

import pytest

from city.progress import Progress
from city.series import Series
from importers.live.mqtt import arrivals
from importers.live.mqtt.address import NONE, parsed
from importers.live.mqtt.subscription import Subscription, heard, unnamed
from importers.report import Report


@pytest.fixture
def following(mosquitto):
    """Follows topics until the test ends."""
    opened = []

    def follow(topics, report=None, **more):
        address = parsed(f"{more.get('broker', mosquitto.address)}/{topics}")
        opened.append(Subscription(address, NONE, Report() if report is None else report))
        return opened[-1]

    yield follow
    for one in opened:
        one.close()


def drained(feed, wanted, seconds=5.0):
    """The series of what comes, until so many values are there."""
    series, end = Series(), time.monotonic() + seconds
    while len(series) < wanted and time.monotonic() < end:
        for readings in feed.read(Progress()):
            series = series.merge(readings)
        time.sleep(0.01)
    return series


def values(series):
    return {(thing, of.name): value for thing, of, _, value in series}


def test_what_was_kept_comes_first_and_what_is_said_after_it(mosquitto, following):
    mosquitto.publish(("one/a", b'{"n": 5, "ts": 1795316400}'), retain=True)
    report = Report()
    feed = following("one/#", report)
    (offer,) = feed.discover(Progress())
    assert (offer.measurand.name, offer.things) == ("n", 1) and not len(report)
    mosquitto.publish(("one/b/m", b"6"), ("two/b/m", b"7"))
    assert values(drained(feed, 2)) == {("one/a", "n"): 5, ("one/b", "m"): 6}


def test_what_is_said_of_buildings_was_kept_and_comes(mosquitto, following):
    told = b'{"id": "urn:b:1", "type": "Building", "status": {"type": "Property", "value": "%s"}}'
    mosquitto.publish(("city/b/1", told % b"in use"), retain=True)
    report = Report()
    feed = following("city/b/#", report)
    feed.discover(Progress())
    assert [one.value for one in feed.statements()] == ["in use"]
    mosquitto.publish(("city/b/1", told % b"demolished"))
    end = time.monotonic() + 5
    while feed.statements()[0].value != "demolished" and time.monotonic() < end:
        list(feed.read(Progress()))
    (one,) = feed.statements()
    assert (one.thing.id, one.attribute, one.value) == ("urn:b:1", "status", "demolished")
    assert [one.message for one in report] == []


@pytest.mark.parametrize("topics", ["w/+/x", "w/#", "w/a/x", "w/%2B/x"])
def test_wildcards_of_an_address_are_wildcards(mosquitto, following, topics):
    feed = following(topics)
    feed.discover(Progress())
    mosquitto.publish(("w/a/x", b"1"), ("v/a/x", b"2"))
    assert values(drained(feed, 1)) == {("w/a", "x"): 1}


def test_garbage_that_was_kept_is_told_and_does_no_harm(mosquitto, following):
    mosquitto.publish(
        ("bad/a", b"\xff\x00"), ("bad/b", b'{"n": '), ("bad/c", b'{"n": NaN}'), retain=True
    )
    report = Report()
    series = drained(following("bad/#", report), 1)
    assert [thing for thing, *_ in series] == ["bad/c"]
    told = sorted((one.code, one.object) for one in report)
    assert told == [("payload", "bad/a"), ("payload", "bad/b"), ("retained", "bad/c")]


def test_a_message_beyond_a_megabyte_is_refused_and_told(mosquitto, following):
    report = Report()
    feed = following("big/#", report)
    feed.discover(Progress())
    text = json.dumps({"text": "x" * (2 << 20), "n": 1})
    mosquitto.publish(("big/a", text), ("big/b", b'{"n": 2}'))
    assert values(drained(feed, 1)) == {("big/b", "n"): 2}
    quiet, told = report
    assert quiet.code == "quiet" and "listen longer" in quiet.message
    assert (told.code, told.object) == ("large", "big/a") and "2.0 MB" in told.message


def test_messages_that_come_twice_are_one(mosquitto, following):
    feed = following("twice")
    feed.discover(Progress())
    same = ("twice", b'{"n": 5, "ts": 1795316400}')
    mosquitto.publish(same, same)
    time.sleep(0.1)
    assert len(drained(feed, 1)) == 1


def test_what_nobody_reads_is_thinned_out(mosquitto, following, monkeypatch):
    monkeypatch.setattr(arrivals, "LIMIT", 50)
    report = Report()
    feed = following("many/#", report)
    feed.discover(Progress())
    mosquitto.publish(*((f"many/{n % 3}/x", str(n).encode()) for n in range(200)))
    time.sleep(0.2)
    found = values(drained(feed, 1))
    assert {found[f"many/{n % 3}", "x"] for n in (197, 198, 199)} == {197, 198, 199}
    assert {one.code for one in report} == {"quiet", "overflow"}


def test_topics_are_named_where_an_address_names_none(mosquitto):
    mosquitto.publish(("named/a", b"1"), ("named/b", b""), retain=True)
    topics = heard(parsed(mosquitto.address), NONE, Report(), Progress())
    assert "named/a" in topics and list(topics) == sorted(topics)
    fault = unnamed(parsed("mqtt://a.eu"), tuple(f"t{n}" for n in range(9)))
    assert "mqtt://a.eu/city/#" in str(fault) and "t7 and 1 more" in str(fault) and fault.lasting
    assert "nothing was heard" in str(unnamed(parsed("mqtt://a.eu"), ()))
