"""A city as other engines take it: for flow, microclimate and energy, or on a grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from city.base import Base
from city.grid import Box
from city.progress import Progress
from city.view import View
from exporters import WriteError, write_beside


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a city is wanted: what touches a box (west, south, east, north) of local metres, in
    cells of so many metres where it is laid out on a grid."""

    box: Box
    step: float


class Engine(Protocol):
    """What a module must offer; side files go into the folder of `path`."""

    def write(self, view: View, wanted: Wanted, path: Path, progress: Progress) -> list[str]:
        """Write it; returns what is otherwise than in the city. ValueError where it cannot be."""


# By what it is for: the module, the ends of names, and metres of a cell.
ENGINES: dict[str, tuple[str, tuple[str, ...], float]] = {
    "cfd": ("exporters.engines.flow", (".stl", ".obj"), 1.0),
    "raster": ("exporters.engines.rasters", (".tif",), 1.0),
    "envi-met": ("exporters.engines.envi_met", (".inx",), 2.0),
    "energy": ("exporters.engines.energy", (".gml",), 1.0),
}


def write_for(
    engine: str,
    view: View,
    path: Path,
    box: Box | None = None,
    step: float | None = None,
    progress: Progress | None = None,
) -> list[str]:
    """Write a city as an engine of ENGINES takes it.

    box: west, south, east, north in the project's coordinates; None for all there is. step: metres
    of a cell, None for the usual. Returns what is otherwise than in the city. Raises WriteError
    with a plain line.
    """
    module, ends, usual = ENGINES[engine]
    if path.suffix.lower() not in ends:
        raise WriteError(f"{path.name}: for {engine} the name ends with {' or '.join(ends)}")
    written = cast(Engine, import_module(module)).write
    try:
        wanted = Wanted(_box(view.base, box), usual if step is None else step)
        order: Callable[[Path], list[str]] = lambda made: written(  # noqa: E731
            view, wanted, made, progress or Progress()
        )
        return write_beside(path, order)
    except ValueError as fault:
        raise WriteError(f"{path.name}: {fault}") from fault


def _box(base: Base, box: Box | None) -> Box:
    """A box in local metres; that of all there is."""
    if box is None:
        extent = base.extent
        if extent is None:
            raise ValueError("there is nothing to write")
        (west, south), (east, north) = extent.tolist()
        return west, south, east, north
    east, north = base.frame.origin[:2]
    return box[0] - east, box[1] - north, box[2] - east, box[3] - north
