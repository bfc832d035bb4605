"""All simulations there are: the built-in ones, and those that other packages bring."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from city.simulate.simulation import Simulation

# In the order in which people see them. A module is imported only when it is asked.
BUILT_IN = {
    "sun": ("city.simulate.sun_hours", "SUN"),
    "norm": ("city.simulate.verdict", "NORM"),
    "sky": ("city.simulate.sky_view", "SKY"),
    "sunlight": ("city.simulate.sunlight", "SUNLIGHT"),
    "ground": ("city.simulate.ground_maps", "GROUND_MAPS"),
    "solar": ("city.simulate.solar", "SOLAR"),
    "viewshed": ("city.simulate.viewshed", "VIEWSHED"),
    "landmark": ("city.simulate.landmark", "LANDMARK"),
    "corridor": ("city.simulate.corridor", "CORRIDOR"),
    "window_view": ("city.simulate.window_view", "WINDOW_VIEW"),
    "visible_plan": ("city.simulate.visible_plan", "VISIBLE_PLAN"),
}
GROUP = "maquette.simulations"
Warn = Callable[[str], None]


def _warning(text: str) -> None:
    warnings.warn(text, stacklevel=3)


def find(name: str, warn: Warn = _warning) -> Simulation:
    """The simulation of a name. Raises ValueError, with all names there are, where there is none.

    warn: hears in one line of what another package brings that cannot be used.
    """
    if name in BUILT_IN:
        return _built_in(name)
    for point in _brought(warn):
        if point.name == name and (found := _loaded(point, warn)) is not None:
            return found
    raise ValueError(f"there is no simulation {name[:60]}; there are: {', '.join(names())}")


def simulations(warn: Warn = _warning) -> list[Simulation]:
    """All of them, the built-in ones first; warn: as in `find`."""
    brought = (_loaded(point, warn) for point in _brought(warn))
    return [*map(_built_in, BUILT_IN), *(one for one in brought if one is not None)]


def names() -> list[str]:
    """What can be asked for, without loading anything."""
    return [*BUILT_IN, *(point.name for point in _brought(lambda _: None))]


def _built_in(name: str) -> Simulation:
    module, value = BUILT_IN[name]
    return cast(Simulation, getattr(import_module(module), value))


def _brought(warn: Warn) -> Iterator[EntryPoint]:
    """What other packages bring, each name once, by name."""
    taken = dict.fromkeys(BUILT_IN, "Maquette")
    for point in _installed(tuple(sys.path)):
        owner = point.dist.name if point.dist is not None else point.value
        if point.name in taken:
            text = f"{owner} brings a simulation {point.name}, a name that {taken[point.name]} has"
            warn(f"{text}; it is left out")
            continue
        taken[point.name] = owner
        yield point


@cache
def _installed(path: tuple[str, ...]) -> list[EntryPoint]:
    """What is installed along Python's path; it takes long to look through, so it is done once."""
    return sorted(entry_points(group=GROUP), key=lambda point: point.name)


def _loaded(point: EntryPoint, warn: Warn) -> Simulation | None:
    try:
        found = point.load()
    except Exception as fault:  # a broken plug-in must not stop the simulations others can use
        why = " ".join(f"{type(fault).__name__}: {fault}".split())[:200]
        warn(f"the simulation {point.name} cannot be loaded: {why}")
        return None
    if not isinstance(found, Simulation):
        warn(f"the simulation {point.name} cannot be used: {point.value} is no Simulation")
        return None
    if found.name != point.name:
        warn(f"the simulation {point.name} cannot be used: it calls itself {found.name}")
        return None
    return found
