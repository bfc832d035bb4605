"""Terrain from GeoTIFF and ASCII grids: heights, brought into the city's coordinate system."""

from __future__ import annotations

import math
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.frame import LARGEST, on_earth
from city.placement import Placement
from city.progress import Progress
from city.terrain import Terrain
from importers.intake import Intake, ReadError

FORMAT, GRID = "GeoTIFF", "ASCII grid"
SUFFIXES = (".tif", ".tiff", ".asc")

BUDGET = 4_000_000  # cells kept
MOST_CELLS = 20_000_000_000  # of a file: 140 km by 140 km in metres take minutes already
SMALLEST_STEP = 1e-9  # of a cell, in whichever unit
DEEPEST, HIGHEST = -11_100.0, 9_000.0  # metres: beyond these no ground is
UNDECLARED = (-9999.0, -32768.0, -32767.0)  # what files without a nodata entry write for unknown
FEET = {"ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "us survey foot": 1200 / 3937}
Heights = NDArray[np.float32]


def recognises(path: Path, head: bytes) -> bool:
    """TIFF and BigTIFF of either byte order (TIFF 6.0, section 2), and grids as Esri has them."""
    return head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+") or _is_grid(head)


def _is_grid(head: bytes) -> bool:
    return head.lstrip().lower().startswith(b"ncols")


def read(path: Path, intake: Intake, progress: Progress) -> None:
    """Read a grid of heights into `intake.terrains`: at most 4 million cells of it."""
    import rasterio

    with path.open("rb") as begin:
        form, driver = (GRID, "AAIGrid") if _is_grid(begin.read(64)) else (FORMAT, "GTiff")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        warnings.simplefilter("ignore", PendingDeprecationWarning)  # rasterio's, about affine 3
        try:
            with rasterio.open(path, driver=driver) as file:
                _refuse_pictures(path, file)
                intake.begin(path, form, attribution=_owner(file.tags()))
                intake.terrains.append(_terrain(path, file, intake, progress))
        except rasterio.errors.RasterioError as fault:
            raise ReadError(
                f"{path.name}: this {form} cannot be read ({fault}); fetch it again"
            ) from fault


def _owner(tags: dict[str, str]) -> str:
    """Whom a file names (TIFF 6.0, section 8): who holds its copyright, or else who made it."""
    named = (tags.get(f"TIFFTAG_{name}", "").strip("\0 ") for name in ("COPYRIGHT", "ARTIST"))
    return next(filter(None, named), "")


def _refuse_pictures(path: Path, file: Any) -> None:
    """A terrain has one band of numbers; an aerial photograph has three or four of bytes."""
    from rasterio.enums import ColorInterp

    colours = {ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.palette}
    if colours & set(file.colorinterp) or (file.count >= 3 and file.dtypes[0] == "uint8"):
        raise ReadError(
            f"{path.name}: this is a picture, not heights; Maquette reads terrain (one band of "
            "heights) from GeoTIFF"
        )
    if np.dtype(file.dtypes[0]).kind not in "iuf":
        raise ReadError(f"{path.name}: its values are {file.dtypes[0]}, not heights")
    steps = (
        math.hypot(file.transform.a, file.transform.d),
        math.hypot(file.transform.b, file.transform.e),
    )
    if not all(SMALLEST_STEP < step < LARGEST for step in steps):
        raise ReadError(f"{path.name}: its georeference is nonsense; export it again")
    if file.transform.is_identity:
        raise ReadError(
            f"{path.name}: it does not say where it lies (no georeference, no world file); "
            "export it again as GeoTIFF"
        )


def _terrain(path: Path, file: Any, intake: Intake, progress: Progress) -> Terrain:
    heights, factor = _heights(path, file, intake, progress)
    transform = file.transform @ file.transform.scale(factor)
    rows, columns = heights.shape
    ground = heights[(heights > DEEPEST / 0.3) & (heights < HIGHEST / 0.3)]  # may be feet yet
    if not len(ground):
        raise ReadError(f"{path.name}: all its heights are unknown")
    corners = [transform @ corner for corner in ((0, 0), (columns, 0), (0, rows), (columns, rows))]
    low, high = float(ground.min()), float(ground.max())
    sample = np.array([(x, y, h) for x, y in corners for h in (low, high)])
    if not on_earth(sample).all():
        raise ReadError(f"{path.name}: its georeference is nonsense; export it again")
    declared = "" if file.crs is None else str(file.crs.to_string())
    placement = intake.place(path, declared, sample)
    intake.saw(np.stack([sample.min(0), sample.max(0)]))
    heights, transform = _in_frame(heights, transform, placement, path, intake)
    heights = _in_metres(heights, file, placement, sample, path, intake)
    grids = intake.facts.setdefault("grids", [])
    assert isinstance(grids, list)
    grids.append({"rows": file.height, "columns": file.width, "step": abs(file.transform.a)})
    if transform.e > 0:  # the first row is the southernmost
        heights = heights[::-1]
        transform = transform @ transform.translation(0, rows) @ transform.scale(1, -1)
    x, y = transform @ (0.5, 0.5)
    return Terrain(
        path.name,
        placement.frame,
        np.ascontiguousarray(heights),
        x - placement.frame.origin[0],
        y - placement.frame.origin[1],
        (abs(transform.a), abs(transform.e)),
        intake.sources[-1],
    )


def _heights(path: Path, file: Any, intake: Intake, progress: Progress) -> tuple[Heights, int]:
    """The first band, each cell the mean of factor x factor of the file's; NaN where unknown."""
    from rasterio.enums import Resampling
    from rasterio.errors import RasterioIOError
    from rasterio.windows import Window

    if file.width * file.height > MOST_CELLS and not file.overviews(1):
        raise ReadError(
            f"{path.name}: it has {file.width:,} x {file.height:,} cells and no overviews; cut out "
            "a part, or add overviews (gdaladdo)"
        )
    factor = max(math.ceil(math.sqrt(file.width * file.height / BUDGET)), 1)
    factor = min(factor, file.width, file.height)
    shape = file.height // factor, file.width // factor  # whole cells only
    if shape[0] * shape[1] > 2 * BUDGET:
        raise ReadError(f"{path.name}: {file.width:,} x {file.height:,} cells are no terrain")
    heights = np.full(shape, np.nan, np.float32)
    lost = 0
    strip = max(min(500_000 // (shape[1] * factor), shape[0]), 1)
    for top in range(0, shape[0], strip):
        progress.report(top, shape[0], f"Reading {path.name}")
        bottom = min(top + strip, shape[0])
        window = Window(0, top * factor, shape[1] * factor, (bottom - top) * factor)
        try:
            band = file.read(
                1,
                window=window,
                out_shape=(bottom - top, shape[1]),
                masked=True,
                resampling=Resampling.average if factor > 1 else Resampling.nearest,
            )
        except RasterioIOError:
            lost += bottom - top
            continue
        heights[top:bottom] = band.astype(np.float32).filled(np.nan)
    if lost == shape[0]:
        raise ReadError(f"{path.name}: none of its heights can be read; fetch it again")
    if lost:
        part = f"{lost} of {shape[0]} rows cannot be read and are left empty; fetch it again"
        intake.report.error("RASTER_TRUNCATED", "", f"{path.name}: {part}")
    if factor > 1:
        intake.report.note(
            "RASTER_THINNED", "", f"{path.name}: {factor} x {factor} cells were averaged into one"
        )
    if file.count > 1:
        intake.report.note(
            "RASTER_BANDS", "", f"{path.name}: the first of {file.count} bands is taken as heights"
        )
    if file.nodata is None:
        heights[np.isin(heights, UNDECLARED)] = np.nan
    return np.asarray(heights * file.scales[0] + file.offsets[0], np.float32), factor


def _in_frame(
    heights: Heights, transform: Any, placement: Placement, path: Path, intake: Intake
) -> tuple[Heights, Any]:
    """The grid on the axes of the frame: as it is, or resampled when it lies otherwise."""
    from rasterio.crs import CRS
    from rasterio.enums import Resampling
    from rasterio.warp import calculate_default_transform, reproject

    source, target = placement.declared.horizontal, placement.frame.horizontal
    somewhere = source not in ("", "local") and target not in ("", "local")
    moved = somewhere and source != target
    if not moved and transform.b == transform.d == 0 and transform.a > 0:
        return heights, transform
    rows, columns = heights.shape
    edges = _edges(transform, rows, columns)
    if moved:
        here, there = CRS.from_user_input(source), CRS.from_user_input(target)
        upright, width, height = calculate_default_transform(here, there, columns, rows, **edges)
    else:
        here = there = CRS.from_epsg(3857)  # to turn a grid upright, any plane will do
        upright, width, height = _upright(edges, math.sqrt(abs(transform.determinant)))
    out = np.full((height, width), np.nan, np.float32)
    reproject(
        heights,
        out,
        src_transform=transform,
        src_crs=here,
        src_nodata=np.nan,
        dst_transform=upright,
        dst_crs=there,
        dst_nodata=np.nan,
        resampling=Resampling.bilinear,
    )
    words = "brought into the city's coordinate system" if moved else "turned upright"
    intake.report.note("RASTER_RESAMPLED", "", f"{path.name}: the grid was {words}")
    return out, upright


def _edges(transform: Any, rows: int, columns: int) -> dict[str, float]:
    corners = [transform @ c for c in ((0, 0), (columns, 0), (0, rows), (columns, rows))]
    x, y = zip(*corners, strict=True)
    return {"left": min(x), "bottom": min(y), "right": max(x), "top": max(y)}


def _upright(edges: dict[str, float], step: float) -> tuple[Any, int, int]:
    from rasterio.transform import from_origin

    width = math.ceil((edges["right"] - edges["left"]) / step)
    height = math.ceil((edges["top"] - edges["bottom"]) / step)
    return from_origin(edges["left"], edges["top"], step, step), width, height


def _in_metres(
    heights: Heights,
    file: Any,
    placement: Placement,
    sample: NDArray[np.float64],
    path: Path,
    intake: Intake,
) -> Heights:
    """Heights as metres of the frame; what no ground can be becomes unknown."""
    unit = (file.units[0] or "").lower()
    middle = sample.mean(0)
    if unit and not placement.declared.vertical:
        slope, level = FEET.get(unit, 1.0), -placement.frame.origin[2]
    else:  # two probes, for within one terrain heights differ by a factor and a shift
        probes = placement(np.array([[*middle[:2], 0.0], [*middle[:2], 100.0]]))[:, 2]
        slope, level = float(probes[1] - probes[0]) / 100.0, float(probes[0])
    if slope != 1.0:
        intake.report.note("RASTER_FEET", "", f"{path.name}: its heights in feet became metres")
    metres = np.asarray(heights * np.float32(slope) + np.float32(level), np.float32)
    absurd = (metres < DEEPEST) | (metres > HIGHEST) | np.isinf(metres)
    if absurd.any():
        metres[absurd] = np.nan
        intake.report.warning(
            "RASTER_ABSURD",
            "",
            f"{path.name}: {int(absurd.sum()):,} cells hold heights that no ground has; left empty",
        )
    return metres
