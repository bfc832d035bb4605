"""The tables of a project file, and the way between their rows and what they mean."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from city.project import jobs, packed, plans, results
from city.project.contents import Contents, HeightFix, Look, Measurement, Note, Origin
from city.project.viewpoint import Eye, Triple, Viewpoint

VERSION = 5
MEASUREMENTS = """
CREATE TABLE measurements (
  ident TEXT PRIMARY KEY, position INTEGER NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
  lines TEXT NOT NULL, points TEXT NOT NULL, horizontal TEXT NOT NULL, vertical TEXT NOT NULL,
  made TEXT NOT NULL);
"""
SCHEMA = f"""
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE sources (
  opening INTEGER NOT NULL, position INTEGER NOT NULL, path TEXT NOT NULL, relative TEXT NOT NULL,
  hash TEXT NOT NULL, crs TEXT NOT NULL, options TEXT NOT NULL, PRIMARY KEY (opening, position));
CREATE TABLE layers (
  key TEXT PRIMARY KEY, visible INTEGER NOT NULL, opacity REAL NOT NULL, lod TEXT,
  textures INTEGER NOT NULL);
CREATE TABLE styles (layer TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE views (
  ident TEXT PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  thumbnail BLOB NOT NULL);
CREATE TABLE notes (
  ident TEXT PRIMARY KEY, number INTEGER NOT NULL, text TEXT NOT NULL, east REAL NOT NULL,
  north REAL NOT NULL, up REAL NOT NULL, horizontal TEXT NOT NULL, vertical TEXT NOT NULL,
  author TEXT NOT NULL, made TEXT NOT NULL, opening INTEGER NOT NULL, object TEXT NOT NULL);
CREATE TABLE height_fixes (
  opening INTEGER NOT NULL, position INTEGER NOT NULL, metres REAL NOT NULL, reason TEXT NOT NULL,
  made TEXT NOT NULL, PRIMARY KEY (opening, position));
{MEASUREMENTS}{plans.SCHEMA}{packed.SCHEMA}{results.SCHEMA}{jobs.SCHEMA}"""
# What makes of a file of one form a file of the next; the tables that each form brought.
STEPS: Mapping[int, str] = {
    1: MEASUREMENTS,
    2: plans.SCHEMA + packed.SCHEMA,
    3: results.SCHEMA,
    4: jobs.SCHEMA,
}
SINCE: Mapping[str, int] = {
    "measurements": 2,
    **dict.fromkeys(("scenarios", "steps", *packed.TABLES), 3),
    **dict.fromkeys(results.TABLES, 4),
    **dict.fromkeys(jobs.TABLES, 5),
}
LOG = "steps"  # the one table that only grows, see city.project.plans
APART = (
    *packed.TABLES,
    *results.TABLES,
    *jobs.TABLES,
)  # may be very large: read and checked when asked for
NOTE = (
    *("ident", "number", "text", "east", "north", "up", "horizontal", "vertical"),
    *("author", "made", "opening", "object"),
)
MEASUREMENT = (
    *("ident", "position", "kind", "value", "lines", "points", "horizontal", "vertical", "made"),
)
SCENARIO = (
    *("ident", "position", "name", "about", "parent", "since", "mirrors", "archived", "made"),
)
# The columns of each table, in order, and how many of them make its key.
TABLES: Mapping[str, tuple[tuple[str, ...], int]] = {
    "settings": (("name", "value"), 1),
    "sources": (("opening", "position", "path", "relative", "hash", "crs", "options"), 2),
    "layers": (("key", "visible", "opacity", "lod", "textures"), 1),
    "styles": (("layer", "value"), 1),
    "views": (("ident", "position", "name", "value", "thumbnail"), 1),
    "notes": (NOTE, 1),
    "height_fixes": (("opening", "position", "metres", "reason", "made"), 2),
    "measurements": (MEASUREMENT, 1),
    "scenarios": (SCENARIO, 1),
}
Row = tuple[Any, ...]
Rows = dict[str, dict[Row, Row]]  # by table, by key

MOST_ROWS = 100_000  # of a table
MOST_POINTS = 10_000  # of a measurement
MOST_TEXT = 1_000_000  # characters of a text
MOST_PICTURE = 4_000_000  # bytes of a thumbnail
PATH = 4096
NAME = 1000


def of_form(form: int) -> list[str]:
    """The tables that a file of some form has."""
    return [name for name in (*TABLES, LOG, *APART) if SINCE.get(name, 1) <= form]


def rows(contents: Contents) -> Rows:
    """What the tables hold of these contents."""
    looks = contents.looks
    views = enumerate(contents.views)
    notes = contents.notes
    found: dict[str, Iterator[Row]] = {
        "settings": ((name, _json(value)) for name, value in contents.settings.items()),
        "sources": (
            (o.opening, o.position, o.path, o.relative, o.hash, o.crs, _json(dict(o.options)))
            for o in contents.origins
        ),
        "layers": ((k.key, int(k.visible), k.opacity, k.lod, int(k.textures)) for k in looks),
        "styles": ((look.key, look.style) for look in looks if look.style),
        "views": ((v.ident, k, v.name, _view_json(v), v.thumbnail) for k, v in views),
        "notes": (
            (
                *(n.ident, n.number, n.text, *n.place, n.horizontal, n.vertical),
                *(n.author, n.made, n.opening, n.object),
            )
            for n in notes
        ),
        "height_fixes": (
            (f.opening, f.position, f.metres, f.reason, f.made) for f in contents.fixes
        ),
        "measurements": (
            (
                *(m.ident, k, m.kind, m.value, _json(m.lines), _json(m.points)),
                *(m.horizontal, m.vertical, m.made),
            )
            for k, m in enumerate(contents.measurements)
        ),
        "scenarios": (
            (
                *(p.ident, k, p.name, p.about, p.parent, p.since),
                *(int(p.mirrors), int(p.archived), p.made),
            )
            for k, p in enumerate(contents.plans)
        ),
    }
    return {name: {row[: TABLES[name][1]]: row for row in made} for name, made in found.items()}


def contents(tables: Mapping[str, Sequence[Row]]) -> tuple[Contents, Rows, list[str]]:
    """What rows mean, the rows that mean something, and a line for each of the others.

    Nothing in a row is believed: numbers must be finite, texts short enough and of their kind.
    """
    kept: Rows = {name: {} for name in TABLES}
    lost: list[str] = []

    def each(name: str, meaning: Callable[[Row], Any]) -> Iterator[Any]:
        for row in tables.get(name, ()):
            try:
                value = meaning(row)
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
                lost.append(f"an entry of its {name.replace('_', ' ')} makes no sense ({fault})")
            else:
                kept[name][row[: TABLES[name][1]]] = row
                yield value

    styles = dict(each("styles", lambda row: (_text(row[0], NAME), _text(row[1]))))
    placed = each("views", lambda row: (_count(row[1]), _view(row)))
    views = [view for _, view in sorted(placed, key=lambda pair: pair[0])]
    taken = each("measurements", lambda row: (_count(row[1]), _measurement(row)))
    measurements = [one for _, one in sorted(taken, key=lambda pair: pair[0])]
    ordered = each("scenarios", lambda row: (_count(row[1]), _plan(row)))
    return (
        Contents(
            origins=tuple(sorted(each("sources", _origin), key=lambda o: (o.opening, o.position))),
            looks=tuple(
                replace(look, style=styles.get(look.key, "")) for look in each("layers", _look)
            ),
            views=tuple(views),
            notes=tuple(sorted(each("notes", _note), key=lambda note: note.number)),
            fixes=tuple(each("height_fixes", _fix)),
            measurements=tuple(measurements),
            plans=tuple(plan for _, plan in sorted(ordered, key=lambda pair: pair[0])),
            settings=dict(
                each("settings", lambda row: (_text(row[0], NAME), json.loads(_text(row[1]))))
            ),
        ),
        kept,
        lost,
    )


def _origin(row: Row) -> Origin:
    opening, position, path, relative, digest, crs, options = row
    said = json.loads(_text(options))
    return Origin(
        _count(opening),
        _count(position),
        _path(path),
        _path(relative) if relative else "",
        _text(digest, 128),
        _text(crs, 10_000),
        {_text(name, NAME): _text(value, NAME) for name, value in said.items()},
    )


def _look(row: Row) -> Look:
    key, visible, opacity, lod, textures = row
    share = min(max(_number(opacity), 0.0), 1.0)
    level = None if lod is None else _text(lod, NAME)
    return Look(_text(key, NAME), bool(_count(visible)), share, level, bool(_count(textures)))


def _view_json(view: Viewpoint) -> str:
    return _json(
        {
            "eye": asdict(view.eye),
            "visible": dict(view.visible),
            "styles": dict(view.styles),
            "moment": view.moment,
            "section": view.section,
            "panes": view.panes,
        }
    )


def _view(row: Row) -> Viewpoint:
    ident, _, name, value, thumbnail = row
    if not isinstance(thumbnail, bytes) or len(thumbnail) > MOST_PICTURE:
        raise ValueError("its small picture is none")
    said = json.loads(_text(value))
    return Viewpoint(
        _text(ident, 64),
        _text(name, NAME),
        eye_from(said["eye"]),
        {_text(key, NAME): bool(shown) for key, shown in said["visible"].items()},
        {_text(key, NAME): _text(style) for key, style in said["styles"].items()},
        _text(said["moment"], NAME),
        said["section"],
        thumbnail,
        said.get("panes"),
    )


def eye_from(said: Mapping[str, Any]) -> Eye:
    """An Eye from what `asdict` made of it. Raises ValueError, KeyError or TypeError for others."""
    return Eye(
        _triple(said["position"]),
        _triple(said["focus"]),
        _triple(said["up"]),
        min(max(_number(said["angle"]), 1.0), 120.0),
        max(_number(said["span"]), 0.0),
        _text(said["horizontal"], 10_000),
        _text(said["vertical"], 10_000),
    )


def _note(row: Row) -> Note:
    ident, number, text, east, north, up, horizontal, vertical, author, made, opening, thing = row
    return Note(
        _text(ident, 64),
        _count(number),
        _text(text),
        _triple((east, north, up)),
        _text(horizontal, 10_000),
        _text(vertical, 10_000),
        _text(author, NAME),
        _text(made, 64),
        _count(opening),
        _text(thing, 10_000),
    )


def _plan(row: Row) -> plans.Plan:
    ident, _, name, about, parent, since, mirrors, archived, made = row
    return plans.Plan(
        _text(ident, 64),
        _text(name, NAME),
        _text(about),
        _text(parent, 64),
        _count(since),
        bool(_count(mirrors)),
        bool(_count(archived)),
        _text(made, 64),
    )


def _fix(row: Row) -> HeightFix:
    opening, position, metres, reason, made = row
    lift = _number(metres)
    if abs(lift) > 10_000:
        raise ValueError(f"nothing is moved by {lift:g} m")
    return HeightFix(_count(opening), _count(position), lift, _text(reason), _text(made, 64))


def _measurement(row: Row) -> Measurement:
    ident, _, kind, value, lines, points, horizontal, vertical, made = row
    said, places = json.loads(_text(lines)), json.loads(_text(points))
    if not 0 < len(places) <= MOST_POINTS or len(said) > MOST_POINTS:
        raise ValueError("it lies nowhere, or in far too many places")
    return Measurement(
        _text(ident, 64),
        _text(kind, NAME),
        tuple(_triple(place) for place in places),
        _text(value, NAME),
        tuple((_text(name, NAME), _text(word, NAME)) for name, word in said),
        _text(horizontal, 10_000),
        _text(vertical, 10_000),
        _text(made, 64),
    )


def _text(value: Any, most: int = MOST_TEXT) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise ValueError("a text is missing or far too long")
    return value


def _path(value: Any) -> str:
    """A path that may be looked at: no link to another machine, nothing that is no name."""
    path = _text(value, PATH)
    plain = path.replace("\\", "/")
    if not path or "\0" in path or "://" in path or plain.startswith(("//?", "//.")):
        raise ValueError("a source has no path of this machine")
    return path


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError("a number is none")
    return float(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 40:
        raise ValueError("a count is none")
    return value


def _triple(values: Any) -> Triple:
    x, y, z = (_number(value) for value in values)
    return x, y, z


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
