"""Finds out what an address speaks, and opens it as a feed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from city.progress import Progress
from city.transit import Transit
from importers.live.coverage_json import is_coverage
from importers.live.feed import Feed, skewed
from importers.live.gtfs import is_timetable, timetable
from importers.live.gtfs_rt import Realtime, is_realtime
from importers.live.mqtt.address import Credentials, parsed, signed
from importers.live.mqtt.address import is_broker as is_mqtt
from importers.live.mqtt.layout import Layout
from importers.live.ngsi_ld import Entities, broker_at, is_broker, is_entities
from importers.live.ogc_api import Coverage, open_api
from importers.live.ogc_collections import is_api
from importers.live.points import Points, is_json, is_points
from importers.live.sensorthings import SensorThings, is_root
from importers.live.watched import File, Folder
from importers.live.web import Answer, FeedFault, Web, without_secrets
from importers.live.wfs import is_wfs, open_wfs
from importers.maps.wms import with_query
from importers.report import Report

KNOWN = (
    "SensorThings 1.1, NGSI-LD (.../ngsi-ld/v1, or a file), MQTT (mqtt://), OGC API, WFS, GTFS "
    "Realtime, GeoJSON and CSV points"
)


def is_address(text: str) -> bool:
    """Whether a text is an address in the web, and not a path."""
    return "://" in text


def open_feed(
    address: str,
    web: Web,
    report: Report,
    progress: Progress,
    layout: Layout | None = None,
    static: str = "",
) -> Feed:
    """What lies at an address or a path, ready to be read. Raises FeedFault where nobody knows.

    layout: where things stand in messages that follow no standard. static: the address or the path
    of the timetable (GTFS) that GTFS Realtime follows.
    """
    if not is_address(address):
        path = Path(address)
        if path.is_dir():
            return Folder(path, report)
        file = File(path)
        answer = file(progress)
        if is_realtime(answer):
            transit = timetable_at(static, web, report, progress)
            return Realtime(path.name, answer, file, report, transit)
        return _points(path.name, answer, file, report)
    if is_mqtt(address):
        return _pushed(address, web, report, progress, layout)
    if is_broker(address):
        return broker_at(address, web, report)
    if is_wfs(address):
        return open_wfs(address, web, report, progress)
    answer = _first(address, web, progress)
    name = without_secrets(address)
    if clock := skewed(answer.skew):
        report.warning("clock", name, clock)
    if is_realtime(answer):
        transit = timetable_at(static, web, report, progress)
        return Realtime(name, answer, lambda going: web.get(address, going), report, transit)
    told = answer.data() if is_json(answer) else None
    if is_root(told):
        return _things(answer, web, report)
    if is_api(told):
        return open_api(answer, web, report, progress)
    if is_coverage(told):
        return Coverage(answer, lambda going: web.get(address, going), report)
    return _points(name, answer, lambda going: web.get(address, going), report)


def _pushed(
    address: str, web: Web, report: Report, progress: Progress, layout: Layout | None
) -> Feed:
    """The topics that an address names; where it names none, what there is to name."""
    from importers.live.mqtt.subscription import Subscription, heard, unnamed

    def pair() -> tuple[str, str] | None:
        return signed(web.said(address, Progress()))

    broker, credentials = parsed(address), Credentials(pair, web.proved)
    if not broker.topics:
        raise unnamed(broker, heard(broker, credentials, report, progress))
    return Subscription(broker, credentials, report, layout)


def _things(answer: Answer, web: Web, report: Report) -> Feed:
    """A SensorThings service: pushed where it tells of a broker, otherwise polled."""
    from importers.live.mqtt.sensorthings import PushedThings, broker_of

    if broker := broker_of(answer.url, answer.data()):
        return PushedThings(broker, answer.url, answer.data(), web, report)
    return SensorThings(answer.url, answer.data(), web, report)


def _first(address: str, web: Web, progress: Progress) -> Answer:
    """The first page; some services have it only behind a slash, some show people one of their
    own unless they are asked for JSON."""
    try:
        answer = web.get(address, progress)
    except FeedFault as fault:
        if fault.status != 404 or "?" in address or address.endswith("/"):
            raise
        try:
            answer = web.get(f"{address}/", progress)
        except FeedFault:
            raise fault from None
    if answer.kind == "text/html":
        with suppress(FeedFault):
            other = web.get(with_query(answer.url, {"f": "json"}), progress, 1)
            if is_api(other.data()):
                return other
    return answer


def _points(name: str, answer: Answer, fetch: Callable[[Progress], Answer], report: Report) -> Feed:
    if is_timetable(answer.body):
        raise FeedFault(
            f"{name} is a zip; a timetable (GTFS) is given with --static, beside the address of "
            "GTFS Realtime",
            lasting=True,
        )
    if is_json(answer) and is_entities(answer.data()):
        return Entities(name, answer, fetch, report)
    if not is_points(answer):
        raise FeedFault(f"{name}: nothing here that is understood; that would be {KNOWN}", True)
    return Points(name, answer, fetch, report)


def timetable_at(static: str, web: Web, report: Report, progress: Progress) -> Transit:
    """The timetable at an address or a path; one that knows nothing for "". Raises FeedFault."""
    if not static:
        return Transit()
    if not is_address(static):
        return timetable(Path(static), Path(static).name, report, progress)
    return timetable(web.get(static, progress).body, without_secrets(static), report, progress)
