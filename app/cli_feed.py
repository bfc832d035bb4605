"""`maquette feed`: what a platform says, asked once or for a while, recorded, and played back."""

from __future__ import annotations

import json
import math
import random
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from app import cli_feed_words as words
from app import cli_proposals, cli_sign_in
from app.cli_terminal import Meter, Refused, check_folder, warn
from app.wording import visible
from city.edits.edit import count
from city.progress import Progress
from city.series import Series
from city.terms import Terms, forbids_export
from importers import places
from importers.dataspace.agreed import Agreed
from importers.dataspace.connector import Connector
from importers.live import feed, recording
from importers.live.feed import Offer
from importers.live.mqtt import address as mqtt
from importers.live.mqtt import layout
from importers.live.opening import is_address, open_feed
from importers.live.web import FeedFault, Web, rest
from importers.report import Report

LONGEST_REST = 300.0  # seconds between two questions to a platform that fails


def run(asked: Namespace) -> int:
    """Carry out `maquette feed`."""
    if fault := _wrong(asked):
        warn(fault)
        return 2
    if asked.cut is not None:
        return _cut(asked)
    if asked.sign_out:
        return cli_sign_in.sign_out(asked.address)
    if asked.proposals is not None:
        return _propose(asked)
    return _replay(asked) if asked.replay else _follow(asked)


def _wrong(asked: Namespace) -> str:
    """What cannot be asked like this, before anything is opened; "" for nothing."""
    if fault := cli_sign_in.wrong(asked) or cli_proposals.wrong(asked):
        return fault
    if asked.cut is not None:
        return _wrong_cut(asked)
    if (asked.sign_in or asked.sign_out) and (asked.replay or not is_address(asked.address)):
        return "--sign-in and --sign-out are for a platform; a file needs none"
    if asked.replay and (asked.record or asked.header or asked.long):
        return "--replay plays a recording; --record, --for and --header are for a platform"
    if asked.speed is not None and not asked.replay:
        return "--speed is how fast a recording plays; say --replay as well"
    if asked.agreement and (asked.replay or not is_address(asked.address)):
        return "--agreement is for the address of a connector"
    if asked.static and asked.replay:
        return "--static is for GTFS Realtime; a recording knows its routes already"
    if asked.header and not is_address(asked.address):
        return "--header is for a platform; a file needs none"
    if asked.mapping is not None and not mqtt.is_broker(asked.address):
        return "--mapping says where things stand in messages; it is for mqtt:// addresses"
    if not asked.replay and not is_address(asked.address):
        path = Path(asked.address)
        if path.is_file() and recording.is_recording(path):
            return f"{path.name}: this is a recording; play it with --replay"
    return ""


def _wrong_cut(asked: Namespace) -> str:
    if asked.record is None:
        return "say with --record FILE where the part of the recording goes"
    if asked.replay or asked.header or asked.long:
        return "--cut keeps a part of a recording; leave out --replay, --for and --header"
    if not asked.cut[0] < asked.cut[1]:
        return "--cut FROM UNTIL: the first moment must lie before the second"
    return ""


# from a platform


def _follow(asked: Namespace) -> int:
    if asked.record is not None:
        check_folder(asked.record)
    report, series = Report(), Series()
    with ExitStack() as stack:
        web, source, terms, offers = stack.enter_context(_connected(asked, report))
        title = _named(source.title, terms)
        if not asked.json:
            _say(words.offered(title, source.standard, offers))
        recorder = None
        if asked.record is not None:
            recorder = stack.enter_context(
                recording.Recorder(asked.record, source.title, terms=terms)
            )
        every = asked.every or source.pace
        end, failed, since = time.monotonic() + asked.long, 0, None
        while True:
            try:
                series = _read(asked, source, series, recorder)
                failed = 0
                if web.since and since is None:
                    warn(words.stands_in(source.title, web.since))
                since = web.since
            except FeedFault as fault:
                if not len(series):
                    raise
                failed += 1
                warn(f"{fault}; asked again")
            left = end - time.monotonic()
            if left <= 0:
                break
            rest(min(_pause(every, failed), left), Progress())
    badge = "STALE" if since else "LIVE" if is_address(asked.address) else "FILE"
    told = {"standard": source.standard, "badge": badge, "recorded": asked.record}
    told["terms"] = asdict(terms) if asked.agreement else None
    _close(asked, source.title, told, offers, series, feed.now(), report)
    return 0


@contextmanager
def _connected(
    asked: Namespace, report: Report
) -> Iterator[tuple[Web, feed.Feed, Terms, tuple[Offer, ...]]]:
    """The way to what lies at the address, and what is offered there."""
    with ExitStack() as stack:
        vault = cli_sign_in.vault()
        access, said = cli_sign_in.access(asked, vault), dict(asked.header)
        web = stack.enter_context(Web(asked.address, said, access=access, keep=places.answers()))
        with Meter() as progress:
            source, terms = _opened(asked, web, report, progress)
            stack.callback(source.close)
            if asked.record is not None and (why := forbids_export(terms)):
                raise Refused(why)
            offers = source.discover(progress)
        cli_sign_in.told(asked, vault)
        yield web, source, terms, offers


