"""A feed under an agreement of a data space: its token ends after minutes, the feed does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from city.progress import Progress
from city.series import Readings
from city.statements import Statement
from importers.dataspace.connector import Connector
from importers.dataspace.offer import Agreement, DataAddress
from importers.live.feed import Feed, Offer, past, said_by
from importers.live.opening import open_feed
from importers.live.web import FeedFault, Web
from importers.report import Report

CLOSED = frozenset({401, 403})


class Agreed:
    """What an agreement gives, read as what it is.

    terms: what has to stay with the data. Raises FeedFault where they cannot be had.
    """

    def __init__(
        self, connector: Connector, agreement: Agreement, report: Report, progress: Progress
    ) -> None:
        self.terms = agreement.terms()
        self._connector = connector
        self._agreement = agreement
        self._report = report
        self._web, self._feed = self._opened(progress)
        self.standard, self.title = self._feed.standard, self._feed.title
        self.pace = self._feed.pace

    def discover(self, progress: Progress) -> tuple[Offer, ...]:
        try:
            return self._feed.discover(progress)
        except FeedFault as fault:
            self._renew(fault, progress)
            return self._feed.discover(progress)

    def read(self, progress: Progress) -> Iterator[Readings]:
        return self._renewing(lambda feed: feed.read(progress), progress)

    def history(
        self, start: np.datetime64, end: np.datetime64, progress: Progress
    ) -> Iterator[Readings]:
        """As the platform has it."""
        return self._renewing(lambda feed: past(feed, start, end, progress), progress)

    def statements(self) -> tuple[Statement, ...]:
        """As the platform has it."""
        return said_by(self._feed)

    def close(self) -> None:
        self._feed.close()
        self._web.__exit__()

    def _renewing(
        self, asked: Callable[[Feed], Iterator[Readings]], progress: Progress
    ) -> Iterator[Readings]:
        try:
            yield from asked(self._feed)
        except FeedFault as fault:
            self._renew(fault, progress)
            yield from asked(self._feed)

    def _renew(self, fault: FeedFault, progress: Progress) -> None:
        """Get a new token where the old one opens nothing any more."""
        if fault.status not in CLOSED:
            raise fault
        web, feed = self._opened(progress)
        self.close()
        self._web, self._feed = web, feed

    def _opened(self, progress: Progress) -> tuple[Web, Feed]:
        where = self._connector.data_address(self._agreement, progress)
        web = Web(where.address, where.headers(_wants_bare(where, progress)))
        try:
            return web, open_feed(where.address, web, self._report, progress)
        except BaseException:
            web.__exit__()
            raise


def _wants_bare(where: DataAddress, progress: Progress) -> bool:
    """Whether the data's server knows its token without the word "Bearer" before it alone."""
    if where.headers() == where.headers(bare=True):
        return False
    with Web(where.address, where.headers()) as web:
        try:
            web.get(where.address, progress)
        except FeedFault as fault:
            return fault.status in CLOSED
    return False
