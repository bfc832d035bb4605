"""Data sets after the CF conventions, with PALM's and UGRID's ways: their fields over time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import numpy as np

from city.frame import Frame
from city.progress import Progress
from city.simulated.field import Field, Variable
from city.simulated.run import Run
from importers.intake import ReadError
from importers.simulated.asking import Asking
from importers.simulated.cf_axes import Axes, along, axes_of, in_degrees, levels_of, named_in
from importers.simulated.cf_place import Lying, Topology, on_grid, topologies
from importers.simulated.cf_steps import Steps
from importers.simulated.cf_time import times
from importers.simulated.dataset import Dataset, Stored, counted
from importers.simulated.results import Options, Results
from importers.simulated.vectors import turned, with_vectors

MONTH = re.compile(r"[0-9]{4}(-[0-9]{2})?")
LOOKED_AT = 4_000_000  # values at most that are read to see whether there are any
NAMING = ("bounds", "coordinates", "grid_mapping", "cell_measures", "ancillary_variables",
          "node_coordinates", "face_coordinates", "edge_coordinates", "formula_terms")  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Variables on the same axes. key: of those axes."""

    lying: Lying
    axes: Axes
    arrays: list[Stored] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)


def results(
    dataset: Dataset, path: Path, options: Options, format: str, progress: Progress
) -> Results:
    """The fields of a data set. Raises NeedsMore, and ReadError where it holds none."""
    asking = Asking(path, options)
    meshes = list(topologies(dataset, asking))
    groups: dict[tuple[object, ...], _Group] = {}
    arrays = list(_told(dataset))
    for at, array in enumerate(arrays):
        progress.report(at, len(arrays), "Looking through the variables")
        try:
            _sort_in(dataset, array, meshes, groups, asking)
        except ValueError as why:
            asking.report.error("VARIABLE", array.name, f"{why}; left out")
    run = run_of(dataset, path)
    fields = [made for group in groups.values() if (made := _field(dataset, group, run, asking))]
    frame = asking.done()
    for made in fields:
        _without_values(made, asking)
    if not fields:
        told = next((one.message for one in asking.report), "it has no values over an area")
        raise ReadError(f"{path.name}: nothing in it can be shown: {told}")
    return Results(format, frame, asking.report, tuple(fields))


def run_of(dataset: Dataset, path: Path) -> Run:
    """What a data set says of its origin."""
    title = dataset.says("title") or path.stem
    model = dataset.says("source", "model")
    if not model and ("palm" in title.lower() or dataset.says("palm_version", "palm_revision")):
        model = "PALM"
    return Run(
        title,
        model,
        dataset.says("palm_version", "model_version", "product_version", "palm_revision"),
        _moment(dataset.says("date_created", "creation_time", "creation_date")),
        dataset.says("license", "licence", "rights"),
        dataset.says("institution", "creator_name", "author"),
        path.name,
        tuple((one, told) for one in ("comment", "references") if (told := dataset.says(one))),
    )


def _moment(told: str) -> np.datetime64 | None:
    plain = told.strip().replace(" +", "+")
    try:
        if MONTH.fullmatch(plain):
            return np.datetime64(plain, "ms")
        when = datetime.fromisoformat(plain)
        if when.tzinfo is not None:
            when = when.astimezone(UTC).replace(tzinfo=None)
        return np.datetime64(when, "ms")
    except (ValueError, OverflowError):
        return None


def _told(dataset: Dataset) -> Iterator[Stored]:
    """The arrays that are values, and neither coordinates nor what describes others."""
    beside = {dim for one in dataset.arrays.values() for dim in one.dims}
    for one in dataset.arrays.values():
        for attribute in NAMING:
            beside |= {named.name for named in named_in(one, attribute, dataset)}
        if one.says("cf_role") == "mesh_topology":
            beside |= {word for value in one.attributes.values() for word in str(value).split()}
    for one in dataset.arrays.values():
        plain = one.dtype.kind in "iuf" and one.name not in beside and not in_degrees(one)
        if plain and len(one.shape) and "cf_role" not in one.attributes:
            yield one


def _sort_in(
    dataset: Dataset,
    array: Stored,
    meshes: Sequence[Topology],
    groups: dict[tuple[object, ...], _Group],
    asking: Asking,
) -> None:
    on_mesh = next((one for one in meshes if {one.nodes, one.faces} & set(array.dims)), None)
    at: Literal["cells", "nodes"] = "cells"
    if on_mesh is not None:
        over = on_mesh.nodes if on_mesh.nodes in array.dims else on_mesh.faces
        at = "nodes" if over == on_mesh.nodes else "cells"
        axes = axes_of(dataset, array, over)
        key: tuple[object, ...] = (id(on_mesh), axes.t, axes.z, over)
        lying = Lying(on_mesh.mesh)
    else:
        axes = axes_of(dataset, array)
        key = (axes.t, axes.z, axes.y, axes.x)
        lying = groups[key].lying if key in groups else on_grid(dataset, array, axes, asking)
    variable = _variable(array, at, asking)
    group = groups.setdefault(key, _Group(lying, axes))
    if variable is not None:
        group.arrays.append(array)
        group.variables.append(variable)


def _variable(array: Stored, at: Literal["cells", "nodes"], asking: Asking) -> Variable | None:
    standard, long = array.says("standard_name"), array.says("long_name")
    said = array.says("units") or array.says("unit")
    counts = array.dtype.kind in "iu" and "scale_factor" not in array.attributes
    if not said and (counts or {"flag_values", "flag_meanings"} & set(array.attributes)):
        said = "1"
    unit = asking.unit(array.name, (standard, long, array.name), said)
    if unit is None:
        return None
    title = long or standard.replace("_", " ") or array.name
    return Variable(array.name, title[:100], unit, standard, at)


def _field(dataset: Dataset, group: _Group, run: Run, asking: Asking) -> Field | None:
    axes = group.axes
    moments, order = np.zeros(0, "datetime64[ms]"), np.zeros(1, np.intp)
    if axes.t:
        told = along(dataset, axes.t, "T") or counted(axes.t, dataset.size(axes.t))
        moments, order = times(told, asking, dataset.says("origin_time"))
    if not len(order) or not group.variables:
        return None
    levels = None
    if axes.z:
        lift = float(np.ravel(dataset.attributes.get("origin_z", 0.0))[0])
        heights = along(dataset, axes.z, "Z") or counted(axes.z, dataset.size(axes.z))
        levels = levels_of(heights, lift, asking.options.units.get(heights.name, ""))
    read = Steps({one.name: one for one in group.arrays}, axes, order, group.lying)
    return Field(
        ", ".join(one.title for one in group.variables[:3]),
        run,
        group.lying.shape,
        _turned(group, asking.frame),
        moments,
        read,
        levels,
        read.together(),
    )


def _turned(group: _Group, frame: Frame | None) -> tuple[Variable, ...]:
    """The variables with their vectors, which lie along the frame."""
    by_key = {one.key: one for one in group.variables}
    return tuple(
        turned(one, by_key[one.parts[0]], group.lying.shape, frame) if one.parts and frame else one
        for one in with_vectors(group.variables)
    )


def _without_values(field: Field, asking: Asking) -> None:
    """Tell of variables that have no value at the first, the middle and the last step."""
    if field.block * len(field.shape) > LOOKED_AT:
        return
    steps = sorted({0, field.steps // 2, field.steps - 1})
    for one in field.variables:
        if not one.parts and all(np.isnan(field.values(one.key, step)).all() for step in steps):
            told = "it has no values at the first, the middle and the last step"
            asking.report.warning("NO_VALUES", one.key, told)
