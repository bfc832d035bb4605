"""How a live layer looks at a moment: its things as signs in colours, and what its legend says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.legend_picture import Line
from app.live.layer import Badge, LiveLayer, badge_of
from app.wording import compact
from city.frame import Frame
from city.glyphs import Glyphs, Sort
from city.place import local_of
from city.progress import Progress
from city.scales import UNKNOWN, Scale, scale_of
from city.series import Thing
from city.subjects import F64, Told

COLUMN = 60.0  # metres that a column is high whose value is the highest of its scale
LEAST = 2.0  # and one whose value is the lowest


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where the things of a layer stand: (n, 3) local metres by row of `Streams.things`, NaN where
    nobody knows. of: what each thing said of its place."""

    of: tuple[tuple[float, ...], ...]
    points: F64


def said_places(layer: LiveLayer) -> tuple[tuple[float, ...], ...]:
    """What each thing of a layer says of its place, in the order of `Streams.things`."""
    nowhere = Thing("")
    return tuple(layer.series.things.get(one, nowhere).place for one in layer.streams.things)


def places_of(
    said: Sequence[tuple[float, ...]],
    frame: Frame,
    standing: Callable[[F64], F64],
    progress: Progress,
) -> Places:
    """Where things stand on the ground of a city. standing: the height (n,) of the ground at places
    (n, 2). What stations say of their height counts from who knows where; they stand on the ground.
    """
    points = np.full((len(said), 3), np.nan)
    known = [row for row, place in enumerate(said) if len(place) >= 2]
    degrees = np.array([said[row][:2] for row in known], np.float64).reshape(-1, 2)
    points[known, :2] = local_of(frame, degrees)
    there = np.isfinite(points[:, 0])
    progress.check()
    if there.any():
        points[there, 2] = standing(points[there, :2])
    points[~np.isfinite(points).all(1)] = np.nan
    return Places(tuple(said), points)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A layer at a moment. things: the rows of `Streams.things` that the glyphs show, in order.
    told: what they tell. scale: what colours mean. badge: how old it is. alarmed: how many things
    its rules hold of. nowhere: how many things have no place on this table."""

    glyphs: Glyphs
    things: NDArray[np.int64]
    told: Told
    scale: Scale
    badge: Badge
    alarmed: int
    nowhere: int


def look(layer: LiveLayer, places: Places, at: np.datetime64, live: bool) -> Look | None:
    """How a layer looks at a moment (UTC); None while it has told nothing. live: whether the moment
    is now."""
    subject, told = layer.subject, layer.told(at, live)
    if subject is None or told is None:
        return None
    scale = scale_of(subject, told.value)
    alarms = layer.alarms(at)
    alarmed = np.unique(np.concatenate([things for _, things in alarms] or [told.thing[:0]]))
    known = told.thing < len(places.points)
    there = np.zeros(len(told), bool)
    there[known] = np.isfinite(places.points[told.thing[known]]).all(1)
    rows = told.thing[there]
    sort: Sort = "disc"
    height = None
    if subject.quantity is not None and subject.quantity.glyph == "bar":
        sort, height = "column", _heights(told.value[there], scale)
    glyphs = Glyphs.of(
        sort,
        places.points[rows],
        scale.of(told.value)[there],
        height=height,
        stale=told.stale[there],
        alert=np.isin(rows, alarmed),
    )
    badge = badge_of(layer, told, live)
    nowhere = int((~there).sum())
    return Look(glyphs, rows, told, scale, badge, len(alarmed), nowhere)


def _heights(values: F64, scale: Scale) -> F64:
    low, high = 2 * scale.edges[0] - scale.edges[1], 2 * scale.edges[-1] - scale.edges[-2]
    share = np.clip((np.nan_to_num(values, nan=low) - low) / max(high - low, 1e-12), 0, 1)
    return np.asarray(LEAST + share * (COLUMN - LEAST))


def legend_lines(layer: LiveLayer, shown: Look) -> list[Line]:
    """What a layer's legend says: what it shows in which unit, whose it is, each step with how many
    things are in it, and how old it is."""
    subject = layer.subject
    assert subject is not None
    unit = f" ({subject.unit})" if subject.unit else ""
    lines = [Line(f"{subject.title}{unit}", "heading"), Line(layer.title, "layer")]
    step = shown.scale.step(shown.told.value)
    counts = np.bincount(step[step >= 0], minlength=len(shown.scale.words))
    for row, word in enumerate(shown.scale.words):
        colour = tuple(shown.scale.colours[row].tolist())
        lines.append(Line(word, "class", None, colour, compact(int(counts[row]))))
    if gaps := int((step < 0).sum()):
        lines.append(Line("no value", "class", None, UNKNOWN, compact(gaps)))
    return [*lines, Line(layer.standard, "source", badge=shown.badge)]
