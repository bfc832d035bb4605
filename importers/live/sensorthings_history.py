"""What streams of a SensorThings service observed in a period (OGC 18-088, 9.3.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from city.progress import Progress
from city.shelf import F64, Times
from importers.live import feed
from importers.live.web import FeedFault, Web, linked, without_secrets
from importers.report import Report

TOP = 1000  # observations of one page
PAGES = 10_000  # of one stream; a chain that is longer has no end
REFUSED = frozenset({400, 404, 405, 500, 501})  # what servers answer to what they do not know
# Ways to ask, the best one first: rows as arrays are four times as short; some servers do not know
# them, or tell but the first page of them, and some cannot put moments in order.
WAYS = (
    ("$resultFormat=dataArray", "$orderby=phenomenonTime asc"),
    ("$resultFormat=dataArray",),
    ("$orderby=phenomenonTime asc",),
    (),
)
Rows = list[tuple[Any, Any]]  # the words for when, and the result


class Past:
    """Asks a service for what was; it remembers in which way the service answers."""

    def __init__(self, web: Web, report: Report) -> None:
        self._web = web
        self._report = report
        self._way = 0

    def pages(
        self, url: str, start: np.datetime64, end: np.datetime64, progress: Progress
    ) -> Iterator[Rows]:
        """The observations at an address from a moment until before another, page by page.

        Raises FeedFault, with status 501 where the service does not answer such questions.
        """
        while True:
            try:
                yield from self._asked(self._question(url, start, end), progress)
                return
            except FeedFault as fault:
                if fault.status not in REFUSED:
                    raise
                if self._way + 1 == len(WAYS):
                    name = without_secrets(url)
                    raise FeedFault(f"{name} does not tell what was: {fault}", True, 501) from fault
                self._way += 1

    def _question(self, url: str, start: np.datetime64, end: np.datetime64) -> str:
        at, until = (f"{np.datetime_as_string(one, 'ms')}Z" for one in (start, end))
        asked = f"$filter=phenomenonTime ge {at} and phenomenonTime lt {until}"
        query = "&".join((asked, *WAYS[self._way], f"$top={TOP}")).replace(" ", "%20")
        return f"{url}{'&' if '?' in url else '?'}{query}"

    def _asked(self, url: str, progress: Progress) -> Iterator[Rows]:
        asked: set[str] = set()
        for _ in range(PAGES):
            asked.add(url)
            answer = self._web.get(url, progress, tries=2)
            data = answer.data()
            told = data.get("value") if isinstance(data, dict) else None
            if not isinstance(told, list):
                raise FeedFault(f"{without_secrets(url)} is no list of observations", status=400)
            rows = [row for one in told if isinstance(one, dict) for row in _rows(one)]
            link = data.get("@iot.nextLink")
            if not isinstance(link, str) or not link:
                if len(rows) >= TOP and any("dataArray" in one for one in told):
                    raise FeedFault("its rows as arrays have no second page", status=501)
                yield rows
                return
            yield rows
            url = linked(answer.url, link)
            if url in asked:
                self._report.warning("pages", without_secrets(url), "its pages begin again")
                return
        self._report.error(
            "pages", without_secrets(url), f"its pages have no end: read were {PAGES:,}"
        )


def _rows(row: dict[str, Any]) -> Rows:
    """An observation, or those of an array."""
    names, lists = row.get("components"), row.get("dataArray")
    if not isinstance(names, list) or not isinstance(lists, list):
        return [(row.get("phenomenonTime") or row.get("resultTime"), row.get("result"))]
    if not {"phenomenonTime", "result"} <= set(map(str, names)):
        return []
    when, what = names.index("phenomenonTime"), names.index("result")
    longest = max(when, what)
    return [(one[when], one[what]) for one in lists if isinstance(one, list) and len(one) > longest]


def columns(rows: Rows, start: np.datetime64, end: np.datetime64) -> tuple[Times, F64, int]:
    """Moments and results in a period, whatever else was told, and how many rows are neither."""
    times = feed.moments([when for when, _ in rows])
    results = [feed.number(result) for _, result in rows]
    if times is None or None in results:
        told = [feed.moment(when) for when, _ in rows]
        pairs = list(zip(told, results, strict=True))
        fine = [(when, one) for when, one in pairs if when is not None and one is not None]
        times = np.array([when for when, _ in fine], "datetime64[ms]")
        results = [one for _, one in fine]
    values = np.array(results, np.float64)
    inside = (times >= start) & (times < end)
    return times[inside], values[inside], len(rows) - len(times)