def _propose(asked: Namespace) -> int:
    """What is said of buildings now, or for a while."""
    report, end = Report(), time.monotonic() + asked.long
    with _connected(asked, report) as (_, source, _, _):
        while True:
            _read(asked, source, Series(), None)
            if (left := end - time.monotonic()) <= 0:
                break
            rest(min(asked.every or source.pace, left), Progress())
        statements = feed.said_by(source)
    for line in words.findings(report):
        warn(line)
    return cli_proposals.propose(asked, source.title, statements)


def _named(title: str, terms: Terms) -> str:
    """A source with whom its data are owed to."""
    return ", ".join(filter(None, (title, terms.named())))


def _pause(every: float, failed: int) -> float:
    """Seconds until a platform is asked again, after it failed so many times."""
    pause = min(every * 2.0**failed, max(every, LONGEST_REST))
    return pause * (0.75 + random.random() / 2) if failed else pause


def _opened(
    asked: Namespace, web: Web, report: Report, progress: Progress
) -> tuple[feed.Feed, Terms]:
    """What lies at the address, or what an agreement of a data space gives."""
    if not asked.agreement:
        mapping = layout.read(asked.mapping) if asked.mapping is not None else None
        opened = open_feed(asked.address, web, report, progress, mapping, asked.static)
        return opened, Terms()
    connector = Connector(asked.address, web, report)
    agreement = connector.agreement(asked.agreement, progress)
    source = Agreed(connector, agreement, report, progress)
    return source, source.terms


def _read(
    asked: Namespace,
    source: feed.Feed,
    series: Series,
    recorder: recording.Recorder | None,
) -> Series:
    """The series with what is said now; only what is new is told and recorded."""
    with Meter() as progress:
        for readings in source.read(progress):
            fresh = series.unknown(readings)
            if recorder is not None:
                recorder.write(fresh)
            series = series.merge(fresh)
            if asked.long and not asked.json and asked.proposals is None and len(fresh):
                _say(words.arrived(fresh))
    return series


# from a recording


def _replay(asked: Namespace) -> int:
    path = Path(asked.address)
    if not path.is_file():
        raise Refused(f"{path}: there is no such recording")
    report, series, now = Report(), Series(), feed.now()
    title = _named(recording.title(path), recording.terms(path))
    if not asked.json:
        _say(f"{title}  (REPLAY of {path.name})")
    for readings in recording.replay(path, report, _speed(asked), Progress()):
        series, now = series.merge(readings), readings.received
        if not asked.json:
            _say(words.arrived(readings))
    said = {"standard": "recording", "badge": "REPLAY", "recorded": path}
    _close(asked, title, said, feed.offers(series.streams), series, now, report)
    return 0


def _cut(asked: Namespace) -> int:
    path = Path(asked.address)
    if not path.is_file():
        raise Refused(f"{path}: there is no such recording")
    check_folder(asked.record)
    report = Report()
    start, end = asked.cut
    values = recording.cut(path, asked.record, start, end, report)
    if asked.json:
        print(json.dumps({"recording": str(asked.record), "count": values}), flush=True)
    else:
        _say(f"{asked.record}  ({count(values, 'value')})")
    for line in words.findings(report):
        warn(line)
    return 0


def _speed(asked: Namespace) -> float:
    """As it was, unless somebody says how fast; for a document nobody wants to wait."""
    if asked.speed is not None:
        return float(asked.speed)
    return math.inf if asked.json else 1.0


# what is said


def _close(
    asked: Namespace,
    title: str,
    said: dict[str, Any],
    offers: tuple[Offer, ...],
    series: Series,
    now: np.datetime64,
    report: Report,
) -> None:
    """Say the newest values, and what was wrong."""
    if asked.json:
        document = {
            "address": title,
            "standard": said["standard"],
            "badge": said["badge"],
            "terms": said.get("terms"),
            "recording": str(said["recorded"]) if said["recorded"] else None,
            "at": f"{now}Z",
            "offers": [
                {"name": one.measurand.name, "unit": one.measurand.unit, "things": one.things}
                for one in offers
            ],
            "count": len(series),
            "values": words.values(series, now),
            "findings": [
                {"severity": one.severity, "code": one.code, "object": one.object}
                | {"message": one.message}
                for one in report
            ],
        }
        print(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False), flush=True)
    else:
        _say(f"\n{words.newest(series, now)}")
    for line in words.findings(report):
        warn(line)


def _say(text: str) -> None:
    print(visible(text), flush=True)
