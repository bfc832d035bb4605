"""SensorThings: recorded answers of two servers that disagree, and pages that have no end."""

import itertools
import json
import re

import numpy as np
import pytest

from city.progress import Progress
from city.series import Measurand, Series
from importers.live import sensorthings
from importers.live.opening import open_feed
from importers.live.web import FeedFault
from importers.report import Report
from tests.live_platform import send
from tests.shared import DATA, needs_data

LIST = "/v1.1/Datastreams"
PM = Measurand("PM2.5", "ug/m3")


def opened(platform, asking, report=None):
    root = {"value": [{"name": "Datastreams", "url": platform.address + LIST}]}
    platform.answers.setdefault("/v1.1", root)
    return open_feed(
        platform.address + "/v1.1", asking, Report() if report is None else report, Progress()
    )


def stream(platform, key, *results, thing="s"):
    """A datastream with all that is known of it, as a good server answers."""
    return {
        "@iot.id": key,
        "@iot.selfLink": f"{platform.address}{LIST}({key})",
        "name": "stream",
        "unitOfMeasurement": {"symbol": "ug/m3"},
        "ObservedProperty": {"name": "PM2.5"},
        "Thing": {
            "@iot.id": f"{thing}{key}",
            "name": f"Station {key}",
            "Locations": [{"location": {"type": "Point", "coordinates": [4.0 + key, 50]}}],
        },
        "Observations": [
            {"@iot.id": f"{key}-{at}", "phenomenonTime": f"2026-11-22T03:0{at}:00Z", "result": one}
            for at, one in enumerate(results)
        ],
    }


def series(feed):
    whole = Series()
    for one in feed.read(Progress()):
        whole = whole.merge(one)
    return whole


@needs_data
@pytest.mark.parametrize("server", ["sta-django", "sta-istsos4"])
def test_recorded_answers_of_real_servers_are_read_whole(platform, asking, server):
    folder = DATA / "live" / "captured" / server

    def recorded(name):
        text = (folder / f"{name}.json").read_text()
        return re.sub(r"http://127\.0\.0\.1:\d+/\w+", platform.address, text).encode()

    page = json.loads(recorded("observations_page"))
    page.pop("@iot.nextLink", None)
    streams = json.loads(recorded("datastreams"))["value"]

    def datastreams(handler):  # what these servers did with Observations in $expand
        if "Observations" in handler.path:
            send(handler, b'{"detail": "Not found"}', 404)
        else:
            send(handler, recorded("datastreams"))

    def observations(handler):
        send(handler, b"{}", 500) if "phenomenonTime" in handler.path else send(
            handler, json.dumps(page).encode()
        )

    platform.answers[LIST] = datastreams
    for one in streams:
        link = one.get("Observations@iot.navigationLink") or one["@iot.selfLink"] + "/Observations"
        platform.answers[link.removeprefix(platform.address)] = observations
    platform.answers["/v1.1"] = json.loads(recorded("root"))
    feed = opened(platform, asking)
    offers = feed.discover(Progress())
    assert sum(offer.things for offer in offers) == len(streams) == 1
    whole = series(feed)
    expected = {row["phenomenonTime"][:19]: row["result"] for row in page["value"]}
    assert {str(time)[:19]: value for _, _, time, value in whole} == expected
    (thing,) = whole.things.values()
    assert (thing.name, thing.place) == ("Noise station Grand-Place", (4.3525, 50.8467))
    assert offers[0].measurand.unit == whole.streams[0][1].unit == "dB(A)"


def test_pages_are_followed_and_each_row_is_taken_once(platform, asking):
    one, two, three = (stream(platform, key, 10.0 * key) for key in (1, 2, 3))
    platform.answers[LIST] = {"value": [one, two], "@iot.nextLink": f"{LIST}?$skip=2"}
    # the last one of a page again, as a real broker did
    platform.answers[f"{LIST}?$skip=2"] = {"value": [two, three]}
    feed = opened(platform, asking)
    assert [(offer.measurand, offer.things) for offer in feed.discover(Progress())] == [(PM, 3)]
    assert sorted(value for *_, value in series(feed)) == [10, 20, 30]


