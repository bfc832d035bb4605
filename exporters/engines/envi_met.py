"""An area of ENVI-met (.INX): buildings, ground and place; plants and soils are the usual ones.

There is no public description of the format; its tags are those that SPACES writes (version 440),
and its rows run from north to south.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from city.place import Place, place_of
from city.progress import Progress
from city.time_zone import zone_at
from city.view import View
from exporters.citygml.text import element
from exporters.engines import Wanted
from exporters.engines.heights import Heights, heights_of
from exporters.engines.solids import outlines

MOST = 1_000  # cells along a side, above which no engine would end
ROOM = 2.0  # times the highest building, as high as the air is
USUAL = "000000"  # soil, wall and roof


def write(view: View, wanted: Wanted, path: Path, progress: Progress) -> list[str]:
    """Write an area; tops of buildings count from the ground of their cell, which is counted from
    its lowest."""
    heights, told = heights_of(view, wanted, progress)
    rows, columns = heights.grid.shape
    if max(rows, columns) > MOST:
        raise ValueError(f"an area of {columns} x {rows} cells is too large: choose a smaller one")
    number = _numbers(heights)
    top = np.where(number > 0, np.maximum(np.round(heights.above(), 2), 0.01), 0)
    lowest = float(np.nanmin(heights.ground))
    ground = np.round(np.nan_to_num(heights.ground - lowest), 2)
    layers = max(math.ceil(ROOM * float(top.max()) / heights.grid.step), 10)
    datum = lowest + view.base.frame.origin[2]
    sections = [
        _geometry(heights, layers),
        _place(view, heights),
        _section("defaultSettings", {"commonWallMaterial": USUAL, "commonRoofMaterial": USUAL}),
        _matrices("buildings2D", zTop=top, zBottom=top * 0, buildingNr=number, fixedheight=top * 0),
        _matrices("simpleplants2D", ID_plants1D=np.full(top.shape, "")),
        _matrices("soils2D", ID_soilprofile=np.full(top.shape, USUAL)),
        _matrices("dem", {"DEMReference": f"{datum:.2f}"}, terrainheight=ground),
        _matrices("sources2D", ID_sources=np.full(top.shape, "")),
    ]
    head = _section(
        "Header",
        {
            "filetype": "INPX ENVI-met Area Input File",
            "version": "440",
            "revisiondate": "",
            "remark": "Created with Maquette",
            "checksum": "0",
            "encryptionlevel": "0",
        },
        "",
    )
    text = "\n".join(["<ENVI-MET_Datafile>", head, *sections, "</ENVI-MET_Datafile>", ""])
    path.write_text(text, "utf-8", newline="\r\n")
    told.append("plants and soils are not known to ENVI-met by our names: lay them out in SPACES")
    return told


def _numbers(heights: Heights) -> NDArray[np.int32]:
    """(rows, columns): the number of the building on each cell, from 1; 0 for none."""
    from rasterio import Affine
    from rasterio.features import rasterize

    grid = heights.grid
    (west, _), (_, north) = grid.box().tolist()
    shapes = [(shape, number) for number, shape in enumerate(outlines(heights.solids), 1)]
    if not shapes:
        return np.zeros(grid.shape, np.int32)
    way = Affine(grid.step, 0, west, 0, -grid.step, north)
    found: NDArray[np.int32] = rasterize(shapes, grid.shape, transform=way, dtype="int32")
    return found


def _geometry(heights: Heights, layers: int) -> str:
    rows, columns = heights.grid.shape
    step = f"{heights.grid.step:.5f}"
    told = {
        "grids-I": columns,
        "grids-J": rows,
        "grids-Z": layers,
        "dx": step,
        "dy": step,
        "dz-base": step,
        "useTelescoping_grid": 0,
        "useSplitting": 1,
        "verticalStretch": "0.00000",
        "startStretch": "0.00000",
        "has3DModel": 0,
        "isFull3DDesign": 0,
    }
    nesting = {"numberNestinggrids": 0, "soilProfileA": USUAL, "soilProfileB": USUAL}
    base = {"modelDescription": "A plan", "modelAuthor": "", "modelcopyright": ""}
    return "\n".join(
        [
            _section("baseData", base),
            _section("modelGeometry", told),
            _section("nestingArea", nesting),
        ]
    )


def _place(view: View, heights: Heights) -> str:
    """Where the middle lies, its clock, and the turn of the grid against the north."""
    frame = view.base.frame
    corner = heights.grid.box()
    place = place_of(frame, np.append(corner.mean(0), 0.0)) or Place(0.0, 0.0)
    zone = zone_at(place) if (place.lon, place.lat) != (0, 0) else "UTC"
    offset = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone)).utcoffset()
    hours = offset.total_seconds() / 3600 if offset else 0.0
    west, south = corner[0] + np.array(frame.origin[:2])
    told = {
        "modelRotation": f"{place.turn:.5f}",
        "projectionSystem": frame.horizontal,
        "UTMZone": 0,
        "realworldLowerLeft_X": f"{west:.5f}",
        "realworldLowerLeft_Y": f"{south:.5f}",
        "locationName": "",
        "location_Longitude": f"{place.lon:.5f}",
        "location_Latitude": f"{place.lat:.5f}",
        "locationTimeZone_Name": f"UTC{hours:+g}",
        "locationTimeZone_Longitude": f"{15 * hours:.5f}",
    }
    return _section("locationData", told)


def _section(name: str, told: Mapping[str, object], gap: str = " ") -> str:
    lines = [f"  {element(key, f'{gap}{value}{gap}')}" for key, value in told.items()]
    return "\n".join([f"<{name}>", *lines, f"</{name}>"])


def _matrices(
    name: str, told: dict[str, object] | None = None, **matrices: NDArray[np.generic]
) -> str:
    """A section of matrices; each row a line from the north, its values from the west."""
    lines = [f"  {element(key, f' {value} ')}" for key, value in (told or {}).items()]
    for key, values in matrices.items():
        rows, columns = values.shape
        lines.append(f'  <{key} type="matrix-data" dataI="{columns}" dataJ="{rows}">')
        if values.dtype.kind == "f":
            lines += [",".join(f"{one:g}" for one in row) for row in values.tolist()]
        else:
            lines += [",".join(map(str, row)) for row in values.tolist()]
        lines.append(f"  </{key}>")
    return "\n".join([f"<{name}>", *lines, f"</{name}>"])
