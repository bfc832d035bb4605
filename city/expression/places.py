"""Which objects lie near others, in plan: the questions within() and intersects()."""

from __future__ import annotations

import numpy as np

from city.expression.truth import Mask, Truth
from city.lineage import below
from city.measured import Measured
from city.progress import Progress
from city.query import Ground


def near(measured: Measured, rows: Mask, metres: float, progress: Progress) -> Truth:
    """Which objects come as near to those of `rows` as that, these included; unknown for those
    without a place. Parts count for their building.
    """
    city = measured.city
    ground: Ground = measured.kept(
        "ground", lambda: Ground(city, measured.drawn, measured.own_boxes)
    )
    found = ground.near(below(city.objects.parent, rows), metres, progress)
    known = np.isfinite(measured.boxes[:, 0, 0])
    for generation in reversed(measured.generations[1:]):
        up = generation[found[generation]]
        found[city.objects.parent[up]] = True
    return Truth.of(found, known)
