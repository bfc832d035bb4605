"""The toy town with a plan: the house is gone, a new one of 10 x 8 x 9 m stands in its place."""

from __future__ import annotations

from typing import Any

from city.edits import read_edit
from city.progress import Progress
from city.scenario import fold
from city.view import View
from exporters.engines import Wanted, write_for
from tests.city.plans import EAST, NORTH, base, square

EVERYWHERE = (-1e6, -1e6, 1e6, 1e6)
HERE = Wanted((-10.0, -10.0, 230.0, 30.0), 1.0)
BOX = (EAST - 10, NORTH - 10, EAST + 230, NORTH + 30)
BUILD = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}
GONE = {"edit": "demolish", "objects": ["house"]}
VOLUMES = {"tower": 20 * 20 * 5 + 10 * 10 * 20, "new": 10 * 8 * 9}
PROGRESS = Progress()


def town(*edits: dict[str, Any], height: float = 0.0) -> View:
    ground = base(height)
    return fold(View.of(ground), [read_edit(said).settled(ground) for said in edits])


def planned(height: float = 0.0) -> View:
    return town(BUILD, GONE, height=height)


def written(engine: str, path: Any, view: View | None = None, **more: Any) -> list[str]:
    return write_for(engine, planned() if view is None else view, path, box=BOX, **more)
