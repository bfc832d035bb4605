"""What streams observed: recorded answers of two servers, one real server, and what they lack."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from city.progress import Progress
from city.series import Measurand, Series
from importers.live import sensorthings_history as module
from importers.live.opening import open_feed
from importers.live.sensorthings_history import Past, columns
from importers.live.web import FeedFault, Web
from importers.report import Report
from tests.live_platform import send
from tests.sensorthings_server import sensorthings, station
from tests.shared import DATA, needs_data

CAPTURED = DATA / "live" / "captured"
START, END = np.datetime64("2026-11-22T03:00", "ms"), np.datetime64("2026-11-22T04:00", "ms")
PATH = "/Datastreams(1)/Observations"


def told(platform, asking, report=None):
    past = Past(asking, Report() if report is None else report)
    pages = list(past.pages(platform.address + PATH, START, END, Progress()))
    return [row for page in pages for row in page], past


def observation(minute):
    return {"@iot.id": minute, "phenomenonTime": f"2026-11-22T03:{minute:02}:00Z", "result": minute}


def answering(platform, way, rows):
    """A server that answers in one way and to no other question."""

    def answer(handler):
        query = parse_qs(urlsplit(handler.path).query)
        asked = {name for name in query if name in ("$resultFormat", "$orderby")}
        return (
            send(handler, json.dumps({"value": rows}).encode())
            if asked <= way
            else send(handler, b"{}", 500)
        )

    platform.answers[PATH] = answer


@needs_data
@pytest.mark.parametrize("server", ["sta-django", "sta-istsos4"])
@pytest.mark.parametrize("form", ["observations_page", "observations_dataarray"])
def test_recorded_answers_are_read_whole(platform, asking, server, form):
    recorded = json.loads((CAPTURED / server / f"{form}.json").read_text())
    recorded.pop("@iot.nextLink", None)
    platform.answers[PATH] = recorded
    rows, _ = told(platform, asking)
    times, values, lost = columns(rows, START, END)
    text = json.dumps(recorded)  # counted by another rule
    expected = len(set(re.findall(r"2026-11-22T03:\d\d:00", text)))
    assert len(times) == expected > 2 and lost == 0
    minutes = [int(str(one)[14:16]) for one in times]
    assert values.tolist() == [55.0 + minute for minute in minutes]


def test_a_period_is_asked_for(platform, asking):
    answering(platform, {"$resultFormat", "$orderby"}, [observation(5)])
    assert told(platform, asking)[0] == [("2026-11-22T03:05:00Z", 5)]
    query = parse_qs(urlsplit(platform.paths()[0]).query)
    assert query["$filter"] == [
        "phenomenonTime ge 2026-11-22T03:00:00.000Z and phenomenonTime lt 2026-11-22T04:00:00.000Z"
    ]
    assert query["$resultFormat"] == ["dataArray"]


@pytest.mark.parametrize("way", [{"$resultFormat"}, {"$orderby"}, set()])
def test_the_way_in_which_a_server_answers_is_found_once(platform, asking, way):
    answering(platform, way, [observation(5)])
    rows, past = told(platform, asking)
    assert len(rows) == 1
    before = len(platform.asked)
    list(past.pages(platform.address + PATH, START, END, Progress()))
    assert len(platform.asked) == before + 1


def test_a_server_that_answers_in_no_way_tells_no_history(platform, asking):
    platform.answers[PATH] = lambda handler: send(handler, b"{}", 400)
    with pytest.raises(FeedFault, match="does not tell what was") as caught:
        told(platform, asking)
    assert caught.value.status == 501


def test_pages_are_followed_and_their_links_never_built(platform, asking):
    platform.answers[PATH] = {"value": [observation(1)], "@iot.nextLink": f"{PATH}?elsewhere"}
    platform.answers[f"{PATH}?elsewhere"] = {"value": [observation(2)]}
    assert [result for _, result in told(platform, asking)[0]] == [1, 2]


def test_arrays_without_a_second_page_are_not_trusted(platform, asking, monkeypatch):
    """istSOS 4 sends the first page of arrays and no link to the next one."""
    monkeypatch.setattr(module, "TOP", 2)
    rows = [[f"2026-11-22T03:{at:02}:00Z", at] for at in range(3)]
    array = {"components": ["phenomenonTime", "result"], "dataArray": rows}

    def answer(handler):
        arrays = "dataArray" in handler.path
        send(
            handler,
            json.dumps(
                {"value": [array] if arrays else [observation(at) for at in range(5)]}
            ).encode(),
        )

    platform.answers[PATH] = answer
    assert [result for _, result in told(platform, asking)[0]] == [0, 1, 2, 3, 4]


def test_pages_without_end_are_bounded_and_told(platform, asking, monkeypatch):
    monkeypatch.setattr(module, "PAGES", 3)
    count = iter(range(100))
    platform.answers[PATH] = lambda handler: send(
        handler,
        json.dumps({"value": [observation(1)], "@iot.nextLink": f"{PATH}?{next(count)}"}).encode(),
    )
    report = Report()
    assert len(told(platform, asking, report)[0]) == 3
    assert [one.code for one in report] == ["pages"]


def test_what_lies_outside_or_is_no_value_is_left_out():
    rows = [
        ("2026-11-22T02:59:59Z", 1),
        ("2026-11-22T03:00:00Z", 2),
        ("2026-11-22T03:10:00+00:00", None),
        ("2026-11-22T03:00:00Z/2026-11-22T03:30:00Z", "3.5"),
        ("2026-11-22T04:00:00Z", 5),
        ("noon", 6),
        ("2026-11-22T03:40:00Z", "high"),
    ]
    times, values, lost = columns(rows, START, END)
    assert lost == 2 and [str(one)[11:16] for one in times] == ["03:00", "03:10", "03:30"]
    assert values.tolist() == pytest.approx([2, np.nan, 3.5], nan_ok=True)
    assert columns([], START, END)[2] == 0


@pytest.fixture(scope="session")
def real(tmp_path_factory):
    """A real server with two stations."""
    with sensorthings(tmp_path_factory.mktemp("sensorthings")) as address:
        station(address, "Grand-Place", {f"2026-11-22T03:{at:02}:00Z": 50 + at for at in range(12)})
        station(address, "Midi", {f"2026-11-22T03:{at:02}:00Z": 60 + at for at in range(3)})
        yield address


def test_a_real_server_tells_what_is_and_what_was(real):
    report = Report()
    with Web(real) as web:
        feed = open_feed(real, web, report, Progress())
        assert [(one.measurand, one.things) for one in feed.discover(Progress())] == [
            (Measurand("LAeq", "dB(A)"), 2)
        ]
        newest, past = Series(), Series()
        for readings in feed.read(Progress()):
            newest = newest.merge(readings)
        start, end = START + np.timedelta64(2, "m"), START + np.timedelta64(6, "m")
        for readings in feed.history(start, end, Progress()):
            past = past.merge(readings)
        feed.close()
    names = {thing.name: id for id, thing in newest.things.items()}
    assert newest.things[names["Midi"]].place == (4.3525, 50.8467)
    assert newest.of(names["Grand-Place"], Measurand("LAeq", "dB(A)"))[1][-1] == 61
    assert past.of(names["Grand-Place"], Measurand("LAeq", "dB(A)"))[1].tolist() == [52, 53, 54, 55]
    assert past.of(names["Midi"], Measurand("LAeq", "dB(A)"))[1].tolist() == [62]
    assert len(report) == 0
