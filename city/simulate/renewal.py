"""Looking anew only where a change of the city lies between a place and the sky."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.layer import Layer, Samples
from city.progress import Progress
from city.simulate.light import Openness, look_up, touched
from city.simulate.marks import Marks, marks_of
from city.simulate.obstacles import Obstacles
from city.view import View

F64 = NDArray[np.float64]

GROUPS = 6  # changes are gathered into so many groups along each side of what they cover


def looked_up(
    view: View,
    samples: Samples,
    obstacles: Obstacles,
    directions: F64,
    walls: bool,
    progress: Progress,
    known: Layer | None,
) -> Openness:
    """Which directions (m, 3) are open from each place. walls: whether trees let no light through.

    known: an earlier answer for the same directions; only those rays are traced that it tells
    nothing of, or that what has changed since may touch.
    """
    if known is None or not _fits(known, len(directions)):
        return look_up(samples, obstacles, directions, walls, progress, "Tracing rays")
    here, there = samples.same_as(known.samples)
    fresh = np.ones(len(samples), bool)
    fresh[here] = False
    bits = {name: known.traces[name] for name in ("clear", "leafy") if name in known.traces}
    kept = {name: np.zeros((len(samples), old.shape[1]), np.uint8) for name, old in bits.items()}
    for name, old in bits.items():
        kept[name][here] = old[there]
    doubtful = touched(changed_since(view, known), obstacles, fresh)
    return look_up(
        samples,
        obstacles,
        directions,
        walls,
        progress,
        "Tracing what has changed",
        Openness(kept["clear"], kept.get("leafy")),
        doubtful,
    )


def _fits(known: Layer, directions: int) -> bool:
    """Whether the traces of an earlier answer, which may come from a file, are those of so many
    directions."""
    told, count = known.traces, len(known.samples)
    form = {"clear": (count, -(-directions // 8)), "leafy": (count, -(-directions // 8))}
    bits = [name for name in form if name in told]
    marks, boxes = told.get("marks"), told.get("boxes")
    return (
        "clear" in bits
        and all(told[name].shape == form[name] and told[name].dtype == "u1" for name in bits)
        and marks is not None
        and boxes is not None
        and marks.dtype == "u8"
        and boxes.dtype == "f8"
        and boxes.shape == (*marks.shape, 2, 3)
        and marks.ndim == 1
    )


def changed_since(view: View, known: Layer) -> F64:
    """(k, 2, 3): boxes around all that a view has and an earlier answer had not, or the other way
    round; few of them."""
    before = Marks(known.traces["marks"], known.traces["boxes"])
    return gathered(before.apart(marks_of(view)))


def traces(view: View, openness: Openness) -> Mapping[str, NDArray[Any]]:
    """What `looked_up` wants to know of an answer later."""
    marks = marks_of(view)
    found: dict[str, NDArray[Any]]
    found = {"clear": openness.clear, "marks": marks.digests, "boxes": marks.boxes}
    return found if openness.leafy is None else {**found, "leafy": openness.leafy}


def gathered(boxes: F64) -> F64:
    """(k, 2, 3): boxes around the boxes (n, 2, 3) that lie near each other, few of them."""
    if len(boxes) <= GROUPS:
        return boxes
    middle = boxes.mean(1)[:, :2]
    low, size = middle.min(0), np.ptp(middle, axis=0).max()
    cell = np.minimum((middle - low) / max(size, 1e-9) * GROUPS, GROUPS - 1).astype(int)
    _, group = np.unique(cell[:, 0] * GROUPS + cell[:, 1], return_inverse=True)
    count = int(group.max()) + 1
    found = np.stack([np.full((count, 3), np.inf), np.full((count, 3), -np.inf)], axis=1)
    np.minimum.at(found[:, 0], group, boxes[:, 0])
    np.maximum.at(found[:, 1], group, boxes[:, 1])
    return found
