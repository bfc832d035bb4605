"""Frames in metres, and the way from the coordinates of a file into one."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from city.crs import (
    NOWHERE,
    Crs,
    Points,
    axis_order,
    ground,
    lon_lat,
    near_ground,
    north_first_by_authority,
    part_title,
    plain_axes,
)
from city.crs_names import between, code_of, datum_of, heights_on, known
from city.frame import Frame, on_earth

if TYPE_CHECKING:
    from pyproj import CRS, Transformer


def metric_frame(crs: Crs, sample: Points, north_first: bool | None = None) -> Frame:
    """A frame in metres for data of this system, its origin near `sample` (k, 3).

    The system itself where it is projected in true metres; else the UTM zone of the sample, on the
    same datum where there is one. Heights in feet become metres above the same datum.
    """
    if north_first is None:
        north_first = axis_order(crs, sample).north_first
    good = sample[on_earth(sample)] if len(sample) else np.zeros((0, 3))
    if crs.horizontal in NOWHERE or _is_metric(known(crs.horizontal)):
        horizontal = crs.horizontal
    else:
        horizontal = _zone(known(crs.horizontal), good, north_first)
    frame = Frame(horizontal, _metric_heights(crs.vertical))
    world = Placement(crs, frame, north_first)(good)
    world = world[np.isfinite(world).all(1)]
    low = np.floor(world.min(0)) if len(world) else np.zeros(3)
    return Frame(horizontal, frame.vertical, (float(low[0]), float(low[1]), 0.0))


def _is_metric(system: CRS) -> bool:
    if not (system.is_projected and plain_axes(system)):
        return False
    # Mercator's metres grow with the latitude: 1.6 to a true one in Rotterdam.
    method = system.coordinate_operation.method_name if system.coordinate_operation else ""
    true_length = "Mercator" not in method or "Transverse" in method or "Oblique" in method
    return true_length and all(a.unit_conversion_factor == 1.0 for a in system.axis_info[:2])


def _zone(system: CRS, sample: Points, north_first: bool) -> str:
    """The UTM zone around a sample, on the datum of the system or else on WGS 84."""
    from pyproj.aoi import AreaOfInterest
    from pyproj.database import query_utm_crs_info

    datum_ground = ground(system)
    if len(sample):
        middle = np.median(sample[:, [1, 0, 2]] if north_first else sample, axis=0)
        if system.is_geocentric and not near_ground(middle):
            return "local"
        if system.is_geographic:
            lon, lat = lon_lat(system, float(middle[0]), float(middle[1]))
        else:
            x, y, z = middle.tolist()
            lon, lat, _ = between(code_of(system), "EPSG:4979").transform(x, y, z)
    else:
        area = system.area_of_use
        lon, lat = ((area.west + area.east) / 2, (area.south + area.north) / 2) if area else (0, 0)
    if not (abs(lon) <= 360 and abs(lat) <= 90):
        return "local"
    lon = (lon + 180) % 360 - 180
    epsg = datum_ground.to_epsg()
    datum = known(f"EPSG:{epsg}").name if epsg else datum_ground.name
    zones = query_utm_crs_info(datum, AreaOfInterest(lon, lat, lon, lat))
    names = {zone.name: zone.code for zone in zones if zone.name.startswith(f"{datum} / UTM")}
    if names:
        return f"EPSG:{names[min(names, key=len)]}"
    number = min(int((lon + 180) // 6) + 1, 60)
    return f"EPSG:{(32600 if lat >= 0 else 32700) + number}"


def _metric_heights(vertical: str) -> str:
    """The same heights in metres, upwards; "" where no such system is known."""
    if vertical in ("", "ellipsoidal") or _height_unit(vertical) == 1.0:
        return vertical
    return heights_on(datum_of(known(vertical)))


def _height_unit(vertical: str) -> float:
    """Metres up that one unit of a vertical system makes; negative for depths."""
    axis = known(vertical).axis_info[0]
    return axis.unit_conversion_factor * (-1.0 if axis.direction == "down" else 1.0)


@dataclass(frozen=True, slots=True)
class Placement:
    """How coordinates of a declared system become local metres of a frame; travels to workers.

    north_first: which number comes first, None for the order that the authority lays down.
    """

    declared: Crs
    frame: Frame
    north_first: bool | None = None

    def __call__(self, points: Points) -> Points:
        """(n, 3) in the order of the file's axes -> (n, 3) local metres."""
        out = self.east_first(points)
        way = self._way()
        if way.heights_too:
            assert way.plane is not None
            x, y, z = out.T
            out[:, 0], out[:, 1], out[:, 2] = way.plane.transform(x, y, z)
        else:
            if way.plane is not None:
                out[:, 0], out[:, 1] = way.plane.transform(out[:, 0], out[:, 1])
            if way.height_unit != 1.0:
                out[:, 2] *= way.height_unit
        out -= self.frame.origin
        return out

    def only_shifts(self) -> bool:
        """Whether file coordinates become local ones by subtracting the frame's origin alone."""
        way = self._way()
        alone = way.plane is None and not way.heights_too and way.height_unit == 1.0
        return alone and not self._north_first()

    def east_first(self, points: Points) -> Points:
        """A copy of (n, 3) file coordinates with the easting or longitude in front."""
        order = [1, 0, 2] if self._north_first() else slice(None)
        return np.array(points[:, order], np.float64)

    def _north_first(self) -> bool:
        if self.north_first is not None:
            return self.north_first
        nowhere = self.declared.horizontal in NOWHERE
        return not nowhere and north_first_by_authority(known(self.declared.horizontal))

    def height_note(self) -> str:
        """What happened to the heights, in a sentence for people."""
        return self._way().note

    def heights_differ(self) -> bool:
        """Whether the file's heights and the frame's count from different levels, unconverted."""
        have, want = self.declared.vertical, self.frame.vertical
        return not self._way().heights_too and bool(want) and _metric_heights(have) != want

    def shift_note(self) -> str:
        """How far off things may lie after a change of datum, for people; "" for half a metre."""
        return _shift_note(self.declared.horizontal, self.frame)

    def _way(self) -> _Way:
        return _way(self.declared, Crs(self.frame.horizontal, self.frame.vertical))


