"""numpy <-> VTK: the only corner without types, and the only one that knows VTK's arrays."""

# mypy: disable-error-code="no-untyped-call,no-any-return"

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import (
    numpy_to_vtk,
    vtk_to_numpy,
)
from vtkmodules.vtkCommonCore import VTK_INT, vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkImageData, vtkPolyData

Floats = NDArray[np.floating]
Bytes = NDArray[np.uint8]


def _points(points: Floats) -> Any:
    held = vtkPoints()
    held.SetData(numpy_to_vtk(np.ascontiguousarray(points, np.float32)))
    return held


def _cells(cells: NDArray[np.integer]) -> Any:
    """(n, k) point numbers -> cells of k points each."""
    held = vtkCellArray()
    numbers = np.ascontiguousarray(cells, np.int32).ravel()
    held.SetData(cells.shape[1], numpy_to_vtk(numbers, array_type=VTK_INT))
    return held


def _coloured(poly: Any, colours: Bytes | None) -> Any:
    if colours is not None:
        held = numpy_to_vtk(np.ascontiguousarray(colours))
        held.SetName("colour")
        poly.GetPointData().SetScalars(held)
    return poly


def surface(
    points: Floats,
    triangles: NDArray[np.integer],
    normals: Floats | None = None,
    colours: Bytes | None = None,
    uv: Floats | None = None,
) -> Any:
    """Triangles as vtkPolyData; normals, colours (RGB or RGBA) and uv per point."""
    poly = vtkPolyData()
    poly.SetPoints(_points(points))
    poly.SetPolys(_cells(triangles))
    if normals is not None:
        poly.GetPointData().SetNormals(numpy_to_vtk(np.ascontiguousarray(normals, np.float32)))
    if uv is not None:
        poly.GetPointData().SetTCoords(numpy_to_vtk(np.ascontiguousarray(uv, np.float32)))
    return _coloured(poly, colours)


def paint(poly: Any, colours: Bytes) -> None:
    """Give the points of a surface other colours."""
    _coloured(poly, colours)


def set_heights(poly: Any, heights: Floats) -> None:
    """Give the points of a surface other heights, (n,)."""
    held = poly.GetPoints()
    vtk_to_numpy(held.GetData())[:, 2] = heights
    held.GetData().Modified()
    held.Modified()


def keep_depths(actor: Any) -> None:
    """Let an actor hide what is behind it, though it is seen through."""
    from vtkmodules.vtkCommonCore import vtkInformation
    from vtkmodules.vtkRenderingOpenGL2 import vtkOpenGLActor

    keys = vtkInformation()
    keys.Set(vtkOpenGLActor.GLDepthMaskOverride(), 1)
    actor.SetPropertyKeys(keys)


def set_triangles(poly: Any, triangles: NDArray[np.integer]) -> None:
    """Let a surface have other triangles between the same points."""
    poly.SetPolys(_cells(triangles))


def set_lines(poly: Any, pairs: NDArray[np.integer]) -> None:
    """Let segments have other lines between the same points."""
    poly.SetLines(_cells(pairs))


def set_uv(poly: Any, uv: Floats) -> None:
    """Say where in a picture the points of a surface lie, (n, 2)."""
    poly.GetPointData().SetTCoords(numpy_to_vtk(np.ascontiguousarray(uv, np.float32)))


def undress(actor: Any) -> None:
    """Take the picture off an actor; without it VTK draws a surface with places in it black."""
    actor.SetTexture(None)
    poly = actor.GetMapper().GetInput()
    poly.GetPointData().SetTCoords(None)
    poly.Modified()


def points(poly: Any) -> NDArray[np.float32]:
    """The points of a surface, (n, 3)."""
    return vtk_to_numpy(poly.GetPoints().GetData())


def normals(poly: Any) -> NDArray[np.float32] | None:
    """Which way the points of a surface face, (n, 3); None where it does not say."""
    held = poly.GetPointData().GetNormals()
    return None if held is None else vtk_to_numpy(held)


def colours(poly: Any) -> Bytes:
    """The colours of the points of a surface, (n, 3 or 4)."""
    return vtk_to_numpy(poly.GetPointData().GetScalars())


def triangles(poly: Any) -> NDArray[np.integer]:
    """The triangles of a surface, (t, 3)."""
    return vtk_to_numpy(poly.GetPolys().GetConnectivityArray()).reshape(-1, 3)


def surface_of(poly: Any) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """The points and the triangles of a surface."""
    return points(poly), triangles(poly).astype(np.int32)


def segments(points: Floats, pairs: NDArray[np.integer], colours: Bytes | None = None) -> Any:
    """Straight lines as vtkPolyData: pairs (n, 2) of point numbers."""
    poly = vtkPolyData()
    poly.SetPoints(_points(points))
    poly.SetLines(_cells(pairs))
    return _coloured(poly, colours)


def dots(points: Floats, colours: Bytes) -> Any:
    """Single points as vtkPolyData."""
    poly = vtkPolyData()
    poly.SetPoints(_points(points))
    poly.SetVerts(_cells(np.arange(len(points))[:, None]))
    return _coloured(poly, colours)


def image(pixels: Bytes) -> Any:
    """A picture (rows, columns, 3 or 4), the lowest row first, as vtkImageData."""
    rows, columns, channels = pixels.shape
    held = vtkImageData()
    held.SetDimensions(columns, rows, 1)
    scalars = numpy_to_vtk(np.ascontiguousarray(pixels).reshape(-1, channels))
    scalars.SetName("colour")
    held.GetPointData().SetScalars(scalars)
    return held


def pixels(window: Any) -> Bytes:
    """What a render window shows: (rows, columns, 3), the topmost row first."""
    from vtkmodules.vtkCommonCore import vtkUnsignedCharArray

    columns, rows = window.GetSize()
    held = vtkUnsignedCharArray()
    window.GetRGBACharPixelData(0, 0, columns - 1, rows - 1, 0, held)
    return vtk_to_numpy(held).reshape(rows, columns, 4)[::-1, :, :3].copy()


def lowest_first(window: Any) -> Bytes:
    """What a render window shows: (rows, columns, 4), the lowest row first."""
    from vtkmodules.vtkCommonCore import vtkUnsignedCharArray

    columns, rows = window.GetSize()
    held = vtkUnsignedCharArray()
    window.GetRGBACharPixelData(0, 0, columns - 1, rows - 1, 0, held)
    return vtk_to_numpy(held).reshape(rows, columns, 4)


def depths(window: Any) -> NDArray[np.float32]:
    """How deep what a render window shows lies, from 0 to 1: (rows, columns), the topmost first."""
    return lowest_depths_first(window)[::-1].copy()


def lowest_depths_first(window: Any) -> NDArray[np.float32]:
    """The same, the lowest row first."""
    from vtkmodules.vtkCommonCore import vtkFloatArray

    columns, rows = window.GetSize()
    held = vtkFloatArray()
    window.GetZbufferData(0, 0, columns - 1, rows - 1, held)
    return vtk_to_numpy(held).reshape(rows, columns)


def actors(renderer: Any) -> list[Any]:
    """The actors of a renderer."""
    held = renderer.GetActors()
    return [held.GetItemAsObject(k) for k in range(held.GetNumberOfItems())]


def size_of(actor: Any) -> int:
    """How many triangles, lines and points an actor has."""
    poly = actor.GetMapper().GetInput()
    return 0 if poly is None else poly.GetNumberOfCells()
