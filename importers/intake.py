"""Where readers put what they read: one city under construction, clouds, terrains, the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.builder import CityBuilder
from city.cloud import PointCloud
from city.crs import NOWHERE, AxisOrder, Crs, axis_order, crs_title, parse_crs
from city.frame import Frame
from city.model import City, Source
from city.placement import Placement, metric_frame
from city.terrain import Terrain
from importers.report import Report


class ReadError(Exception):
    """A source that cannot be read; the message names the file, the fault and what to do."""


class NeedsCrs(ReadError):
    """A source that does not say where on Earth it lies, and nobody has said it for it."""

    def __init__(self, path: Path, extent: NDArray[np.float64]) -> None:
        super().__init__(
            f"{path.name}: the file does not say which coordinate system it uses; "
            "name it with --crs EPSG:code, or --crs local to keep its coordinates as plain metres"
        )
        self.path = path
        self.extent = extent


@dataclass(frozen=True, slots=True)
class Options:
    """What a person says about a source before it is read.

    crs: replaces or supplies the coordinate system ("EPSG:28992", "EPSG:28992+5709", "local").
    frame: read into this frame (that of the city already on the table).
    need_crs: refuse, with NeedsCrs, a source that has none; otherwise it is taken as local metres
    and the doctor says so.
    height: the footprint attribute with a height in metres; storeys: with the storeys.
    index: put all points of a large survey in order at once, not only when somebody looks closer.
    """

    crs: str = ""
    frame: Frame | None = None
    need_crs: bool = False
    height: str = ""
    storeys: str = ""
    index: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of one or several files.

    crs: as the first file declares it. extent: (2, 3) lowest and highest corner in that system,
    east (or longitude) first; None when nothing has a place.
    """

    sources: tuple[Source, ...]
    crs: Crs
    extent: NDArray[np.float64] | None
    frame: Frame
    city: City | None
    clouds: tuple[PointCloud, ...]
    terrains: tuple[Terrain, ...]
    report: Report
    facts: Mapping[str, object] = field(default_factory=dict)


class Intake:
    """What a reader is given, and where it puts what it reads."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.report = Report()
        self.builder = CityBuilder(options.frame)
        self.clouds: list[PointCloud] = []
        self.terrains: list[Terrain] = []
        self.sources: list[Source] = []
        self.crs: Crs | None = None
        self._declared = Crs()
        self.facts: dict[str, object] = {}
        self.folders: dict[Path, Path] = {}  # of files that were unpacked elsewhere
        self.roots: dict[Path, Path] = {}  # of files that came in an opened folder or archive
        self._low = np.full(3, np.inf)
        self._high = np.full(3, -np.inf)

    def begin(
        self,
        path: Path,
        format: str,
        version: str = "",
        licence: str = "",
        attribution: str = "",
    ) -> None:
        """Say which file the following objects come from, in which format, and whom to thank."""
        source = Source(str(path), format, version, licence, attribution)
        self.sources.append(source)
        self.builder.add_source(source)

    def folder_of(self, path: Path) -> Path:
        """Where the pictures lie that a file names: beside it, or beside the .gz it came in."""
        return self.folders.get(path, path.parent)

    def folders_above(self, path: Path) -> list[Path]:
        """The folders that a file lies in, from the nearest to the one that was opened."""
        root = self.roots.get(path)
        return [f for f in path.parents if f.is_relative_to(root)] if root is not None else []

    def place(self, path: Path, declared: str, sample: NDArray[np.float64]) -> Placement:
        """How this file's coordinates become the city's; the first file decides the frame.

        declared: the CRS as the file names it, "" for none. sample: (k, 3) of its coordinates as
        they stand in the file (an envelope's corners, or the first points), to find the origin.
        Raises NeedsCrs, and ReadError for a name that nobody knows.
        """
        name = self.options.crs or declared
        if not name and self.options.need_crs:
            good = sample[np.isfinite(sample).all(1)]
            nowhere = np.full((2, 3), np.nan)
            raise NeedsCrs(path, np.stack([good.min(0), good.max(0)]) if len(good) else nowhere)
        try:
            crs = parse_crs(name)
        except ValueError as fault:
            if self.options.crs or self.options.need_crs:
                raise ReadError(f"{path.name}: {fault}; name the right one with --crs") from fault
            self.report.warning("CRS_UNKNOWN", "", f"{path.name}: {fault}; taken as local metres")
            crs = parse_crs("")
        else:
            if not name:
                self.report.warning(
                    "CRS_MISSING",
                    "",
                    f"{path.name} does not say which coordinate system it uses; its coordinates "
                    "are taken as local metres. Name it with --crs EPSG:code",
                )
        if self.crs is None:
            self.crs = crs
        self._declared = crs
        order = axis_order(crs, sample, name)
        self._doubt(path, crs, order)
        if self.builder.frame is None:
            self.builder.frame = metric_frame(crs, sample, order.north_first)
        placement = Placement(crs, self.builder.frame, order.north_first)
        if not order.outside:
            self._compare(path, placement)
        return placement

    def _doubt(self, path: Path, crs: Crs, order: AxisOrder) -> None:
        title = crs_title(crs)
        if order.swapped:
            self.report.warning(
                "CRS_AXES_SWAPPED",
                "",
                f"{path.name}: the coordinates lie where {title} is used only when their first "
                "two numbers change places; read so",
            )
        if order.outside:
            self.report.warning(
                "CRS_OUTSIDE",
                "",
                f"{path.name}: the coordinates lie outside the area where {title} is used; the "
                "file may name the wrong system, or have local coordinates (--crs local)",
            )

    def _compare(self, path: Path, placement: Placement) -> None:
        """Say so where this file and the city on the table do not speak of the same place."""
        frame, declared = placement.frame, placement.declared
        if (frame.horizontal in NOWHERE) != (declared.horizontal in NOWHERE):
            self.report.warning(
                "CRS_MIXED",
                "",
                f"{path.name} is in {crs_title(declared)}, the city in {crs_title(frame)}; nothing "
                "leads from one to the other, so the coordinates are kept as they are",
            )
            return
        if placement.shift_note():
            self.report.warning("CRS_APPROXIMATE", "", f"{path.name}: {placement.shift_note()}")
        if placement.heights_differ():
            self.report.warning("HEIGHTS_KEPT", "", f"{path.name}: {placement.height_note()}")

    def saw(self, extent: NDArray[np.float64]) -> None:
        """Widen the extent by (2, 3) corners in the system of the file placed last, east first."""
        here, there = self._declared, self.crs or self._declared
        if here.horizontal != there.horizontal and not {here.horizontal, there.horizontal} & {
            *NOWHERE
        }:
            way = Placement(here, Frame(there.horizontal, there.vertical), north_first=False)
            east, north = np.meshgrid(extent[:, 0], extent[:, 1])
            corners = np.column_stack([east.ravel(), north.ravel(), np.repeat(extent[:, 2], 2)])
            moved = way(corners)
            extent = np.stack([moved.min(0), moved.max(0)])
        self._low = np.fmin(self._low, extent[0])
        self._high = np.fmax(self._high, extent[1])

    def extent(self) -> NDArray[np.float64] | None:
        return np.stack([self._low, self._high]) if np.isfinite(self._low).all() else None