def test_a_chain_of_pages_without_end_is_bounded_and_told(platform, asking, monkeypatch):
    monkeypatch.setattr(sensorthings, "PAGES", 5)
    keys = itertools.count()

    def endless(handler):
        at = next(keys)
        rows = [stream(platform, at, 1.0)]
        send(handler, json.dumps({"value": rows, "@iot.nextLink": f"{LIST}?{at}"}).encode())

    platform.answers[LIST] = endless
    report = Report()
    assert opened(platform, asking, report).discover(Progress())[0].things == 5
    assert report.count("error") == 1 and len(platform.asked) == 6


@pytest.mark.parametrize("link", [LIST + "?again", LIST])
def test_pages_that_begin_again_end(platform, asking, link):
    platform.answers[LIST] = {"value": [stream(platform, 1, 5.0)], "@iot.nextLink": link}
    report = Report()
    assert opened(platform, asking, report).discover(Progress())[0].things == 1
    assert [one.code for one in report] == ["pages"]


def test_values_gaps_and_what_is_wrong_are_told_apart(platform, asking):
    report = Report()
    odd = stream(platform, 1, 1.5, None, "high", "NaN")
    odd["Observations"].append({"phenomenonTime": "noon", "result": 1})
    platform.answers[LIST] = {"value": [odd, {"@iot.id": 2, "name": "of nothing"}]}
    whole = series(opened(platform, asking, report))
    times, values = whole.of("s1", PM)
    assert [str(time)[14:16] for time in times] == ["00", "01", "03"]
    assert np.isnan(values).tolist() == [False, True, True]
    assert sorted(one.code for one in report) == ["moment", "stream", "value"]


def test_whose_a_stream_is_is_asked_of_its_owner(platform, asking):
    """django-ogc-sensorthings 1.2 expands the same Thing and property into all rows of a page."""
    rows = [stream(platform, key, 1.0 * key) for key in (1, 2)]
    things = [{**row["Thing"], "Datastreams": [{"@iot.id": row["@iot.id"]}]} for row in rows]
    names = [
        {"name": n, "Datastreams": [{"@iot.id": k}], "@iot.id": n}
        for k, n in ((1, "PM"), (2, "O3"))
    ]
    rows[1] |= {"Thing": rows[0]["Thing"]}
    lists = {"Datastreams": rows, "Things": things, "ObservedProperties": names}
    platform.answers["/v1.1"] = {"value": [{"name": one, "url": one} for one in lists]}
    platform.answers |= {f"/v1.1/{one}": {"value": value} for one, value in lists.items()}
    whole = series(opened(platform, asking))
    assert sorted((id, of.name) for id, of in whole.streams) == [("s1", "PM"), ("s2", "O3")]
    assert whole.things["s2"].place == (6, 50)


def test_one_stream_that_fails_does_not_take_the_others_with_it(platform, asking):
    report = Report()
    rows = [stream(platform, key, 1.0) for key in (1, 2)]
    for row in rows:
        del row["Observations"]
    platform.answers[LIST] = {"value": rows}
    platform.answers[f"{LIST}(1)/Observations"] = lambda handler: send(handler, b"<html>")
    platform.answers[f"{LIST}(2)/Observations"] = {
        "value": [{"phenomenonTime": "2026-11-22T03:00:00Z", "result": 7}]
    }
    assert [value for *_, value in series(opened(platform, asking, report))] == [7]
    assert [(one.code, one.object) for one in report] == [("stream", "1")]


def test_a_clock_in_the_future_is_told_and_its_values_kept(platform, asking):
    report = Report()
    ahead = stream(platform, 1, 1.0)
    ahead["Observations"][0]["phenomenonTime"] = "2999-01-01T00:00:00Z"
    platform.answers[LIST] = {"value": [ahead]}
    assert len(series(opened(platform, asking, report))) == 1
    assert [one.code for one in report] == ["future"]


def test_links_to_another_origin_get_no_key(platform, other, asking):
    report = Report()
    platform.answers["/v1.1"] = {"value": [{"name": "Datastreams", "url": other.address + LIST}]}
    other.answers[LIST] = {"value": [stream(other, 1, 4.0)]}
    assert len(series(opened(platform, asking, report))) == 1
    assert not [heard for _, heard in other.asked if "authorization" in heard]
    assert [one.code for one in report] == ["origin"]


def test_a_list_that_is_none_is_a_fault(platform, asking):
    platform.answers[LIST] = {"values": []}
    with pytest.raises(FeedFault, match="no list"):
        opened(platform, asking).discover(Progress())
