"""Whether a norm is met: by points, by dwellings, storeys and buildings, and what a plan breaks."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from city.norms import Norm

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Yes = NDArray[np.bool_]
SOUTH = np.array([0.0, -1.0])
NEAR = 1e-3  # of an hour, a percent or a degree: what adding up float32 numbers may lose
ROUND = 1e-9


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a norm says of points, n of them.

    passes: (n,) the norm is met, by its level or by what is left of the former value. level: (n,)
    how many of its levels are reached, 0 for none.
    """

    passes: Yes
    level: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Groups:
    """What a norm says of dwellings, storeys, buildings or open spaces, one row each.

    share: of their points, or of their area, that pass, 0 to 1; NaN where nothing was judged.
    passes: by the norm's rule. judged: whether anything was.
    """

    share: F64
    passes: Yes
    judged: Yes


def judge(norm: Norm, values: F32 | F64, before: F32 | F64 | None = None) -> Judgement:
    """Whether each point meets a norm.

    values: (n,) in the norm's unit; for hours of sun also (n, d), one column for each decisive day,
    the poorest of which counts; for probable sunlight (n, 2), the year and its winter. before: the
    same without the plan, where a norm asks what is left of it (but on open ground, where it is
    asked of the area: see `kept`). A value that nobody knows (NaN) meets nothing.
    """
    now = _columns(norm, values)
    limits = np.array([level.value for level in norm.levels])
    if norm.judges == "line25":
        reached = now[:, :1] <= limits + NEAR
    else:
        reached = now[:, :1] >= limits - NEAR
    if norm.winter is not None:
        reached &= (now[:, 1] >= norm.winter.value - NEAR)[:, None]
    level = reached.sum(1).astype(np.int8)
    passes = level > 0
    if before is not None and norm.former is not None and norm.judges != "ground_sun":
        then = _columns(norm, before)
        left = np.all(now >= norm.former * then - NEAR, axis=1)
        passes |= left | (norm.loss > 0) & (then[:, 0] - now[:, 0] <= norm.loss + NEAR)
    return Judgement(passes, level)


def is_judged(norm: Norm, normals: F64) -> Yes:
    """Which points (n,) a norm judges by where their walls look: normals (n, 3)."""
    if norm.facing is None:
        return np.ones(len(normals), bool)
    flat = normals[:, :2]
    least = np.cos(np.radians(norm.facing)) * np.linalg.norm(flat, axis=1)
    return np.asarray(flat @ SOUTH >= least - ROUND)


def by_group(
    passes: Yes,
    group: NDArray[np.integer],
    count: int,
    rule: str | float,
    judged: Yes | None = None,
    area: F64 | None = None,
) -> Groups:
    """What a norm says of groups, by what it says of their points.

    passes: (n,); group: (n,) the row of each point's dwelling, storey, building or open space, of
    `count`, -1 for none. rule: the norm's `part` for those, and its `building` for buildings by
    their dwellings: "any" one that passes is enough, "all" must, or a share must. judged: (n,)
    which points count, all of them unless said. area: (n,) square metres that a point stands for;
    each counts the same unless said. A group of which nothing is judged does not pass.
    """
    counts = group >= 0 if judged is None else (group >= 0) & judged
    weight = np.ones(len(group)) if area is None else area
    rows = group[counts]
    whole = np.bincount(rows, weight[counts], count)
    good = np.bincount(rows, weight[counts] * passes[counts], count)
    share = np.divide(good, whole, out=np.full(count, np.nan), where=whole > 0)
    least = 1.0 if isinstance(rule, str) else rule
    enough = share > 0 if rule == "any" else share >= least - ROUND
    return Groups(share, enough & (whole > 0), whole > 0)


def kept(norm: Norm, now: Groups, before: Groups) -> Groups:
    """Open spaces once more: one that fails passes where enough is left of what passed before."""
    if norm.former is None:
        return now
    left = now.judged & (now.share >= norm.former * before.share - ROUND)
    return replace(now, passes=now.passes | left)


def newly_failing(before: Yes, after: Yes) -> Yes:
    """What meets the norm today and would fail with the plan: dwellings, points or buildings."""
    return before & ~after


def _columns(norm: Norm, values: F32 | F64) -> F64:
    """The values that are judged, as columns: one, or for probable sunlight the year and winter."""
    table = np.asarray(values, np.float64)
    table = table[:, None] if table.ndim == 1 else table
    if norm.winter is not None and table.shape[1] != 2:
        raise ValueError(f"{norm.title}: give the share of the year and that of its winter.")
    return table if norm.winter is not None else table.min(1, keepdims=True)
