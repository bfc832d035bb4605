"""How high what stands before a façade rises, looking at it square on."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from city.layer import Layer, Samples
from city.progress import Progress
from city.simulate.light import starts
from city.simulate.obstacles import Obstacles, crosses
from city.simulate.shade import CHUNK

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]

STEP = 1.0  # degrees between the rays of the first look
HALVINGS = 7  # of a step, to a hundredth of a degree
OWN = 2.0  # metres that a façade's own eaves and balconies reach out
NOTE = "Looking square on"
TRACE = "square_on"


def obstruction(
    samples: Samples,
    obstacles: Obstacles,
    rows: Rows,
    progress: Progress,
    known: Layer | None = None,
    changed: F64 | None = None,
) -> F32:
    """Degrees over the horizon up to which something stands before façades: (k,) of some samples.

    In the upright plane square to each façade, as BRE draws its 25 degree line (BR 209, 2.2): the
    highest of the rays, one for each STEP from 89.5 down, that meets a thing, and from there on
    halved. A façade's own building counts only where it is OWN metres off. 0: nothing is there.

    known: an earlier answer, of whose trace TRACE, (n,) of its samples, that is kept whose plane
    none of the boxes `changed` (k, 2, 3) touches.
    """
    found = np.zeros(len(rows), np.float32)
    fresh = np.ones(len(rows), bool)
    if known is not None and changed is not None:
        fresh = _kept(samples, rows, known, found) | _touched(samples, rows, changed)
    todo = np.flatnonzero(fresh)
    ids = {name: number for number, name in enumerate(samples.owners)}
    owner = np.array([ids.get(name, -1) for name in obstacles.solid.owners.tolist()])
    done, parts = [0], range(0, len(todo), CHUNK)

    def work(first: int) -> None:
        some = todo[first : first + CHUNK]
        found[some] = _highest(samples, obstacles, rows[some], owner, progress)
        done[0] += 1
        progress.report(min(done[0], len(parts)), len(parts), NOTE)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, parts))
    return found


def _highest(
    samples: Samples, obstacles: Obstacles, rows: Rows, owner: NDArray[np.int64], progress: Progress
) -> F32:
    """The angles of some samples. owner: of each face of the obstacles, of `samples.owners`."""
    start = starts(samples, obstacles, rows)
    flat = samples.normals[rows, :2]
    flat = flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9)

    def meets(at: Rows, degrees: NDArray[np.floating]) -> Mask:
        level = np.cos(np.radians(degrees))
        way = np.c_[flat[at] * level[:, None], np.sin(np.radians(degrees))].astype(np.float32)
        hit = obstacles.solid.blocked(start[at], way)
        some = np.flatnonzero(hit)
        far, _, face = obstacles.solid.first(start[at[some]], way[some])
        own = owner[face] == samples.owner[rows[at[some]]]
        hit[some] = ~own | (far * level[some] > OWN)
        return hit

    low = np.zeros(len(rows), np.float32)  # the lowest that may be the answer, and the highest
    high = np.full(len(rows), STEP / 2, np.float32)
    left = np.arange(len(rows))
    for degrees in np.arange(90 - STEP / 2, 0, -STEP):
        progress.check()
        hit = meets(left, np.full(len(left), degrees, np.float32))
        low[left[hit]], high[left[hit]] = degrees, min(degrees + STEP, 90)
        left = left[~hit]
        if not len(left):
            break
    for _ in range(HALVINGS):
        progress.check()
        middle = (low + high) / 2
        hit = meets(np.arange(len(rows)), middle)
        low, high = np.where(hit, middle, low), np.where(hit, high, middle)
    return low


def _kept(samples: Samples, rows: Rows, known: Layer, found: F32) -> Mask:
    """Put what is known into `found`; (k,) of which nothing is."""
    here, there = samples.same_as(known.samples)
    before = np.full(len(samples), np.nan, np.float32)
    told = known.traces.get(TRACE)
    if told is not None and told.shape == (len(known.samples),) and told.dtype == "f4":
        before[here] = told[there]
    found[:] = np.nan_to_num(before[rows])
    return np.asarray(np.isnan(before[rows]))


def _touched(samples: Samples, rows: Rows, boxes: F64) -> Mask:
    """(k,): whether the plane in which a sample looks passes through one of some boxes."""
    start = (samples.points[rows] * [1, 1, 0]).astype(np.float32)
    way = samples.normals[rows] * np.array([1, 1, 0], np.float32)
    found = np.zeros(len(rows), bool)
    for low, high in boxes:
        near = np.flatnonzero(~found)
        sides = np.append(low[:2] - 0.05, -1.0), np.append(high[:2] + 0.05, 1.0)
        found[near] = crosses(start[near], way[near], *sides)
    return found
