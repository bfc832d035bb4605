"""EPANET's networks of drinking water and what it computed of them.

Source: EPANET 2.2 User Manual, appendix C (input) and D (binary results).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from city.simulated.field import Variable
from city.simulated.network import Network
from city.simulated.run import Run
from importers.intake import ReadError
from importers.simulated import inp
from importers.simulated.asking import Asking
from importers.simulated.binary import Cursor
from importers.simulated.placing import moments, start
from importers.simulated.results import Need, NeedsMore, Options, Results
from importers.simulated.series import LONG_AGO

FORMAT = "EPANET"
MAGIC = 516_114_521
FOOT, INCH, MILLIMETRE = 0.3048, 0.0254, 0.001
MOST = 10_000_000  # things of each sort
NAMES = ("CFS", "GPM", "MGD", "IMGD", "AFD", "LPS", "LPM", "MLD", "CMH", "CMD", "CMS")
FLOWS = (
    *("ft³/s", "gal/min", "Mgal/d", "imp. Mgal/d", "acre-ft/d"),
    *("l/s", "l/min", "Ml/d", "m³/h", "m³/d", "m³/s"),
)
AMERICAN = NAMES[:5]
PRESSURES = ("psi", "kPa", "m", "bar", "ft")
QUALITIES = ("", "", "h", "%")  # nothing, a chemical, its age, its share from a source

SPOTS = {"JUNCTIONS": ("junction", 1), "RESERVOIRS": ("reservoir", 1), "TANKS": ("tank", 1)}
LINKS = {"PIPES": "pipe", "PUMPS": "pump", "VALVES": "valve"}


def recognises(path: Path, head: bytes) -> bool:
    if len(head) > 60 and struct.unpack("<i", head[:4])[0] == MAGIC:
        return True
    words = head.upper()
    return path.suffix.lower() == ".inp" and (b"[PIPES]" in words or b"[RESERVOIRS]" in words)


def read(path: Path, options: Options, progress: Progress) -> Results:
    asking = Asking(path, options)
    if path.suffix.lower() == ".inp":
        told, output, begin = inp.sections(path, progress), None, LONG_AGO
    else:
        output = load(path, asking)
        beside = options.network or path.with_suffix(".inp")
        begin = start(asking, f"{output.seconds[-1] / 3600:g} hours")
        if not beside.is_file():
            found = f"no {beside.name} beside it"
            raise NeedsMore(path, [*asking.needs, Need("network", found=found)])
        told = inp.sections(beside, progress)
    found_pipes = inp.pipes(told, SPOTS, LINKS)
    if not found_pipes.place:
        raise ReadError(f"{path.name}: nobody says where its junctions lie: [COORDINATES] is empty")
    degrees = "DEGREES" in inp.option(told, "UNITS", "BACKDROP").upper()
    placement = asking.place("EPSG:4326" if degrees else "", found_pipes.sample())
    frame = asking.done()
    american = (inp.option(told, "UNITS").upper() or "GPM") in AMERICAN
    drawn = inp.Drawn(found_pipes, placement, FOOT if american else 1.0)
    title = " ".join(told["TITLE"][0])[:200] if told.get("TITLE") else path.name
    run = Run(title, "EPANET", source=path.name)
    thick = INCH if american else MILLIMETRE
    widths = {row[0]: inp.number(row, 4) * thick for row in told.get("PIPES", ())}
    network = _network(path, drawn, widths, output, begin, run)
    inp.tell_of_lost(network.links, network.nodes, asking)
    return Results(FORMAT, frame, asking.report, networks=(network,))


@dataclass(frozen=True, slots=True, eq=False)
class Output:
    """Results as their file has them. records: (steps,) mapped, (8, links) and (4, spots) values.

    seconds: (steps,) since the simulation began.
    """

    spots: list[str]
    links: list[str]
    flow: str
    pressure: str
    quality: tuple[str, str]
    american: bool
    seconds: NDArray[np.float64]
    records: NDArray[Any]

    def variables(self) -> list[tuple[Variable, int]]:
        """What is told, and the row of each among those of its sort."""
        metre, speed = ("ft", "ft/s") if self.american else ("m", "m/s")
        name, unit = self.quality
        quality = [("quality", name, unit, 3)] if name else []
        spots = [
            ("demand", "Demand", self.flow, 0),
            ("head", "Height of the water", metre, 1),
            ("water_pressure", "Pressure of the water", self.pressure, 2),
            *quality,
        ]
        links = [
            ("flow", "Flow", self.flow, 0),
            ("flow_velocity", "Speed of flow", speed, 1),
            ("headloss", "Height lost on a thousandth of the way", "‰", 2),
            *((f"link_{key}", *rest) for key, *rest in quality),
        ]
        return [*_of("nodes", spots), *_of("links", links)]


def _of(at: Literal["nodes", "links"], told: list[Any]) -> list[tuple[Variable, int]]:
    return [(Variable(key, title, unit, at=at), row) for key, title, unit, row in told]


def load(path: Path, asking: Asking) -> Output:
    """The results in a binary file, mapped and not read. Raises ReadError."""
    cursor = Cursor(path)
    head = cursor.numbers("<i4", 15).tolist()
    _, _, spots, tanks, links, pumps, _, quality, _, flow, pressure, _, begin, step, _ = head
    sound = 0 <= flow < len(FLOWS) and 0 <= pressure < len(PRESSURES) and 0 <= quality < 4
    if not sound or not all(0 <= count < MOST for count in (spots, tanks, links, pumps)):
        raise ReadError(f"{path.name}: its header makes no sense; run the model anew")
    cursor.numbers("u1", 3 * 80 + 2 * 260)  # title and names of files
    chemical, unit = cursor.word(32), cursor.word(32)
    names = [[cursor.word(32) for _ in range(count)] for count in (spots, links)]
    cursor.numbers("<i4", 3 * links + 2 * tanks + spots + 2 * links)  # what the input says better
    cursor.numbers("<i4", 7 * pumps + 1)
    kind = np.dtype([("spots", "<f4", (4, spots)), ("links", "<f4", (8, links))])
    records = cursor.records(kind, _steps(path, cursor, kind.itemsize, asking))
    called = ("", chemical, "Age of the water", "Share from the source")[quality]
    return Output(
        names[0],
        names[1],
        FLOWS[flow],
        PRESSURES[pressure],
        (called, QUALITIES[quality] or unit),
        NAMES[flow] in AMERICAN,
        begin + step * np.arange(len(records), dtype=np.float64),
        records,
    )


def _steps(path: Path, cursor: Cursor, size: int, asking: Asking) -> int:
    """How many records there are; of a run that was broken off those that were written whole."""
    begin = cursor.at
    whole = (cursor.size - begin) // size if size else 0
    cursor.at = max(cursor.size - 12, 0)
    steps, warning, magic = (int(one) for one in cursor.numbers("<i4", 3))
    cursor.at = begin
    if magic != MAGIC or not 0 <= steps <= whole:
        asking.report.warning("TRUNCATED", path.name, "the run broke off; what is there was read")
        steps = whole
    elif warning:
        asking.report.warning("RUN_WARNED", path.name, "EPANET itself warns of this run")
    if not steps:
        raise ReadError(f"{path.name}: it holds no step of time; did the run fail?")
    return steps


def _network(
    path: Path,
    drawn: inp.Drawn,
    widths: dict[str, float],
    output: Output | None,
    begin: np.datetime64,
    run: Run,
) -> Network:
    spots = [spot[0] for spot in drawn.pipes.spots] if output is None else output.spots
    links = [link[0] for link in drawn.pipes.links] if output is None else output.links
    width = np.array([widths.get(id, np.nan) for id in links])
    parts = (drawn.links(links, width), drawn.spots(spots), drawn.ends(links, spots))
    if output is None:
        return Network(path.name, run, *parts, drawn.areas(()), flat=False)
    told = output.variables()
    values = {
        one.key: output.records["spots" if one.at == "nodes" else "links"][:, row]
        for one, row in told
    }
    return Network(
        path.name,
        run,
        *parts,
        drawn.areas(()),
        tuple(one for one, _ in told),
        moments(begin, output.seconds),
        values=values,
        flat=False,
    )
