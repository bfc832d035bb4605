"""How a live layer looks at a moment: its things as signs in colours, and what its legend says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap

import numpy as np

from app.legend_picture import Line
from app.live.layer import Badge, LiveLayer, badge_of
from app.live.moving import Paint
from app.wording import compact, visible
from city.alarms import Rule
from city.frame import Frame
from city.glyphs import HIGH, Glyphs, Sort
from city.place import local_of
from city.progress import Progress
from city.scales import UNKNOWN, Bytes, Scale, scale_of
from city.series import Thing
from city.subjects import F64, Rows, Streams, Told
from city.terms import Terms

COLUMN = 60.0  # metres that a column is high whose value is the highest of its scale
DIRECTION = "wind_direction"  # the key of the quantity that says where wind comes from
SHORT, LONG = 14.0, 60.0  # metres that an arrow is long in calm air, and in the strongest wind
MOVING = (31, 119, 180)  # the colour of what tells nothing but where it is
LEAST = 2.0  # and one whose value is the lowest
WIDE = 36  # letters of a line that tells terms; what must be named is never cut off


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where the things of a layer stand: (n, 3) local metres by row of `Streams.things`, NaN where
    nobody knows. of: the streams whose things they are; None for the places of nobody."""

    of: Streams | None
    points: F64


NOWHERE = Places(None, np.zeros((0, 3)))  # is what has no table to stand on


def places_of(
    streams: Streams, frame: Frame, standing: Callable[[F64], F64], progress: Progress
) -> Places:
    """Where things stand on the ground of a city. standing: the height (n,) of the ground at places
    (n, 2). What stations say of their height counts from who knows where; they stand on the ground.
    What moves has no place: it is measured again and again.
    """
    nobody = Thing("")
    said = [streams.known.get(one, nobody).place for one in streams.things]
    points = np.full((len(said), 3), np.nan)
    moves = frozenset(streams.thing[streams.subject < 0].tolist())
    known = [row for row, place in enumerate(said) if len(place) >= 2 and row not in moves]
    degrees = np.array([said[row][:2] for row in known], np.float64).reshape(-1, 2)
    points[known, :2] = local_of(frame, degrees)
    there = np.isfinite(points[:, 0])
    progress.check()
    if there.any():
        points[there, 2] = standing(points[there, :2])
    points[~np.isfinite(points).all(1)] = np.nan
    return Places(streams, points)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A layer at a moment.

    layer: as it was when it was looked at. things: the rows of `Streams.things` that the glyphs
    show, in order. told: what they tell. scale: what colours mean, None where it shows but what
    moves. paint: of what moves. badge: how old it is. alarms: which of its rules hold, and of which
    rows. alarmed: of how many things. nowhere: how many have no place on this table.
    unbound: how many tell of no object, where it is objects that show what is told.
    """

    layer: LiveLayer
    glyphs: Glyphs
    things: Rows
    told: Told
    scale: Scale | None
    paint: Paint | None
    badge: Badge
    alarms: list[tuple[Rule, Rows]]
    alarmed: int
    nowhere: int
    unbound: int = 0


def look(layer: LiveLayer, places: Places, at: np.datetime64, live: bool) -> Look | None:
    """How a layer looks at a moment (UTC); None while it has told nothing. live: whether the moment
    is now."""
    subject, told = layer.subject, layer.told(at, live)
    if subject is None or told is None:
        if layer.tracks is None:
            return None
        told = _silence()
    scale = scale_of(subject, told.value) if subject is not None else None
    colours = scale.of(told.value) if scale is not None else np.zeros((0, 3), np.uint8)
    held = layer.alarms(at)
    alert = np.zeros(len(layer.streams.things), bool)
    for _, things in held:
        alert[things] = True
    alarmed = np.flatnonzero(alert)
    mover = _movers(layer)
    there = np.zeros(len(told), bool)
    known = told.thing < len(places.points)
    there[known] = np.isfinite(places.points[told.thing[known]]).all(1)
    moves = mover[told.thing] >= 0
    nowhere = int((~there & ~moves).sum())
    there &= ~moves
    rows = told.thing[there]
    sort: Sort = "disc"
    height: F64 | float | None = None
    quantity = subject.quantity if subject is not None else None
    size: F64 | float | None = None
    heading: F64 | float = np.nan
    if scale is not None and quantity is not None and quantity.glyph == "bar":
        sort, height = "column", _heights(told.value[there], scale)
    if quantity is not None and quantity.glyph == "arrow":
        found = _blowing(layer, at, live)
        if found is not None:
            sort, heading, height = "arrow", found[rows], HIGH["disc"]
            size = SHORT + told.value[there] / max(quantity.high, 1e-9) * (LONG - SHORT)
            size = np.where(np.isfinite(size), size, SHORT)
            if quantity.key == DIRECTION:  # which says nothing of how strong
                size = (SHORT + LONG) / 2
    glyphs = Glyphs.of(
        sort,
        places.points[rows],
        colours[there],
        size=size,
        height=height,
        heading=heading,
        stale=told.stale[there],
        alert=alert[rows],
    )
    paint = _paint(layer, told, colours, mover, alarmed) if layer.tracks is not None else None
    badge = badge_of(layer, told, at, live)
    return Look(layer, glyphs, rows, told, scale, paint, badge, held, len(alarmed), nowhere)


def _blowing(layer: LiveLayer, at: np.datetime64, live: bool) -> F64 | None:
    """(things,) degrees clockwise from north to which the wind blows at each thing, NaN where it
    does not say; None where none of them tells directions."""
    told_of = [one for one in layer.streams.subjects if one.key == DIRECTION]
    told = layer.told(at, live, told_of[0]) if told_of else None
    if told is None:
        return None
    found = np.full(len(layer.streams.things), np.nan)
    found[told.thing] = (told.value + 180.0) % 360.0  # it is named after where it comes from
    return found


def _silence() -> Told:
    none = np.zeros(0, np.int64)
    return Told(none, none, np.zeros(0), np.zeros(0, "datetime64[ms]"), np.zeros(0, bool), {})


def _movers(layer: LiveLayer) -> Rows:
    """(things,) which row of the layer's tracks each thing is, -1 for what stands."""
    found = np.full(len(layer.streams.things), -1, np.int64)
    if layer.tracks is not None:
        rows = {ident: row for row, ident in enumerate(layer.tracks.ids)}
        found[:] = [rows.get(ident, -1) for ident in layer.streams.things]
    return found


