"""Plans over the toy town: edits as JSON, at places counted from its corner."""

from __future__ import annotations

from typing import Any

import numpy as np

from city.base import Base
from city.edits import Edit, read_edit
from city.scenario import fold, tried
from city.terrain import Terrain
from city.view import View
from tests.city.toy import FRAME, town

EAST, NORTH, _ = FRAME.origin


def flat_ground(height: float = 0.0) -> Terrain:
    """Level ground, two kilometres wide around the town."""
    heights = np.full((201, 201), height, np.float32)
    return Terrain("ground", FRAME, heights, -1000.0, 1000.0, (10.0, 10.0))


def base(height: float = 0.0) -> Base:
    """The toy town on level ground."""
    return Base(FRAME, (town().freeze(),), (flat_ground(height),))


def at(x: float, y: float, *z: float) -> list[float]:
    """A place of the town in the project's system."""
    return [EAST + x, NORTH + y, *z]


def square(x: float, y: float, wide: float, deep: float) -> list[list[float]]:
    """An upright rectangle's corners."""
    corners = [(x, y), (x + wide, y), (x + wide, y + deep), (x, y + deep)]
    return [at(*corner) for corner in corners]


def edit(ground: Base, verb: str, /, **said: Any) -> Edit:
    """An edit as it is written down."""
    return read_edit({"edit": verb, **said}).settled(ground)


def do(view: View, verb: str, /, **said: Any) -> View:
    """A view with one more edit over it; EditError where it cannot be done."""
    return tried(view, edit(view.base, verb, **said), 0)


def plan(*edits: dict[str, Any], over: Base | None = None) -> View:
    """The town with edits over it."""
    ground = over or base()
    return fold(View.of(ground), [read_edit(said).settled(ground) for said in edits])
