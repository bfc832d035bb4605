"""Where the cells and faces of a CF file lie: rasters, curved grids, and unstructured meshes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.simulated.mesh import Mesh
from city.simulated.raster import Raster, edges
from importers.intake import ReadError
from importers.simulated.asking import Asking
from importers.simulated.cf_axes import Axes, in_degrees, named_in, strictly
from importers.simulated.dataset import Dataset, Stored

F64 = NDArray[np.float64]
MOST = 50_000_000  # nodes or corners of a mesh
SYSTEMS = ("crs_wkt", "spatial_ref", "epsg_code", "epsg", "EPSG_code", "grid_mapping_name")


@dataclass(frozen=True, slots=True, eq=False)
class Lying:
    """What values lie on, and which sides run the other way in the file: rows from the south (up),
    columns from the east (left)."""

    shape: Raster | Mesh
    up: bool = False
    left: bool = False


def system_of(dataset: Dataset, array: Stored) -> str:
    """The coordinate system that a variable names, or the only one in the file; "" for none.

    Source: CF-1.11, section 5.6 and appendix F; `epsg_code` is PALM's.
    """
    told = [one for one in named_in(array, "grid_mapping", dataset) if _system(one)]
    if not told:
        told = [one for one in dataset.arrays.values() if not one.shape and _system(one)][:2]
        told = told if len(told) == 1 else []
    return _system(told[0]) if told else ""


def _system(array: Stored) -> str:
    if not any(name in array.attributes for name in SYSTEMS):
        return ""
    for name in ("crs_wkt", "spatial_ref"):
        if array.says(name):
            return array.says(name)
    for name in ("epsg_code", "EPSG_code", "epsg"):
        code = str(array.attributes.get(name, "")).upper().removeprefix("EPSG:").strip()
        if code.isdigit() and int(code):
            return f"EPSG:{code}"
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    plain = {key: _plain(value) for key, value in array.attributes.items()}
    try:
        return str(CRS.from_cf(plain).to_wkt())
    except (CRSError, KeyError, ValueError, TypeError):
        return ""


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def on_grid(dataset: Dataset, array: Stored, axes: Axes, asking: Asking) -> Lying:
    """The grid of a variable; raises ValueError where its coordinates make none."""
    if axes.plane is not None and not asking.options.crs:
        return _curved(*axes.plane, asking)
    sides = [dataset.arrays.get(dim) for dim in (axes.x, axes.y)]
    if any(side is None or len(side.dims) != 1 for side in sides):
        if axes.plane is not None:
            return _curved(*axes.plane, asking)
        raise ValueError("it says not where its rows and columns are")
    x, y = (side.numbers() for side in sides if side is not None)
    right, up = strictly(x), strictly(y)
    if not right or not up or not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("its rows or columns go back and forth")
    declared = system_of(dataset, array)
    if not declared and all(side is not None and in_degrees(side) for side in sides):
        declared = "EPSG:4326"
    matrix = _turned(dataset)
    x, y = x[::right], y[::-up]
    rim = np.array([[e, n, 0.0] for e in (x[0], x[-1]) for n in (y[0], y[-1])])
    if matrix is not None:
        rim[:, :2] = rim @ np.array([*matrix[:, :2].T, [0, 0]]) + matrix[:, 2]
    placement = asking.place(declared, rim)
    raster = Raster(x, y, placement.declared.horizontal, placement.frame, matrix)
    return Lying(raster, up=up > 0, left=right < 0)


def _turned(dataset: Dataset) -> F64 | None:
    """PALM counts from the corner of its domain, which may be turned with the clock.

    Source: PALM input data standard, global attributes origin_x, origin_y, rotation_angle.
    """
    told = [dataset.attributes.get(one) for one in ("origin_x", "origin_y", "rotation_angle")]
    if told[0] is None or told[1] is None:
        return None
    east, north, turn = (float(np.ravel(one)[0]) if one is not None else 0.0 for one in told)
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return np.array([[cos, sin, east], [-sin, cos, north]])


def _curved(east: Stored, north: Stored, asking: Asking) -> Lying:
    """Cells whose centres have a longitude and a latitude each, as four-sided faces."""
    x, y = (one.read((0,) * (len(one.shape) - 2)).astype(np.float64) for one in (east, north))
    if min(x.shape) < 2:
        raise ValueError("it has one row or column only")
    x, y = _corners(x), _corners(y)
    nodes = np.stack([x.ravel(), y.ravel(), np.zeros(x.size)], axis=1)
    known = np.isfinite(nodes).all(1)
    placement = asking.place("EPSG:4326", nodes[known])
    local = np.full(nodes.shape, np.nan)
    local[known] = placement(nodes[known])
    rows, columns = x.shape[0] - 1, x.shape[1] - 1
    first = (np.arange(rows)[:, None] * (columns + 1) + np.arange(columns)).ravel()
    corners = first[:, None] + np.array([0, 1, columns + 2, columns + 1])
    return Lying(Mesh(local, np.arange(len(first) + 1) * 4, corners.ravel()))


def _corners(centres: F64) -> F64:
    """(rows + 1, columns + 1) of (rows, columns): between centres, and as far beyond the last."""
    across = np.apply_along_axis(edges, 1, centres)
    return np.apply_along_axis(edges, 0, across)


@dataclass(frozen=True, slots=True, eq=False)
class Topology:
    """A mesh of a UGRID file, and the dimensions that its values run over."""

    mesh: Mesh
    nodes: str
    faces: str


def topologies(dataset: Dataset, asking: Asking) -> Iterator[Topology]:
    """The two-dimensional meshes of a file; others are told.

    Source: UGRID conventions 1.0, "2D triangular mesh topology" and "2D flexible mesh topology".
    """
    for array in dataset.arrays.values():
        if array.says("cf_role") != "mesh_topology":
            continue
        dimension = int(array.attributes.get("topology_dimension", 2))
        faces = list(named_in(array, "face_node_connectivity", dataset))
        at = list(named_in(array, "node_coordinates", dataset))
        if dimension != 2 or len(at) < 2 or not faces:
            told = f"a mesh of {dimension} dimensions, or without faces; left out"
            asking.report.error("MESH", array.name, told)
            continue
        yield _topology(dataset, array, at, faces[0], asking)


def _topology(
    dataset: Dataset, array: Stored, at: list[Stored], faces: Stored, asking: Asking
) -> Topology:
    if max(at[0].shape[0], int(np.prod(faces.shape))) > MOST:
        raise ReadError(f"{asking.path.name}: its mesh is too large to be shown")
    east_first = not any("latitude" in at[0].says(one) for one in ("standard_name", "long_name"))
    x, y = (one.numbers() for one in (at[:2] if east_first else at[1::-1]))
    if at[0].name.endswith("y") and at[1].name.endswith("x"):
        x, y = y, x
    table = faces.read()
    face_dim = array.says("face_dimension") or faces.dims[0]
    if faces.dims[0] != face_dim and faces.dims[1] == face_dim:
        table = table.T
    offsets, corners = _polygons(table, int(faces.attributes.get("start_index", 0)), len(x), asking)
    declared = system_of(dataset, at[0])
    if not declared and in_degrees(at[0]):
        declared = "EPSG:4326"
    world = np.stack([x, y, np.zeros(len(x))], axis=1)
    placement = asking.place(declared, world)
    return Topology(Mesh(placement(world), offsets, corners), at[0].dims[0], face_dim)


def _polygons(
    table: NDArray[Any], start: int, nodes: int, asking: Asking
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Offsets and corners of faces (f, most corners), NaN after the last corner of each."""
    told = np.isfinite(table) & (table >= start)
    corners = np.where(told, table, 0).astype(np.int64) - start * told
    broken = (told & (corners >= nodes)).any(1) | (told.sum(1) < 3)
    if broken.any():
        what = (
            f"{int(broken.sum()):,} faces have fewer than three corners, or ones that are not there"
        )
        asking.report.error("FACES", "", f"{what}; without values")
        corners[broken], told[broken] = 0, np.arange(table.shape[1]) < 3
    return np.append(0, np.cumsum(told.sum(1))), corners[told]