def _paint(layer: LiveLayer, told: Told, colours: Bytes, mover: Rows, alarmed: Rows) -> Paint:
    """How what moves looks: in the colour of its value where it tells one."""
    assert layer.tracks is not None
    count = len(layer.tracks.ids)
    paint = Paint(
        np.full((count, 3), MOVING, np.uint8), np.zeros(count, bool), np.zeros(count, bool)
    )
    row = mover[told.thing]
    told_any = (row >= 0) & ~np.isnan(told.value)
    paint.colour[row[told_any]] = colours[told_any]
    paint.stale[row[row >= 0]] = told.stale[row >= 0]
    paint.alert[mover[alarmed][mover[alarmed] >= 0]] = True
    return paint


def _heights(values: F64, scale: Scale) -> F64:
    low, high = 2 * scale.edges[0] - scale.edges[1], 2 * scale.edges[-1] - scale.edges[-2]
    share = np.clip((np.nan_to_num(values, nan=low) - low) / max(high - low, 1e-12), 0, 1)
    return np.asarray(LEAST + share * (COLUMN - LEAST))


def legend_lines(shown: Look, more: Sequence[Line] = ()) -> list[Line]:
    """What a layer's legend says: what it shows in which unit, whose it is, each step with how many
    things are in it, and how old it is. more: what is said before that."""
    layer, subject, scale = shown.layer, shown.layer.subject, shown.scale
    source = [Line(layer.standard, "source", badge=shown.badge), *terms_lines(layer.source.terms)]
    title = visible(layer.title)
    moving = len(layer.tracks.ids) if layer.tracks is not None else 0
    if subject is None or scale is None:
        here = Line("where it is now", "class", None, MOVING, compact(moving))
        return [Line(title, "heading"), here, *more, *source]
    unit = f" ({subject.unit})" if subject.unit else ""
    lines = [Line(visible(f"{subject.title}{unit}"), "heading"), Line(title, "layer")]
    step = scale.step(shown.told.value)
    counts = np.bincount(step[step >= 0], minlength=len(scale.words))
    for row, word in enumerate(scale.words):
        red, green, blue = scale.colours[row].tolist()
        lines.append(Line(word, "class", None, (red, green, blue), compact(int(counts[row]))))
    if gaps := int((step < 0).sum()):
        lines.append(Line("no value", "class", None, UNKNOWN, compact(gaps)))
    return [*lines, *more, *source]


def terms_lines(terms: Terms) -> list[Line]:
    """Who must be named, under which licence and agreement, each wholly."""
    agreed = f"agreement {terms.agreement}" if terms.agreement else ""
    told = (terms.attribution, terms.licence, agreed)
    return [
        Line(line, "layer")
        for one in told
        for line in wrap(visible(one), WIDE, break_on_hyphens=False)
    ]
