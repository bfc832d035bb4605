"""What streams of the replay observed, as SensorThings tells it (OGC 18-088, 8.2.7 and 12)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from importers.live.replay.exchange import Problem, iso
from importers.live.replay.odata import COMPARED, TIMES, Comparison, Options, Row
from importers.live.replay.store import Store, Stream

BITS = 42  # of an id that are the moment, in milliseconds since 1970; those before are the stream
COMPONENTS = ["id", "phenomenonTime", "resultTime", "result"]


@dataclass(frozen=True, slots=True)
class Observations:
    """Columns: the number of the stream, milliseconds since 1970, and the value."""

    stream: NDArray[np.int64]
    moment: NDArray[np.int64]
    value: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.value)

    def only(self, rows: Any) -> Observations:
        """Some of them."""
        return Observations(self.stream[rows], self.moment[rows], self.value[rows])

    def rows(self) -> Iterator[Row]:
        """Each as a row of SensorThings, without links."""
        columns = (self.stream.tolist(), self.moment.tolist(), self.value.tolist())
        for stream, moment, value in zip(*columns, strict=True):
            when = iso(moment)
            yield {
                "@iot.id": stream << BITS | moment,
                "phenomenonTime": when,
                "resultTime": when,
                "result": None if math.isnan(value) else value,
            }

    def arrays(self, link: Any) -> list[Row]:
        """All of them as data arrays, one for each stream; link: the address of a stream."""
        by_stream: dict[int, list[list[Any]]] = {}
        for row in self.rows():
            by_stream.setdefault(row["@iot.id"] >> BITS, []).append(list(row.values()))
        return [
            {
                "Datastream@iot.navigationLink": link(stream),
                "components": COMPONENTS,
                "dataArray@iot.count": len(rows),
                "dataArray": rows,
            }
            for stream, rows in by_stream.items()
        ]


def one(store: Store, streams: Mapping[int, Stream], key: int) -> Observations:
    """The observation of an id, or none."""
    number, moment = key >> BITS, key & ((1 << BITS) - 1)
    if number not in streams:
        return _columns([])
    return _columns([(number, *store.history(streams[number], moment, moment + 1))])


def sought(
    store: Store, streams: Mapping[int, Stream], numbers: list[int], options: Options
) -> Observations:
    """The observations of some streams that the filters leave, in order. Raises Problem."""
    start, end = options.interval()
    found = _columns([(number, *store.history(streams[number], start, end)) for number in numbers])
    for filter_ in options.filters:
        found = found.only(_left(found, filter_))
    return found.only(_order(found, options))


def _columns(parts: list[tuple[int, NDArray[np.int64], NDArray[np.float64]]]) -> Observations:
    if not parts:
        return Observations(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    counts = [len(moments) for _, moments, _ in parts]
    return Observations(
        np.repeat([number for number, _, _ in parts], counts),
        np.concatenate([moments for _, moments, _ in parts]),
        np.concatenate([values for _, _, values in parts]),
    )


def _column(found: Observations, path: str) -> Any:
    if path in TIMES:
        return found.moment
    if path in ("@iot.id", "Datastream/@iot.id"):
        whole = found.stream << BITS | found.moment
        return whole if path == "@iot.id" else found.stream
    if path == "result":
        return found.value
    raise Problem(501, f"observations are not sought by {path[:60]}")


def _left(found: Observations, filter_: Comparison) -> Any:
    column = _column(found, filter_.path)
    if isinstance(filter_.value, str):
        return np.zeros(len(found), bool)
    return COMPARED[filter_.sign](column, filter_.value)


def _order(found: Observations, options: Options) -> Any:
    keys = [found.stream, found.moment]
    for path, down in reversed(options.orders):
        column = _column(found, path)
        keys.append(-column if down else column)
    return np.lexsort(keys)
