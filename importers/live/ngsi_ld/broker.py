"""A broker as a feed: all its entities first, then those that have changed."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import numpy as np

from city.progress import Progress
from city.series import Measurand, Readings
from city.statements import Statement
from importers.live import feed
from importers.live.feed import Gathering, Offer
from importers.live.ngsi_ld import temporal
from importers.live.ngsi_ld.asking import HOME, REFUSED, asking
from importers.live.ngsi_ld.attributes import short
from importers.live.ngsi_ld.entities import gather_all
from importers.live.ngsi_ld.pages import Pages, collecting
from importers.live.ngsi_ld.statements import hear, speaks
from importers.live.ngsi_ld.temporal import Known, Period
from importers.live.statements import Statements
from importers.live.web import FeedFault, Web, without_secrets
from importers.report import Report

BATCH = 20_000  # readings handed on at once, and four times as many each time: each is merged
LARGEST_BATCH = 400_000
OVERLAP = 5.0  # seconds that are asked for again, so that none is missed in between
SET_BACK = np.timedelta64(10, "s")  # of a clock that somebody has set, rather than told roughly
RESYNC = 300.0  # seconds after which all is read again, whatever changes were told
# ETSI GS CIM 009, 4.9 has moments without quotes; there are brokers that want them
CHANGED = ('modifiedAt>"{}"', "modifiedAt>{}")
LONG_AGO, NEVER = "1970-01-01T00:00:00Z", "2999-01-01T00:00:00Z"


def is_broker(address: str) -> bool:
    """Whether an address is one of an NGSI-LD broker."""
    return HOME.match(urlsplit(address).path) is not None


class Broker:
    """A broker, or the types of entities that an address names: .../ngsi-ld/v1/entities?type=A,B.

    area, tenant, context: as `asking` has them. A broker that can tell what has changed is asked
    for that, and for all again every few minutes.
    """

    standard, pace = "NGSI-LD", 10.0

    def __init__(
        self,
        address: str,
        web: Web,
        report: Report,
        area: tuple[float, ...] = (),
        tenant: str = "",
        context: str = "",
    ) -> None:
        self.title = without_secrets(address)
        self.asking = asking(address, area, tenant, context)
        self._web = web
        self._report = report
        self._told: set[tuple[str, str]] = set()
        self._pages = Pages(self.asking, web, self.tell)
        self._kinds = self.asking.kinds
        self._known = Known()
        self.said = Statements(self.title, report)
        self._first: list[Readings] | None = None  # read to find out what there is
        self._changed: str | None = ""  # how it is asked for changes: "" unknown, None not at all
        self._since = feed.now()  # by the broker's clock
        self._whole = -np.inf  # when all was read last, of the monotonic clock

    def discover(self, progress: Progress) -> tuple[Offer, ...]:
        self._first = list(self._all(progress))
        things: Counter[Measurand] = Counter()
        for readings in self._first:  # each thing is in one of them alone
            width = len(readings.measurands)
            pairs = np.unique(readings.thing * width + readings.measurand)
            for row, count in enumerate(np.bincount(pairs % width, minlength=width).tolist()):
                things[readings.measurands[row]] += count
        found = [Offer(measurand, count) for measurand, count in things.items()]
        return tuple(sorted(found, key=lambda offer: (-offer.things, offer.measurand)))

    def read(self, progress: Progress) -> Iterator[Readings]:
        first, self._first = self._first, None
        if first is not None:
            return iter(first)
        if time.monotonic() - self._whole < RESYNC and self._tells_changes(progress):
            return self._changes(progress)
        return self._all(progress)

    def history(
        self, start: np.datetime64, end: np.datetime64, progress: Progress, every: str = ""
    ) -> Iterator[Readings]:
        """What was said from a moment until before another; every: means of so long ("PT1H", ISO
        8601), where each value is not wanted."""
        if not self._known.things and self._first is None:
            with contextlib.suppress(FeedFault):  # it may have a history of what is no more
                self.discover(progress)
        period = Period(start, end, every)
        for kind in self.kinds(progress):
            for gathering in temporal.history(
                self.asking, kind, period, self._known, self._web, progress, self.tell
            ):
                yield gathering.handed(self.title, self._report)

    def statements(self) -> tuple[Statement, ...]:
        """What was said of buildings when it was read last, and has changed since."""
        return self.said.all()

    def close(self) -> None:
        """Nothing was begun."""

    def tell(self, code: str, object: str, message: str) -> None:
        """What is irregular goes to the report once, however often it is read."""
        if (code, object) not in self._told:
            self._told.add((code, object))
            self._report.warning(code, object or self.title, message)

    def kinds(self, progress: Progress) -> tuple[str, ...]:
        """The types to read: those that the address names, or all that there are."""
        if not self._kinds:
            self._kinds = self._all_kinds(progress)
        return self._kinds

    def _all_kinds(self, progress: Progress) -> tuple[str, ...]:
        try:
            answer = self._web.get(
                f"{self.asking.home}/types", progress, headers=self.asking.headers
            )
            data = answer.data()
        except FeedFault as fault:
            if fault.status not in (400, 404, 405, 501):
                raise
            data = None
        told = data.get("typeList") if isinstance(data, dict) else data
        if not isinstance(told, list):
            raise FeedFault(
                f"{self.title} does not say which types it has; "
                "name one: .../ngsi-ld/v1/entities?type=AirQualityObserved",
                lasting=True,
            )
        return tuple(kind for kind in told if isinstance(kind, str) and kind)

    # all, and what has changed

    def _all(self, progress: Progress) -> Iterator[Readings]:
        began, said = feed.now(), Statements(self.title, self._report)
        yield from self._gathered({}, progress, said)
        self.said = said  # what is not there any more says nothing
        self._whole = time.monotonic()
        self._since = self._by_its_clock(began)

    def _changes(self, progress: Progress) -> Iterator[Readings]:
        began = feed.now()
        since = f"{np.datetime_as_string(self._since, 's')}Z"
        try:
            changed = {"q": str(self._changed).format(since)}
            yield from self._gathered(changed, progress, self.said)
        except FeedFault as fault:
            if fault.status not in REFUSED:
                raise
            self._changed = None
            yield from self._all(progress)
        until = self._by_its_clock(began)
        if until < self._since - SET_BACK:  # what it plays begins anew
            yield from self._all(progress)
        self._since = until

    def _by_its_clock(self, moment: np.datetime64) -> np.datetime64:
        ahead = self._pages.skew - OVERLAP
        if told := feed.skewed(self._pages.skew):
            self.tell("clock", self.title, told)
        since: np.datetime64 = moment + np.timedelta64(int(ahead * 1000), "ms")
        return since

    def _tells_changes(self, progress: Progress) -> bool:
        """Whether it can be asked for what has changed: it then knows much that has changed since
        long ago, and nothing that will."""
        kind = self._pages.filled
        if self._changed == "" and kind:
            self._changed = None
            for form in CHANGED:
                past = self._pages.some(kind, {"q": form.format(LONG_AGO)}, progress)
                if past and not self._pages.some(kind, {"q": form.format(NEVER)}, progress):
                    self._changed = form
                    break
        return bool(self._changed)

    def _gathered(
        self, more: dict[str, str], progress: Progress, said: Statements
    ) -> Iterator[Readings]:
        gathering, batch = Gathering(), BATCH
        for kind in self.kinds(progress):
            for entities in self._pages.read(kind, more, progress):
                gather_all(gathering, entities, self.tell)
                if speaks(short(kind)):
                    hear(said, entities)
                progress.report(self._pages.read_now, self._pages.total, self._words(kind))
                if len(gathering) >= batch:
                    batch = min(4 * batch, LARGEST_BATCH)
                    with collecting(True):
                        yield self._handed(gathering)
        if len(gathering):
            yield self._handed(gathering)

    def _handed(self, gathering: Gathering) -> Readings:
        readings = gathering.handed(self.title, self._report)
        self._known.learn(readings)
        return readings

    def _words(self, kind: str) -> str:
        return f"{self._pages.read_now:,} {short(kind)}"
