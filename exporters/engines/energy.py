"""CityGML 2.0 with the basics of the Energy ADE 2.0: areas, heights, volumes, how surfaces lie."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.grid import Box
from city.measured import Measured
from city.model import City
from city.outcome import whole_city
from city.progress import Progress
from city.simulate.obstacles import Area
from city.subset import subset
from city.view import View
from exporters.citygml.document import write as write_citygml
from exporters.citygml.text import element
from exporters.engines import Wanted

F64 = NDArray[np.float64]
PREFIX, NAMESPACE = "nrg2", "http://www.citygml.org/ade/energy/2.0"
FLAT = 1.0  # degrees: what slopes less faces nowhere, and its azimuth is -1
OURS = "measured by Maquette"


def write(view: View, wanted: Wanted, path: Path, progress: Progress) -> list[str]:
    """Write the city with a plan; each building with its gross volume, footprint, floor area and
    heights, each surface with its area, inclination and azimuth (degrees: 0 upwards, 180
    downwards; clockwise from north, -1 for none)."""
    city = _within(whole_city(view), wanted.box)
    lost = write_citygml(city, path, version="2.0", progress=progress, extension=Energy(city))
    told = [one.words for one in view.lost] + [finding.message for finding in lost]
    return [*told, "constructions, uses and schedules are not known here: choose them by archetype"]


class Energy:
    """What the Energy ADE has to say of the objects and surfaces of a city.

    Source: Energy ADE 2.0, as its test data "Alderaan" (TU Delft) writes it.
    """

    prefix, namespace = PREFIX, NAMESPACE

    def __init__(self, city: City) -> None:
        measured = Measured(city)
        self._buildings = {
            code
            for code, kind in enumerate(city.objects.kinds)
            if kind in ("Building", "BuildingPart")
        }
        self._kind = city.objects.kind
        names = ("volume", "footprint", "floorarea", "ground", "top")
        self._sizes = {name: measured.of(name) for name in names}
        self._vectors = _surfaces(city, measured)

    def of_object(self, row: int) -> list[str]:
        """Properties of a building or a part of one, in the order of the alphabet."""
        if int(self._kind[row]) not in self._buildings:
            return []
        told = [
            ("bdgArea", "Area", "grossFloorArea", "floorarea", "m^2"),
            ("bdgArea", "Area", "footprintArea", "footprint", "m^2"),
            ("bdgHeight", "Height", "highestRoofEdge", "top", "m"),
            ("bdgHeight", "Height", "bottomOfConstruction", "ground", "m"),
            ("bdgVolume", "Volume", "grossVolume", "volume", "m^3"),
        ]
        found = []
        for slot, what, kind, name, unit in told:
            value = float(self._sizes[name][row])
            if np.isfinite(value):
                found.append(_qualified(slot, what, kind, value, unit))
        return found

    def of_surface(self, row: int) -> list[str]:
        """Properties of a roof, a wall or a ground surface."""
        vector = self._vectors[row]
        area = float(self._vectors[row, 3])
        if not area > 0:
            return []
        level = float(np.hypot(vector[0], vector[1]))
        inclination = float(np.degrees(np.arctan2(level, vector[2])))
        flat = inclination < FLAT or inclination > 180 - FLAT
        azimuth = -1.0 if flat else float(np.degrees(np.arctan2(vector[0], vector[1])) % 360)
        name, degrees = f"{PREFIX}:bdgBdrySurf", ' uom="decimal degree"'
        return [
            element(f"{name}Azimuth", f"{azimuth:.3f}", degrees),
            element(f"{name}Inclination", f"{inclination:.3f}", degrees),
            element(f"{name}TotalSurfaceArea", f"{area:.6f}", ' uom="m^2"'),
        ]


def _qualified(slot: str, what: str, kind: str, value: float, unit: str) -> str:
    inner = (
        element(f"{PREFIX}:source", OURS)
        + element(f"{PREFIX}:value", f"{value:.6f}", f' uom="{unit}"')
        + element(f"{PREFIX}:type", kind)
    )
    whole = f"{PREFIX}:Qualified{what}"
    return f"<{PREFIX}:{slot}><{whole}>{inner}</{whole}></{PREFIX}:{slot}>"


def _surfaces(city: City, measured: Measured) -> F64:
    """(surfaces, 4): of each the sum of its area vectors, and its area, in its object's best level
    of detail."""
    faces = measured.faces
    mine = faces.counted & (faces.surface >= 0)
    rows, area = faces.surface[mine], faces.area[mine].astype(np.float64)
    vectors = faces.normal[mine].astype(np.float64) * area[:, None]
    columns = [np.bincount(rows, one, len(city.surfaces)) for one in (*vectors.T, area)]
    return np.stack(columns, axis=1)


def _within(city: City, box: Box) -> City:
    """What of a city reaches into a box of local metres; all of it where all of it does."""
    boxes = Measured(city).boxes
    rows = Area(*box).touches(boxes) | ~np.isfinite(boxes).all((1, 2))
    return city if rows.all() else subset(city, np.flatnonzero(rows))
