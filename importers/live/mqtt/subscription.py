"""What a broker's topics say, as a feed: pushed, kept until it is read, read at once."""

from __future__ import annotations

import time
from collections.abc import Iterator

from city.progress import Progress
from city.series import Readings, Series
from city.statements import Statement
from importers.live import feed
from importers.live.feed import LONGEST_TEXT, Offer
from importers.live.mqtt.address import Address, Credentials
from importers.live.mqtt.arrivals import Arrivals
from importers.live.mqtt.connection import Connection
from importers.live.mqtt.layout import Layout
from importers.live.mqtt.payloads import Payloads
from importers.live.mqtt.wire import LARGEST
from importers.live.statements import Statements
from importers.live.web import FeedFault, rest
from importers.report import Report

LISTEN = 2.0  # seconds of listening, to find out what there is
HEARD = 100_000  # topics of which the last message is remembered
NAMED = 8  # topics that a message names


class Subscription:
    """The topics that an address names.

    What the broker had kept (retained) comes first. A message that comes again, after a broken
    connection or from a broker that starts anew, is not taken for a new one.
    """

    standard, pace = "MQTT", 0.1

    def __init__(
        self,
        address: Address,
        credentials: Credentials,
        report: Report,
        layout: Layout | None = None,
    ) -> None:
        self.title = f"{address.broker}/{address.topics}"[:300]
        self._report = report
        self._said = Statements(self.title, report)
        self._payloads = Payloads(report, layout, self._said)
        self._arrivals = Arrivals(self.title, report)
        self._last: dict[bytes, int] = {}
        self._first: list[Readings] = []  # read to find out what there is
        self._connection = Connection(
            address, (address.topics,), credentials, self._take, self._refuse, report
        )

    def discover(self, progress: Progress) -> tuple[Offer, ...]:
        self._connection.wait(progress)
        end = time.monotonic() + LISTEN
        while (left := end - time.monotonic()) > 0:
            rest(min(self.pace, left), progress)
            self._first.extend(self._taken())
        if not self._first and not self._said.all():
            self._report.note(
                "quiet",
                self.title,
                f"nothing was kept here, and nothing said within {LISTEN:g} s; listen longer",
            )
        series = Series()
        for readings in self._first:
            series = series.merge(readings)
        return feed.offers(series.streams)

    def read(self, progress: Progress) -> Iterator[Readings]:
        first, self._first = self._first, []
        yield from first
        if not first:
            self._connection.wait(progress)
        yield from self._taken()

    def statements(self) -> tuple[Statement, ...]:
        """What entities have said of buildings until now."""
        return self._said.all()

    def close(self) -> None:
        self._connection.close()

    def _taken(self) -> Iterator[Readings]:
        if (readings := self._arrivals.taken()) is not None:
            yield readings

    def _take(self, topic: bytes, payload: bytes, again: bool) -> None:
        mark = hash(payload)
        if again and self._last.get(topic) == mark:
            return
        if len(topic) <= LONGEST_TEXT and (len(self._last) < HEARD or topic in self._last):
            self._last[topic] = mark
        with self._arrivals as gathering:
            self._payloads.gather(gathering, topic, payload, again)

    def _refuse(self, topic: bytes, size: int) -> None:
        name = feed.text(topic.decode("utf-8", "replace")[:200])
        self._report.error(
            "large",
            name,
            f"a message of {size / (1 << 20):,.1f} MB was left out; "
            f"more than {LARGEST >> 20} MB is refused",
        )


def heard(
    address: Address,
    credentials: Credentials,
    report: Report,
    progress: Progress,
) -> tuple[str, ...]:
    """The topics on which something is said for some seconds, or was kept, in order of name; for
    people to choose from. Raises FeedFault."""
    topics: set[str] = set()

    def note(topic: bytes, _: object, __: object = None) -> None:
        if len(topics) < HEARD:
            topics.add(feed.text(topic.decode("utf-8", "replace")[:200]))

    connection = Connection(address, ("#",), credentials, note, note, report)
    try:
        connection.wait(progress)
        rest(LISTEN, progress)
    finally:
        connection.close()
    return tuple(sorted(topics))


def unnamed(address: Address, topics: tuple[str, ...]) -> FeedFault:
    """What to say where an address names no topic, and these were heard."""
    said = f"heard were {', '.join(topics[:NAMED])}" if topics else "nothing was heard for a while"
    if len(topics) > NAMED:
        said += f" and {len(topics) - NAMED:,} more"
    return FeedFault(
        f"{address.broker} names no topic; add one, such as {address.broker}/city/# ({said})",
        lasting=True,
    )
