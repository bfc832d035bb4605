"""The replay as an NGSI-LD broker: entities, types, history and subscriptions (GS CIM 009, 6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import orjson

from importers.live.replay import entities
from importers.live.replay.courses import METHODS, Course, courses, duration
from importers.live.replay.entities import Entity
from importers.live.replay.exchange import Asked, Problem, Reply, milliseconds, told
from importers.live.replay.questions import Test, question, whereabouts
from importers.live.replay.store import MEMORY, Store
from importers.live.replay.subscriptions import Subscriptions

PAGE = 20  # entities, where nobody says how many
MOST = 1000
INSTANCES = 100_000  # of one answer over time; the rest is on the next page
ERRORS = "https://uri.etsi.org/ngsi-ld/errors/"
KINDS = {
    400: "BadRequestData",
    403: "TooManyResults",
    404: "ResourceNotFound",
    409: "AlreadyExists",
    422: "OperationNotSupported",
}
LATER = ("idPattern", "scopeQ", "csf", "pick", "omit", "join")


class ContextBroker:
    """What a broker says of the things in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ids = {entities.id_of(one[0].thing): id for id, one in store.of.items()}
        self._subscriptions = Subscriptions(self.entities)
        self._begun = store.now() - MEMORY

    def close(self) -> None:
        self._subscriptions.close()

    def answer(self, asked: Asked) -> Reply:
        try:
            return self._answer(asked)
        except Problem as fault:
            fault.kind = ERRORS + KINDS.get(fault.status, "BadRequestData")
            raise

    def _answer(self, asked: Asked) -> Reply:
        head, _, rest = asked.path.partition("/")
        if head == "subscriptions":
            return self._subscriptions.answer(asked, rest)
        if asked.method != "GET":
            raise Problem(422, "the replay is read; nothing can be written into it")
        if unknown := [name for name in LATER if name in asked.query]:
            raise Problem(422, f"the replay does not know {unknown[0]}")
        if head == "entities":
            return self._one(asked, rest) if rest else self._many(asked)
        if asked.path.startswith("temporal/entities"):
            return self._over_time(asked, asked.path.removeprefix("temporal/entities").strip("/"))
        if asked.path == "types":
            return self._types(asked)
        raise Problem(404, f"there is nothing at {asked.path[:100]}")

    # now

    def entities(self, query: Mapping[str, str]) -> list[Entity]:
        """The entities that a query asks for, with system attributes; `watched` is as `attrs`, but
        leaves entities whole. Raises Problem."""
        tests = [test for test in (whereabouts(query), _question(query)) if test is not None]
        said = self._store.said(self._chosen(query))
        found = [entities.entity(one, self._begun, True) for one in said]
        found = [one for one in found if all(test(one) for test in tests)]
        names = _names(query, "attrs")
        for wanted in (names, _names(query, "watched")):
            if wanted:
                found = [one for one in found if not one.keys().isdisjoint(wanted)]
        return [entities.only(one, names) for one in found] if names else found

    def _chosen(self, query: Mapping[str, str]) -> list[str]:
        types, ids = set(_names(query, "type")), dict.fromkeys(_names(query, "id"))
        known = [self._ids[id] for id in ids if id in self._ids] if ids else list(self._store.of)
        if not types:
            return known
        return [id for id in known if entities.type_of(self._store.of[id][0].thing) in types]

    def _many(self, asked: Asked) -> Reply:
        if not {"type", "attrs", "q", "georel"} & asked.query.keys():
            raise Problem(400, "say which entities: by type, attrs, q or georel")
        limit, offset = _page(asked)
        found = self.entities(asked.query)
        page = found[offset : offset + limit]
        headers = _counted(asked, len(found), offset, len(page))
        return _shown([_formed(one, asked) for one in page], asked, headers)

    def _one(self, asked: Asked, id: str) -> Reply:
        if id not in self._ids:
            raise Problem(404, f"there is no entity {id[:200]}")
        found = self.entities({**asked.query, "id": id})
        if not found:
            raise Problem(404, f"{id[:200]} has none of these attributes")
        return _shown(_formed(found[0], asked), asked, {})

    def _types(self, asked: Asked) -> Reply:
        names: dict[str, set[str]] = {}
        for said in self._store.said():
            attributes = entities.entity(said, self._begun, False).keys() - {"id", "type"}
            names.setdefault(entities.type_of(said.thing), set()).update(attributes)
        if asked.query.get("details") == "true":
            rows: Any = [
                {"id": name, "type": "EntityType", "typeName": name, "attributeNames": sorted(all_)}
                for name, all_ in sorted(names.items())
            ]
        else:
            rows = {"id": "urn:ngsi-ld:EntityTypeList:replay", "type": "EntityTypeList"}
            rows["typeList"] = sorted(names)
        return _shown(rows, asked, {})

    # over time

    def _over_time(self, asked: Asked, id: str) -> Reply:
        if id and id not in self._ids:
            raise Problem(404, f"there is no entity {id[:200]}")
        if {"q", "georel"} & asked.query.keys():
            raise Problem(422, "history is sought by type, id and attrs alone")
        if not id and not {"type", "attrs", "id"} & asked.query.keys():
            raise Problem(400, "say which entities: by type, id or attrs")
        start, end = _interval(asked.query)
        last, names = asked.whole("lastN", 0), _names(asked.query, "attrs")
        limit, offset = _page(asked)
        chosen = self._chosen({"id": id} if id else asked.query)
        shape = _shape(asked, start)
        page: list[Entity] = []
        instances = 0
        for one in chosen[offset : offset + limit]:
            streams = self._store.of[one]
            found = courses(self._store, streams, names, start, end, last)
            instances += sum(len(course.values) for course in found.values())
            if page and instances > INSTANCES:
                break
            told_ = {name: shape(course) for name, course in found.items()}
            page.append(entities.head(streams[0].thing) | told_)
        headers = _counted(asked, len(chosen), offset, len(page))
        return _shown(page[0] if id else page, asked, {} if id else headers)


