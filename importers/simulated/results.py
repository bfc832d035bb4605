"""What comes out of the files of a model, what a person may say of them, and what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from city.frame import Frame
from city.simulated.field import Field
from city.simulated.moving import Moving
from city.simulated.network import Network
from city.simulated.told import Told
from importers.intake import ReadError
from importers.report import Report


@dataclass(frozen=True, slots=True)
class Options:
    """What a person says of results before they are read.

    crs: supplies or replaces the coordinate system ("EPSG:28992", "EPSG:28992+5709", "local").
    frame: read into this frame (that of the city on the table). around: (2, 2) local metres around
    that city. units: by the name of a variable in the file. start: when a time that is counted from
    nothing begins, UTC. network: the file with the streets of a result that only names them.
    columns: of a table, the title of the column that holds "id", "time", "x", "y" and so on.
    """

    crs: str = ""
    frame: Frame | None = None
    around: NDArray[np.float64] | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    start: np.datetime64 | None = None
    network: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a file does not say and a person must: of a unit, `of` is the variable.

    found: what the file has there, for people.
    """

    what: Literal["crs", "unit", "start", "network", "column"]
    of: str = ""
    found: str = ""

    def __str__(self) -> str:
        asked = {
            "crs": "which coordinate system it uses (--crs EPSG:code, or --crs local)",
            "unit": f"in which unit {self.of} is (--unit {self.of}=m, say, or =1 for a number)",
            "start": "when it begins (--start 2026-07-14T00:00Z)",
            "network": "where its streets lie (--network FILE, the network that the model ran on)",
            "column": f"which column holds the {self.of} (--column {self.of}=TITLE)",
        }[self.what]
        return f"{asked}; it has {self.found}" if self.found else asked


class NeedsMore(ReadError):
    """Results that do not say enough; `needs` is all that is asked for."""

    def __init__(self, path: Path, needs: Sequence[Need]) -> None:
        told = [str(need) for need in needs[:4]]
        more = f", and {len(needs) - 4} more" if len(needs) > 4 else ""
        super().__init__(f"{path.name}: the file does not say {', nor '.join(told)}{more}")
        self.path = path
        self.needs = tuple(needs)


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """What one source holds, in the local metres of one frame.

    format: for people ("CF-NetCDF"). report: what was lost, mended or doubtful.
    """

    format: str
    frame: Frame
    report: Report
    fields: tuple[Field, ...] = ()
    networks: tuple[Network, ...] = ()
    moving: tuple[Moving, ...] = ()
    told: tuple[Told, ...] = ()
