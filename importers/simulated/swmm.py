"""SWMM's drainage networks and what it computed of them.

Source: EPA SWMM 5.2 Interfacing Guide and User's Manual; the layout of the binary results is that
of the engine's output.c.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from city.series import Measurand, Thing
from city.simulated.field import Variable
from city.simulated.network import Network
from city.simulated.run import Run
from city.simulated.told import Told
from importers.intake import ReadError
from importers.simulated import inp
from importers.simulated.asking import Asking
from importers.simulated.binary import Cursor
from importers.simulated.placing import moments
from importers.simulated.results import Need, NeedsMore, Options, Results
from importers.simulated.series import series

FORMAT = "SWMM"
MAGIC = 516_114_522
FOOT = 0.3048
MOST = 10_000_000  # things of each sort
DAY_0 = np.datetime64("1899-12-30", "ms")
FLOWS = ("ft³/s", "gal/min", "Mgal/d", "m³/s", "l/s", "Ml/d")
CONCENTRATIONS = ("mg/l", "µg/l", "1/l")
FLOW_NAMES = ("CFS", "GPM", "MGD", "CMS", "LPS", "MLD")

SPOTS = {
    "JUNCTIONS": ("junction", 1),
    "OUTFALLS": ("outfall", 1),
    "STORAGE": ("storage", 1),
    "DIVIDERS": ("divider", 1),
}
LINKS = {
    "CONDUITS": "conduit",
    "PUMPS": "pump",
    "ORIFICES": "orifice",
    "WEIRS": "weir",
    "OUTLETS": "outlet",
}

# key, title, and the unit in SI and in US customary; "flow" is the file's unit of flow
AREA_VALUES = (
    ("rainfall", "Rainfall", "mm/h", "in/h"),
    ("snow_depth", "Depth of snow", "mm", "in"),
    ("evaporation", "Evaporation", "mm/d", "in/d"),
    ("infiltration", "Infiltration", "mm/h", "in/h"),
    ("runoff", "Runoff", "flow", "flow"),
    ("groundwater_outflow", "Outflow of groundwater", "flow", "flow"),
    ("groundwater_level", "Height of the groundwater", "m", "ft"),
    ("soil_moisture", "Moisture of the soil", "1", "1"),
)
SPOT_VALUES = (
    ("depth", "Depth of water", "m", "ft"),
    ("head", "Height of the water", "m", "ft"),
    ("volume", "Water held", "m³", "ft³"),
    ("lateral_inflow", "Inflow from outside", "flow", "flow"),
    ("total_inflow", "Inflow", "flow", "flow"),
    ("flooding", "Water that floods out", "flow", "flow"),
)
LINK_VALUES = (
    ("flow", "Flow", "flow", "flow"),
    ("flow_depth", "Depth of flow", "m", "ft"),
    ("flow_velocity", "Speed of flow", "m/s", "ft/s"),
    ("flow_volume", "Water held", "m³", "ft³"),
    ("capacity", "Share of the section that is full", "1", "1"),
)
SYSTEM_VALUES = (
    ("air_temperature", "°C", "°F"),
    ("rainfall", "mm/h", "in/h"),
    ("snow_depth", "mm", "in"),
    ("infiltration", "mm/h", "in/h"),
    ("runoff", "flow", "flow"),
    ("dry_weather_inflow", "flow", "flow"),
    ("groundwater_inflow", "flow", "flow"),
    ("rdii_inflow", "flow", "flow"),
    ("direct_inflow", "flow", "flow"),
    ("total_lateral_inflow", "flow", "flow"),
    ("flooding", "flow", "flow"),
    ("outflow", "flow", "flow"),
    ("storage", "m³", "ft³"),
    ("evaporation", "mm/d", "in/d"),
    ("potential_evaporation", "mm/d", "in/d"),
)


def recognises(path: Path, head: bytes) -> bool:
    if len(head) > 28 and struct.unpack("<i", head[:4])[0] == MAGIC:
        return True
    words = head.upper()
    return path.suffix.lower() == ".inp" and any(
        name in words for name in (b"FLOW_UNITS", b"[CONDUITS]", b"[SUBCATCHMENTS]")
    )


def read(path: Path, options: Options, progress: Progress) -> Results:
    asking = Asking(path, options)
    if path.suffix.lower() == ".inp":
        told, output = inp.sections(path, progress), None
    else:
        output = load(path, asking)
        told = inp.sections(_beside(path, asking), progress)
    found = inp.pipes(told, SPOTS, LINKS)
    if not found.place:
        raise ReadError(f"{path.name}: nobody says where its junctions lie: [COORDINATES] is empty")
    degrees = "DEGREES" in inp.option(told, "UNITS", "MAP").upper()
    placement = asking.place("EPSG:4326" if degrees else "", found.sample())
    frame = asking.done()
    if output is not None:
        note = "its times name no time zone; they are taken as UTC"
        asking.report.note("NO_ZONE", path.name, note)
    american = inp.option(told, "FLOW_UNITS").upper() in ("", *FLOW_NAMES[:3])
    drawn = inp.Drawn(found, placement, FOOT if american else 1.0)
    run = _run(path, told, output)
    network = _network(path, told, drawn, output, run)
    inp.tell_of_lost(network.links, network.nodes, asking)
    system = (_system(output, run),) if output is not None else ()
    return Results(FORMAT, frame, asking.report, networks=(network,), told=system)


def _beside(path: Path, asking: Asking) -> Path:
    """The input file of a result, which says where the pipes lie."""
    beside = asking.options.network or path.with_suffix(".inp")
    if not beside.is_file():
        raise NeedsMore(path, [Need("network", found=f"no {beside.name} beside it")])
    return beside


def _run(path: Path, told: Mapping[str, Any], output: Output | None) -> Run:
    title = " ".join(told["TITLE"][0])[:200] if told.get("TITLE") else path.name
    return Run(title, "SWMM", output.version if output is not None else "", source=path.name)


@dataclass(frozen=True, slots=True, eq=False)
class Output:
    """Results as their file has them. names: of catchments, junctions, links and pollutants.

    records: (steps,) mapped, with the fields "date", "areas", "nodes", "links" and "system". units:
    of flow, and of each pollutant. american: feet and inches.
    """

    version: str
    names: tuple[list[str], list[str], list[str], list[str]]
    flow: str
    units: list[str]
    american: bool
    times: NDArray[np.datetime64]
    records: NDArray[Any]

    def variables(
        self, at: Literal["areas", "nodes", "links"], known: tuple[tuple[str, str, str, str], ...]
    ) -> list[Variable]:
        """What is told at one sort of things, in the order of the file."""
        found = [
            Variable(key, title, self.unit(metric, other), at=at)
            for key, title, metric, other in known
        ]
        pollutants = zip(self.names[3], self.units, strict=True)
        found += [Variable(f"{at} {name}", name, unit, at=at) for name, unit in pollutants]
        return found[: self.records.dtype[at].shape[-1]]

    def unit(self, metric: str, american: str) -> str:
        return self.flow if metric == "flow" else american if self.american else metric


def load(path: Path, asking: Asking) -> Output:
    """The results in a binary file, mapped and not read. Raises ReadError."""
    cursor = Cursor(path)
    _, version, flow, *counts = cursor.numbers("<i4", 7).tolist()
    if not 0 <= flow < len(FLOWS) or not all(0 <= count < MOST for count in counts):
        raise ReadError(f"{path.name}: its header makes no sense; run the model anew")
    names = tuple([cursor.word(cursor.number()) for _ in range(count)] for count in counts)
    units = cursor.numbers("<i4", counts[3]).tolist()
    for count in counts[:3]:  # what they are like, which the input file says better
        cursor.numbers("<i4", count * len(cursor.numbers("<i4", cursor.number())))
    wide = [len(cursor.numbers("<i4", cursor.number())) for _ in range(4)]
    cursor.numbers("<f8", 1)  # the first date, which the records have too
    cursor.numbers("<i4", 1)
    kind = np.dtype(
        [
            ("date", "<f8"),
            ("areas", "<f4", (counts[0], wide[0])),
            ("nodes", "<f4", (counts[1], wide[1])),
            ("links", "<f4", (counts[2], wide[2])),
            ("system", "<f4", (wide[3],)),
        ]
    )
    records = cursor.records(kind, _steps(path, cursor, kind.itemsize, asking))
    with np.errstate(over="ignore", invalid="ignore"):
        times = moments(DAY_0, np.round(records["date"] * 86_400))
    rising = np.diff(times) > np.timedelta64(0, "ms")
    sound = 1 + int(np.argmin(np.append(rising, False)))
    if sound < len(times):
        message = f"its times make no sense after step {sound:,}; the rest is left out"
        asking.report.error("TIMES", path.name, message)
    return Output(
        f"{version // 10_000}.{version // 1000 % 10}.{version % 1000}",
        (names[0], names[1], names[2], names[3]),
        FLOWS[flow],
        [CONCENTRATIONS[unit] if 0 <= unit < 3 else "" for unit in units],
        flow < 3,
        times[:sound],
        records[:sound],
    )


def _steps(path: Path, cursor: Cursor, size: int, asking: Asking) -> int:
    """How many records there are; of a run that was broken off those that were written whole."""
    begin = cursor.at
    whole = (cursor.size - begin) // size
    cursor.at = max(cursor.size - 24, 0)
    steps, fault, magic = (int(one) for one in cursor.numbers("<i4", 6)[3:])
    cursor.at = begin
    if magic != MAGIC or not 0 <= steps <= whole:
        asking.report.warning("TRUNCATED", path.name, "the run broke off; what is there was read")
        steps = whole
    elif fault:
        asking.report.warning("RUN_FAILED", path.name, f"SWMM ended with its error {fault}")
    if not steps:
        raise ReadError(f"{path.name}: it holds no step of time; did the run fail?")
    return steps


def _network(
    path: Path, told: Mapping[str, Any], drawn: inp.Drawn, output: Output | None, run: Run
) -> Network:
    pipes = drawn.pipes
    areas = [row[0] for row in told.get("SUBCATCHMENTS", ())]
    spots, links = [spot[0] for spot in pipes.spots], [link[0] for link in pipes.links]
    if output is not None:
        areas, spots, links, _ = output.names
    widths = {row[0]: inp.number(row, 2) * drawn.metre for row in told.get("XSECTIONS", ())}
    width = np.array([widths.get(id, np.nan) for id in links])
    parts = (drawn.links(links, width), drawn.spots(spots), drawn.ends(links, spots))
    if output is None:
        return Network(path.name, run, *parts, drawn.areas(areas), flat=False)
    variables: list[Variable] = []
    values: dict[str, NDArray[np.float32]] = {}
    for at, known in (("links", LINK_VALUES), ("nodes", SPOT_VALUES), ("areas", AREA_VALUES)):
        mine = output.variables(at, known)  # type: ignore[arg-type]
        variables += mine
        values |= {one.key: output.records[at][:, :, k] for k, one in enumerate(mine)}
    return Network(
        path.name,
        run,
        *parts,
        drawn.areas(areas),
        tuple(variables),
        output.times,
        values=values,
        flat=False,
    )


def _system(output: Output, run: Run) -> Told:
    """What is told of the whole network."""
    count = len(output.times)
    told = {
        Measurand(name, output.unit(metric, american)): (
            output.times,
            output.records["system"][:, k],
        )
        for k, (name, metric, american) in enumerate(SYSTEM_VALUES)
        if k < output.records.dtype["system"].shape[0]
    }
    return Told(run.title, run, series([Thing("network", run.title, kind="network")] * count, told))
