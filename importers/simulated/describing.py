"""What results hold, in words and numbers that go into one JSON document."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from city.quantities import quantity_of
from city.series import Measurand
from city.simulated.field import Field, Variable
from city.simulated.mesh import Mesh
from city.simulated.moving import Moving
from city.simulated.network import Network
from city.simulated.points import Points
from city.simulated.raster import Raster
from city.simulated.run import Run
from city.simulated.told import Told
from city.simulated.volume import Volume
from importers.simulated.results import Results

KINDS = 20  # of things that move, the commonest


def describe(results: Results) -> dict[str, Any]:
    """What is in results: for each field, network and so on what was computed, on what, and when.

    Extents are in the coordinates of the frame. No values of fields and networks are read.
    """
    frame = results.frame
    return {
        "format": results.format,
        "crs": {"horizontal": frame.horizontal or None, "vertical": frame.vertical or None},
        "fields": [_field(one, results) for one in results.fields],
        "networks": [_network(one, results) for one in results.networks],
        "moving": [_moving(one) for one in results.moving],
        "told": [_told(one) for one in results.told],
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "title": run.title,
        "model": run.model or None,
        "version": run.version or None,
        "computed": None if run.computed is None else str(run.computed),
        "licence": run.licence or None,
        "attribution": run.attribution or None,
    }


def _times(first: np.datetime64 | None, last: np.datetime64 | None) -> dict[str, Any]:
    return {
        "from": None if first is None else f"{first}Z",
        "until": None if last is None else f"{last}Z",
    }


def _network(network: Network, results: Results) -> dict[str, Any]:
    points = np.concatenate([network.links.points, network.nodes.points, network.areas.points])
    points = points[np.isfinite(points).all(1), :2] + results.frame.origin[:2]
    times, until = network.times, network.until if len(network.until) else network.times
    extent = {"min": points.min(0).tolist(), "max": points.max(0).tolist()} if len(points) else None
    return {
        "title": network.title,
        "badge": network.run.badge,
        "run": _run(network.run),
        "shape": {
            "kind": "network",
            "lines": len(network.links),
            "places": len(network.nodes),
            "areas": len(network.areas),
        },
        "extent": extent,
        "variables": [_variable(one) for one in network.variables],
        "steps": len(times),
        **_times(*((times[0], until[-1]) if len(times) else (None, None))),
    }


def _moving(moving: Moving) -> dict[str, Any]:
    kinds = Counter(moving.kinds)
    low, high = ((side(moving.east), side(moving.north)) for side in (np.min, np.max))
    return {
        "title": moving.title,
        "badge": moving.run.badge,
        "run": _run(moving.run),
        "shape": {"kind": "moving", "things": len(moving.ids), "places": len(moving)},
        "degrees": {"min": [float(x) for x in low], "max": [float(x) for x in high]},
        "kinds": dict(kinds.most_common(KINDS)),
        "variables": [_measurand(one) for one in moving.values],
        "seconds": None if np.isnan(moving.cadence) else moving.cadence,
        **_times(moving.time[0], moving.time[-1]),
    }


def _told(told: Told) -> dict[str, Any]:
    span = None if told.timeless else told.series.span()
    return {
        "title": told.title,
        "badge": told.run.badge,
        "run": _run(told.run),
        "shape": {"kind": "told", "things": len(told.series.things), "values": len(told.series)},
        "variables": [_measurand(one) for one in told.series.rows],
        **_times(*(span or (None, None))),
    }


def _measurand(measurand: Measurand) -> dict[str, Any]:
    quantity = quantity_of(measurand)
    return {
        "name": measurand.name,
        "title": measurand.name,
        "unit": measurand.unit,
        "quantity": None if quantity is None else quantity.key,
    }


def _field(field: Field, results: Results) -> dict[str, Any]:
    box = field.shape.box() + results.frame.origin[:2]
    known = bool(np.isfinite(box).all())
    run, times, levels = field.run, field.times, field.levels
    return {
        "title": field.title,
        "badge": run.badge,
        "run": _run(run),
        "shape": _shape(field),
        "extent": {"min": box[0].tolist(), "max": box[1].tolist()} if known else None,
        "variables": [_variable(one) for one in field.variables],
        "steps": len(times),
        **_times(*((times[0], times[-1]) if len(times) else (None, None))),
        "levels": None if levels is None else {
            "title": levels.title,
            "unit": levels.unit,
            "above": levels.above or None,
            "heights": levels.heights.tolist(),
        },
    }  # fmt: skip


def _shape(field: Field) -> dict[str, Any]:
    shape = field.shape
    if isinstance(shape, Raster):
        return {"kind": "grid", "rows": shape.shape[0], "columns": shape.shape[1]}
    if isinstance(shape, Mesh):
        return {"kind": "mesh", "faces": len(shape), "nodes": len(shape.nodes)}
    if isinstance(shape, Volume):
        return {"kind": "volume", "cells": len(shape), "nodes": len(shape.nodes)}
    assert isinstance(shape, Points)
    return {"kind": "points", "points": len(shape)}


def _variable(variable: Variable) -> dict[str, Any]:
    quantity = variable.quantity
    return {
        "name": variable.key,
        "title": variable.title,
        "unit": variable.unit,
        "at": variable.at,
        "quantity": None if quantity is None else quantity.key,
        "parts": list(variable.parts),
        "classes": list(variable.names),
    }