def _question(query: Mapping[str, str]) -> Test | None:
    return question(query["q"]) if "q" in query else None


def _names(query: Mapping[str, str], name: str) -> list[str]:
    return [one for one in re.split(r"[,|]", query.get(name, "")) if one]


def _options(asked: Asked) -> set[str]:
    return {*_names(asked.query, "options"), *_names(asked.query, "format")}


def _page(asked: Asked) -> tuple[int, int]:
    least = 0 if asked.query.get("count") == "true" else 1
    limit = asked.whole("limit", PAGE, least)
    if limit > MOST:
        raise Problem(403, f"at most {MOST:,} entities are sent at once")
    return limit, asked.whole("offset", 0)


def _interval(query: Mapping[str, str]) -> tuple[int, int]:
    if query.get("timeproperty", "observedAt") != "observedAt":
        raise Problem(422, "history is kept by observedAt alone")
    relation = query.get("timerel")
    if relation is None:
        return 0, 1 << 60
    start, end = milliseconds(query.get("timeAt", "")), milliseconds(query.get("endTimeAt", ""))
    if start is not None and relation == "after":
        return start + 1, 1 << 60
    if start is not None and relation == "before":
        return 0, start
    if start is not None and end is not None and relation == "between":
        return start, end
    raise Problem(400, "timerel is before, after (timeAt) or between (timeAt and endTimeAt)")


def _shape(asked: Asked, start: int) -> Callable[[Course], Any]:
    """The form in which somebody wants values over time."""
    options = _options(asked)
    if "aggregatedValues" not in options:
        return Course.pairs if "temporalValues" in options else Course.instances
    methods = _names(asked.query, "aggrMethods")
    if not methods or not METHODS.keys() >= set(methods):
        raise Problem(400, f"aggrMethods are understood as some of {', '.join(METHODS)}")
    period = duration(asked.query.get("aggrPeriodDuration", "PT0S"))
    return lambda course: course.aggregated(methods, period, start)


def _counted(asked: Asked, count: int, offset: int, sent: int) -> dict[str, str]:
    headers = {"Link": entities.LINK}
    if asked.query.get("count") == "true":
        headers["NGSILD-Results-Count"] = str(count)
    if sent and offset + sent < count:
        query = urlencode({**asked.query, "offset": offset + sent})
        headers["Link"] = (
            f'</ngsi-ld/v1/{asked.path}?{query}>; rel="next"; type="application/json", '
            + entities.LINK
        )
    return headers


def _formed(told_: Entity, asked: Asked) -> Entity:
    options = _options(asked)
    if "sysAttrs" not in options:
        told_ = entities.without_system(told_)
    form = next((name for name in entities.FORMS if name in options), "")
    return entities.formed(told_, form)


def _shown(data: Any, asked: Asked, headers: Mapping[str, str]) -> Reply:
    """Data as the Accept header wants it."""
    accepted = asked.headers.get("accept", "")
    if "application/geo+json" in accepted and "temporal" not in asked.path:
        shown = entities.features(data) if isinstance(data, list) else entities.feature(data)
        body = orjson.dumps({**shown, "@context": entities.CORE})
        return Reply(body, "application/geo+json", headers=headers)
    if "application/ld+json" in accepted:
        for one in data if isinstance(data, list) else [data]:
            one["@context"] = entities.CORE
        return Reply(orjson.dumps(data), "application/ld+json", headers=headers)
    return Reply(told(data).body, headers={"Link": entities.LINK, **headers})
