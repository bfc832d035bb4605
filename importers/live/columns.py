"""Rows as readings, column by column: a hundred thousand features come at once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from city.series import Measurand, Readings, Thing
from importers.live import feed
from importers.live.rows import Box, Columns, Row, Schema, columns_of, in_full
from importers.report import Report

BATCH = 20_000  # rows handed on at once
SEEN = 50  # rows of a batch that are looked into for what is so of all
NOWHERE = "its place is no point on Earth; are east and north swapped?"
MS, NAT = "datetime64[ms]", np.datetime64("NaT", "ms")
NUMBERS = frozenset({int, float, type(None)})

Rows = NDArray[np.int64]
Part = tuple[Rows, Rows, Rows, NDArray[np.datetime64], NDArray[np.float64]]


def gathered(
    found: Iterable[Row],
    title: str,
    fallback: np.datetime64,
    report: Report,
    progress: Progress,
    schema: Schema = Schema(),
    most: float = math.inf,
    label: str = "row",
) -> Iterator[Readings]:
    """The readings of rows, in parts as they come; more rows than `most` are left and told.

    All numbers of a row are read; things without any are listed all the same. fallback: how old
    rows are that do not say. label: what goes before the number of a row that has no id.
    """
    left, start, told = iter(found), 0, False
    while rows := list(islice(left, int(min(BATCH, most - start)))):
        progress.report(start, 0, f"{start:,} read")
        if not told and any(_turned(place, schema.box) for _, place in rows[:SEEN]):
            told = True
            report.warning("swapped", title, "east and north of its places seem to be swapped")
        labels = [f"{label} {at + 1}" for at in range(start, start + len(rows))]
        yield feed.dated(_readings(rows, labels, fallback, report, schema), title, report)
        start += len(rows)
    if start >= most and next(left, None) is not None:
        report.error("most", title, f"it has more than {most:,} features; ask for an area")


def _turned(place: tuple[float, ...] | None, box: Box | None) -> bool:
    """Whether a place lies outside a box, and inside with east and north swapped."""
    if not place or box is None:
        return False
    west, south, east, north = box

    def within(x: float, y: float) -> bool:
        return west <= x <= east and south <= y <= north

    return not within(*place[:2]) and within(place[1], place[0])


def _readings(
    rows: list[Row], labels: list[str], fallback: np.datetime64, report: Report, schema: Schema
) -> Readings:
    alike: dict[tuple[str, ...], list[int]] = {}  # which rows have the same columns
    for at, (values, _) in enumerate(rows):
        alike.setdefault(tuple(values), []).append(at)
    things: dict[str, tuple[int, Thing]] = {}
    measurands: dict[Measurand, int] = {}
    parts: list[Part] = [(np.zeros(0, np.int64),) * 3 + (np.zeros(0, MS), np.zeros(0))]
    for names, members in alike.items():
        columns = columns_of(names, schema)
        some = [rows[at] for at in members]
        ids = [
            (feed.text(values[columns.id]) if columns.id else "") or labels[at]
            for at, (values, _) in zip(members, some, strict=True)
        ]
        thing = _things(things, some, ids, columns, schema, report)
        when = columns.moment or in_full(values for values, _ in some[:SEEN])
        time = _moments([values.get(when) for values, _ in some], ids, fallback, report)
        row, dated = np.array(members), ~np.isnat(time)
        for column, measurand in columns.measured:
            if column != when:
                value, numbers = _numbers([values[column] for values, _ in some])
                if len(kept := np.flatnonzero(numbers & dated)):
                    of = measurands.setdefault(measurand, len(measurands))
                    what = np.full(len(kept), of)
                    parts.append((row[kept], thing[kept], what, time[kept], value[kept]))
    row, thing, what, time, value = (np.concatenate(one) for one in zip(*parts, strict=True))
    order = np.argsort(row, kind="stable")  # as they came, and not by column
    return Readings(
        tuple(one for _, one in things.values()),
        tuple(measurands),
        thing[order],
        what[order],
        time[order],
        value[order],
        feed.now(),
    )


def _things(
    things: dict[str, tuple[int, Thing]],
    rows: list[Row],
    ids: list[str],
    columns: Columns,
    schema: Schema,
    report: Report,
) -> Rows:
    """Which thing each row is of; those that are new are put to the others."""
    found = []
    for id, (values, place) in zip(ids, rows, strict=True):
        if place is None:
            report.warning("place", id, NOWHERE)
        key = schema.prefix + id
        if (known := things.get(key)) is None:
            name = feed.text(values[columns.name]) if columns.name else ""
            kind = values.get("type")
            kind = feed.text(kind) if isinstance(kind, str) and kind else schema.kind
            known = things[key] = len(things), Thing(key, name, place or (), kind)
        found.append(known[0])
    return np.array(found, np.int64)


def _moments(
    told: list[Any], ids: list[str], fallback: np.datetime64, report: Report
) -> NDArray[np.datetime64]:
    """When each row was; NaT for what is no moment."""
    known = {one: feed.moment(one) for one in {one for one in told if isinstance(one, str)}}
    known[""] = fallback
    found = []
    for id, one in zip(ids, told, strict=True):
        moment = known.get(one or "") if one is None or isinstance(one, str) else None
        if moment is None:
            report.error("moment", id, f"{feed.text(one)[:40]} is no moment; left out")
        found.append(NAT if moment is None else moment)
    return np.array(found, MS)


def _numbers(told: list[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """A column's numbers, NaN for what stands for none, and which of it are such."""
    kinds = set(map(type, told))
    if kinds <= NUMBERS or kinds == {str}:
        with suppress(ValueError, OverflowError):  # of a word or an endless number: one by one
            found = np.array(told, np.float64)
            found[np.isinf(found)] = np.nan
            return found, np.ones(len(told), bool)
    read = [feed.number(one) for one in told]
    numbers = np.array([one is not None for one in read])
    return np.array(read, np.float64), numbers
