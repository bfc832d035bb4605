"""What results hold, in words and numbers that go into one JSON document."""

from __future__ import annotations

from typing import Any

import numpy as np

from city.simulated.field import Field, Variable
from city.simulated.mesh import Mesh
from city.simulated.points import Points
from city.simulated.raster import Raster
from city.simulated.volume import Volume
from importers.simulated.results import Results


def describe(results: Results) -> dict[str, Any]:
    """What is in results: for each field what was computed, on what, when, and at which heights.

    Extents are in the coordinates of the frame. No values are read.
    """
    frame = results.frame
    return {
        "format": results.format,
        "crs": {"horizontal": frame.horizontal or None, "vertical": frame.vertical or None},
        "fields": [_field(one, results) for one in results.fields],
    }


def _field(field: Field, results: Results) -> dict[str, Any]:
    box = field.shape.box() + results.frame.origin[:2]
    known = bool(np.isfinite(box).all())
    run, times, levels = field.run, field.times, field.levels
    return {
        "title": field.title,
        "badge": run.badge,
        "run": {
            "title": run.title,
            "model": run.model or None,
            "version": run.version or None,
            "computed": None if run.computed is None else str(run.computed),
            "licence": run.licence or None,
            "attribution": run.attribution or None,
        },
        "shape": _shape(field),
        "extent": {"min": box[0].tolist(), "max": box[1].tolist()} if known else None,
        "variables": [_variable(one) for one in field.variables],
        "steps": len(times),
        "from": str(times[0]) + "Z" if len(times) else None,
        "until": str(times[-1]) + "Z" if len(times) else None,
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
