"""VTU and VTP files of VTK and ParaView, and PVD collections of them over time."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import numpy as np
from lxml import etree

from city.progress import Progress
from city.simulated.run import Run
from importers.intake import ReadError
from importers.simulated.asking import Asking
from importers.simulated.cf_time import LONG
from importers.simulated.results import Need, Options, Results
from importers.simulated.unstructured import field_of
from importers.simulated.vtk_xml import grid

FORMAT = "VTK"
SUFFIXES = (".vtu", ".vtp", ".pvd")
MOST = 100_000  # steps of a collection
SIZES = re.compile(rb'NumberOf(?:Points|Cells|Polys)="(\d+)"')
NEVER = np.datetime64("NaT", "ms")


def recognises(path: Path, head: bytes) -> bool:
    kinds = (b'"UnstructuredGrid"', b'"PolyData"', b'"Collection"')
    return b"<VTKFile" in head and any(kind in head for kind in kinds)


def read(path: Path, options: Options, progress: Progress) -> Results:
    asking = Asking(path, options)
    steps = _steps(path, asking) if _is_collection(path) else [(NEVER, path)]
    if not steps:
        raise ReadError(f"{path.name}: none of the files that it names is there")
    moments = np.array([moment for moment, _ in steps])
    loads = [partial(grid, file) for _, file in steps]
    run = Run(path.stem, source=path.name)
    field = field_of(grid(steps[0][1]), loads, moments[~np.isnat(moments)], run, asking)
    return Results(FORMAT, asking.done(), asking.report, (field,))


def _is_collection(path: Path) -> bool:
    with path.open("rb") as file:
        return b'"Collection"' in file.read(8192)


def _steps(path: Path, asking: Asking) -> list[tuple[np.datetime64, Path]]:
    """The files of a collection, in order of time; only those that lie beside or below it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        told = list(etree.fromstring(path.read_bytes(), parser).iter("DataSet"))[:MOST]
        numbers = [float(one.get("timestep", "0")) for one in told]
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise ReadError(f"{path.name}: this collection is damaged ({fault})") from fault
    unit, start = asking.options.units.get("time", ""), asking.options.start
    long = LONG.get(unit.lower()) or LONG.get(unit.lower().removesuffix("s"))
    if len(told) > 1:
        found = f"timestep from {min(numbers):g} to {max(numbers):g}"
        asking.needs += [Need("unit", "time", found)] if long is None else []
        asking.needs += [Need("start", found=found)] if start is None else []
    begins = np.datetime64("2000-01-01", "ms") if start is None else start.astype("datetime64[ms]")
    steps: list[tuple[np.datetime64, Path]] = []
    sizes: dict[str, tuple[bytes, ...]] = {}
    for number, one in zip(numbers, told, strict=True):
        file = (path.parent / (one.get("file") or "")).resolve()
        if not file.is_relative_to(path.parent.resolve()) or not file.is_file():
            name = (one.get("file") or "")[:80]
            asking.report.error("STEP", name, f"the step {name} is not beside it; left out")
            continue
        mesh = _size(file)
        if mesh != sizes.setdefault("first", mesh):
            asking.report.error(
                "STEP", file.name, f"the step {file.name} has another mesh; left out"
            )
            continue
        away = np.timedelta64(round(number * (long or 1e3)), "ms")
        steps.append((begins + away, file))
    return sorted(steps, key=lambda step: step[0])


def _size(path: Path) -> tuple[bytes, ...]:
    """How many points and cells a file says that it has."""
    with path.open("rb") as file:
        return tuple(SIZES.findall(file.read(1 << 16)))
