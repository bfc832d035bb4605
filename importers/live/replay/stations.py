"""The replay as a SensorThings service (OGC 18-088): what stands still, and what it observes."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlencode

from city.series import Thing
from importers.live.replay import observations
from importers.live.replay.exchange import Asked, Problem, Reply, told
from importers.live.replay.observations import BITS
from importers.live.replay.odata import Options, Row, options_of, ordered, said
from importers.live.replay.store import Store, Stream

MOST = 1000  # rows of one page
TERMS = "A recording that is played again, no measurement of this moment"
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
CONFORMANCE = [
    f"http://www.opengis.net/spec/iot_sensing/1.1/req/{part}"
    for part in (
        "datamodel",
        "resource-path/resource-path-to-entities",
        "request-data/expand",
        "request-data/select",
        "request-data/orderby",
        "request-data/top",
        "request-data/skip",
        "request-data/count",
        "request-data/pagination",
        "data-array/data-array",
    )
]
SEGMENT = re.compile(r"(\w+)(?:\((\d{1,18}|'(?:[^']|'')*')\))?(?:/|$)")
# what leads from a list to another; a name of one leads to one alone
WAYS = {
    "Things": {"Locations": "Locations", "Datastreams": "Datastreams"},
    "Locations": {"Things": "Things"},
    "Sensors": {"Datastreams": "Datastreams"},
    "ObservedProperties": {"Datastreams": "Datastreams"},
    "Datastreams": {
        "Thing": "Things",
        "Sensor": "Sensors",
        "ObservedProperty": "ObservedProperties",
        "Observations": "Observations",
    },
    "Observations": {"Datastream": "Datastreams"},
}
ONE = frozenset({"Thing", "Sensor", "ObservedProperty", "Datastream"})


class Stations:
    """What a SensorThings service says of the things of a store that do not move.

    Things and their locations have the ids of the recording; numbers count the rest.
    """

    def __init__(self, store: Store, home: str) -> None:
        self._store = store
        self._home = home
        self._streams: dict[int, Stream] = {}
        self._lists: dict[str, dict[Any, Row]] = {name: {} for name in WAYS}
        self._far: dict[tuple[str, str, Any], list[Any]] = {}
        self._lists["Sensors"][1] = {
            "name": "Recording",
            "description": TERMS,
            "encodingType": "text/plain",
            "metadata": TERMS,
        }
        properties: dict[str, int] = {}
        for id, streams in store.of.items():
            if not store.moves(id):
                self._add(streams[0].thing)
                for stream in streams:
                    number = properties.setdefault(stream.measurand.name, len(properties) + 1)
                    self._add_stream(stream, number)

    def close(self) -> None:
        """Nothing was begun."""

    def _add(self, thing: Thing) -> None:
        kept = {"kind": thing.kind, "of": thing.of, "terms": TERMS}
        self._lists["Things"][thing.id] = {
            "name": thing.name or thing.id,
            "description": thing.kind or "Thing",
            "properties": {name: text for name, text in kept.items() if text},
        }
        if thing.place:
            self._lists["Locations"][thing.id] = {
                "name": thing.name or thing.id,
                "description": "Where it stands",
                "encodingType": "application/geo+json",
                "location": {"type": "Point", "coordinates": list(thing.place)},
            }
            self._join("Things", "Locations", thing.id, thing.id)
            self._join("Locations", "Things", thing.id, thing.id)

    def _add_stream(self, stream: Stream, property: int) -> None:
        number, name, unit = stream.row + 1, stream.measurand.name, stream.measurand.unit or None
        self._streams[number] = stream
        self._lists["Datastreams"][number] = {
            "name": f"{name} of {stream.thing.name or stream.thing.id}",
            "description": TERMS,
            "observationType": MEASUREMENT,
            "unitOfMeasurement": {"name": unit, "symbol": unit, "definition": None},
        }
        self._lists["ObservedProperties"][property] = {
            "name": name,
            "definition": f"{self._home}/ObservedProperties({property})",
            "description": name,
        }
        for list_, way, far in (
            ("Things", "Thing", stream.thing.id),
            ("Sensors", "Sensor", 1),
            ("ObservedProperties", "ObservedProperty", property),
        ):
            self._join("Datastreams", way, number, far)
            self._join(list_, "Datastreams", far, number)

    def _join(self, name: str, way: str, key: Any, far: Any) -> None:
        self._far.setdefault((name, way, key), []).append(far)

    # paths

    def answer(self, asked: Asked) -> Reply:
        if asked.method != "GET":
            raise Problem(405, "the replay is read; nothing can be written into it")
        if not asked.path:
            lists = [{"name": name, "url": f"{self._home}/{name}"} for name in WAYS]
            return told({"value": lists, "serverSettings": {"conformance": CONFORMANCE}})
        options = options_of(asked.query, MOST)
        name, keys, alone = self._found(asked.path)
        if alone:
            return told(self._dressed(name, self._bare(name, keys[0]), options))
        return told(self._page(name, keys, options, f"{self._home}/{_escaped(asked.path)}"))

    def _found(self, path: str) -> tuple[str, list[Any], bool]:
        """The list that a path leads to, which of its rows, and whether it is one alone. Of
        observations, these are the streams that they are of, unless it is one alone."""
        name, keys, alone, at = "", list[Any](), False, 0
        while at < len(path):
            part = SEGMENT.match(path, at)
            if part is None or part[1] not in (WAYS[name] if alone else () if name else WAYS):
                raise Problem(404, f"nothing leads to {path[:200]}")
            if name:
                keys, alone = self._onwards(name, part[1], keys[0]), part[1] in ONE
                name = WAYS[name][part[1]]
            else:
                name, keys = part[1], list(self._lists[part[1]])
                keys = list(self._streams) if name == "Observations" else keys
            if part[2] is not None:
                keys, alone = [self._picked(name, keys, part[2])], True
            at = part.end()
        return name, keys, alone

    def _picked(self, name: str, keys: list[Any], text: str) -> Any:
        key = text[1:-1].replace("''", "'") if text.startswith("'") else int(text)
        if name == "Observations" and isinstance(key, int):
            known = key >> BITS in keys and len(observations.one(self._store, self._streams, key))
        else:
            known = key in keys
        if not known:
            raise Problem(404, f"{name} has no {text[:200]}")
        return key

    def _onwards(self, name: str, way: str, key: Any) -> list[Any]:
        if way == "Observations":
            return [key]
        return [key >> BITS] if name == "Observations" else self._far.get((name, way, key), [])

    # rows

    def _page(self, name: str, keys: list[Any], options: Options, address: str) -> Row:
        skip, end = options.skip, options.skip + options.top
        if name == "Observations":
            found = observations.sought(self._store, self._streams, keys, options)
            count, chosen = len(found), found.only(slice(skip, end))
            rows: Any = chosen.rows()
        else:
            whole = self._sought(name, keys, options)
            count, rows = len(whole), whole[skip:end]
        page: Row = {"@iot.count": count} if options.count else {}
        if skip < end < count:
            further = {**options.told, "$top": options.top, "$skip": end}
            page["@iot.nextLink"] = (
                f"{address}?{urlencode(further, safe='$(),;=/@', quote_via=quote)}"
            )
        if name == "Observations" and options.data_array:
            return page | {"value": chosen.arrays(lambda key: self._self("Datastreams", key))}
        return page | {"value": [self._dressed(name, row, options) for row in rows]}

    def _sought(self, name: str, keys: list[Any], options: Options) -> list[Row]:
        def through(row: Row, way: str) -> Row | None:
            if way not in ONE or way not in WAYS[name]:
                return None
            return self._bare(WAYS[name][way], self._onwards(name, way, row["@iot.id"])[0])

        rows = [self._bare(name, key) for key in keys]
        for one in options.filters:
            rows = [row for row in rows if one.holds(said(row, one.path, through))]
        return ordered(rows, options.orders, through)

    def _bare(self, name: str, key: Any) -> Row:
        if name == "Observations":
            return next(observations.one(self._store, self._streams, key).rows())
        return {"@iot.id": key, **self._lists[name][key]}

    def _dressed(self, name: str, bare: Row, options: Options) -> Row:
        """A row with its links, or what they lead to, and what is selected of it alone."""
        key = bare["@iot.id"]
        address = self._self(name, key)
        row = bare | {"@iot.selfLink": address}
        row |= {f"{way}@iot.navigationLink": f"{address}/{way}" for way in WAYS[name]}
        if options.select:
            kept = {
                "@iot.id",
                *options.select,
                *(f"{one}@iot.navigationLink" for one in options.select),
            }
            kept |= {"@iot.id"} if "id" in kept else set()
            row = {name: value for name, value in row.items() if name in kept}
        for way, inner in options.expand.items():
            if way not in WAYS[name]:
                raise Problem(400, f"{name} has no {way[:60]} to expand")
            row.pop(f"{way}@iot.navigationLink", None)
            far, keys = WAYS[name][way], self._onwards(name, way, key)
            if way in ONE:
                row[way] = self._dressed(far, self._bare(far, keys[0]), inner)
                continue
            page = self._page(far, keys, inner, f"{address}/{way}")
            row |= {f"{way}{mark}": one for mark, one in page.items() if mark != "value"}
            row[way] = page["value"]
        return row

    def _self(self, name: str, key: Any) -> str:
        if isinstance(key, str):
            key = f"'{_escaped(key.replace(chr(39), chr(39) * 2))}'"
        return f"{self._home}/{name}({key})"


def _escaped(path: str) -> str:
    return quote(path, safe="/():'")