class _Way(NamedTuple):
    """From one system to another. plane: None where both are the same."""

    plane: Transformer | None
    heights_too: bool
    height_unit: float
    note: str


@lru_cache(maxsize=64)
def _way(source: Crs, target: Crs) -> _Way:
    if source.horizontal in NOWHERE or target.horizontal in NOWHERE:
        return _Way(None, False, 1.0, "heights kept as they are: nobody says where they belong")
    system = known(source.horizontal)
    plane = None
    if source.horizontal != target.horizontal:
        plane = between(source.horizontal, target.horizontal)
    if system.is_geocentric:
        solid = _solid(Crs(source.horizontal, ""), Crs(target.horizontal, "ellipsoidal"))
        return _Way(solid, True, 1.0, "heights computed above the ellipsoid")
    unit = 1.0
    if source.vertical not in ("", "ellipsoidal"):
        unit = _height_unit(source.vertical)
    elif not source.vertical and system.is_projected:  # LAS 1.4 R15, 2.6: one unit for all three
        unit = system.axis_info[0].unit_conversion_factor
    scaled = "" if unit == 1.0 else ", in metres now"
    if not source.vertical:
        note = f"heights kept as they are{scaled}: the file does not say what they are above"
        return _Way(plane, False, unit, note)
    have, want = part_title(source.vertical), part_title(target.vertical) if target.vertical else ""
    if target.vertical in ("", source.vertical, _metric_heights(source.vertical)):
        return _Way(plane, False, unit, f"heights kept as {have}{scaled}")
    solid = _solid(source, target)
    if solid is not None:
        return _Way(solid, True, 1.0, f"heights converted from {have} to {want}")
    note = (
        f"heights kept as {have}{scaled}, although the city's are {want}: no geoid grid leads there"
    )
    return _Way(plane, False, unit, note)


def _solid(source: Crs, target: Crs) -> Transformer | None:
    """A way that takes heights along; None where a grid is missing or no way is known."""
    from pyproj import Transformer
    from pyproj.crs import CompoundCRS
    from pyproj.exceptions import ProjError

    def whole(crs: Crs) -> CRS:
        plane = known(crs.horizontal)
        if crs.vertical == "ellipsoidal":
            return plane.to_3d()
        return CompoundCRS("", [plane, known(crs.vertical)]) if crs.vertical else plane

    try:
        way = Transformer.from_crs(
            whole(source), whole(target), always_xy=True, allow_ballpark=False, only_best=True
        )
        area = known(source.horizontal).area_of_use
        if area and source.vertical:  # a grid that is missing shows only when it is asked
            lon, lat = (area.west + area.east) / 2, (area.south + area.north) / 2
            x, y = between("EPSG:4326", source.horizontal).transform(lon, lat)
            way.transform(x, y, 0.0, errcheck=True)
    except ProjError:
        return None
    return way


def _same_datum(source: str, target: str) -> bool:
    """Whether two systems count from the same: PROJ 9.8 does not know how exact that is."""
    one, other = known(source), known(target)
    return (
        not (one.is_bound or other.is_bound)
        and one.datum is not None
        and (one.datum == other.datum)
    )


@lru_cache(maxsize=64)
def _shift_note(source: str, frame: Frame) -> str:
    from pyproj.transformer import AreaOfInterest, TransformerGroup

    target = frame.horizontal
    if source == target or source in NOWHERE or target in NOWHERE or _same_datum(source, target):
        return ""
    lon, lat = lon_lat(known(target), frame.origin[0], frame.origin[1])
    area = AreaOfInterest(lon, lat, lon, lat) if math.isfinite(lon) else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyproj warns of the very grids that are named here
        ways = TransformerGroup(known(source), known(target), always_xy=True, area_of_interest=area)
    metres = ways.transformers[0].accuracy if ways.transformers else -1.0
    if 0 <= metres <= 0.5:
        return ""
    off = f"about {metres:g} m" if metres >= 0 else "an unknown distance, up to some 100 m"
    missing = [g.short_name for way in ways.unavailable_operations[:1] for g in way.grids]
    why = f"; the finer grid {missing[0]} is not installed" if missing else ""
    names = f"from {part_title(source)} to {part_title(target)}"
    return f"moved {names}, which may put things off by {off}{why}"
