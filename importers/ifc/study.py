"""Read a building model with IfcOpenShell, in a process of its own: it crashes over some."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from city.finding import Finding
from importers.ifc.lines import part, text
from importers.ifc.shaping import shapes
from importers.ifc.siting import siting
from importers.ifc.things import things
from importers.ifc.units import Units
from importers.ifc.values import Begun, Failed, Outline, Shape, Thing
from importers.intake import ReadError


def study(
    path: str, name: str, done: frozenset[int], cautious: bool
) -> Iterator[Outline | Shape | Begun | Failed]:
    """The outline of a file, then the shapes of its things but for those that are done already.

    name: of the file, for people. Raises ReadError for what is no model.
    """
    model = _opened(path, name)
    units = Units(model)
    found = things(model, units)
    if not found:
        raise ReadError(
            f"{name}: there is no plot, building or building part in it; export the whole project"
        )
    astray = _astray(model, found)
    if not done:
        yield Outline(
            model.schema,
            _program(model),
            found,
            siting(model, units),
            list(_findings(model, units, name)),
        )
        yield from map(Failed, astray)
    left = (row for row, thing in enumerate(found) if thing.shaped and row not in done | astray)
    yield from shapes(model, {found[row].entity: row for row in left}, cautious)


def _opened(path: str, name: str) -> Any:
    import ifcopenshell

    try:
        return ifcopenshell.open(path)
    except MemoryError:
        raise
    except Exception as fault:  # its own faults have no ancestor but this
        said = " ".join(str(fault).split()).removesuffix(", check logs") or type(fault).__name__
        raise ReadError(
            f"{name}: this IFC file is damaged or cut short ({said}); export it again"
        ) from fault


def _program(model: Any) -> str:
    for application in model.by_type("IfcApplication"):
        name = text(application, "ApplicationFullName")
        version = text(application, "Version")
        return name if version in name else f"{name} {version}".strip()
    return ""


def _findings(model: Any, units: Units, name: str) -> Iterator[Finding]:
    if not model.by_type("IfcProject"):
        message = f"{name}: the file names no project; its things are read all the same"
        yield Finding("warning", "IFC_NO_PROJECT", "", message)
    if not units.stated:
        message = (
            f"{name}: the file does not say which unit its lengths have; taken as metres. "
            "Scale it in the program that wrote it if things come out too large or too small"
        )
        yield Finding("warning", "UNITS_MISSING", "", message)


def _astray(model: Any, found: list[Thing]) -> set[int]:
    """Things whose placement leads back to itself, over which the library would crash."""
    sound: dict[int, bool] = {0: True}
    astray = set()
    for row, thing in enumerate(found):
        placed = part(model.by_id(thing.entity), "ObjectPlacement")
        way: list[int] = []
        while placed is not None and placed.id() not in sound and placed.id() not in way:
            way.append(placed.id())
            placed = part(placed, "PlacementRelTo")
        end = 0 if placed is None else placed.id()
        sound |= dict.fromkeys(way, sound.get(end, False))
        if thing.shaped and not sound[way[0] if way else end]:
            astray.add(row)
    return astray
