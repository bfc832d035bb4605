"""What SUMO writes: networks, vehicles, emissions, means over streets, trips.

Source: SUMO's documentation, Simulation/Output and Networks/SUMO Road Networks.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from city.progress import Progress
from importers.simulated.markup import GZIP, root
from importers.simulated.results import Options, Results

FORMAT = "SUMO"
READERS = {
    "net": "net",
    "fcd-export": "fcd",
    "emission-export": "fcd",
    "meandata": "means",
    "tripinfos": "trips",
    "summary": "trips",
}


def recognises(path: Path, head: bytes) -> bool:
    return root(path, head) in READERS


def read(path: Path, options: Options, progress: Progress) -> Results:
    module = import_module(f"importers.simulated.sumo.{READERS[root(path, GZIP)]}")
    results: Results = module.read(path, options, progress)
    return results
