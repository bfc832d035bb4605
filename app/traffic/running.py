"""Traffic with and without a plan: a network is made ready, trips are made, SUMO runs over both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from app.traffic.engine import Engine, found, run
from app.traffic.watching import Listener, Watching
from city.crs import NOWHERE
from city.progress import Progress
from city.simulated.network import Network
from city.simulated.run import Run
from city.traffic.compare import difference
from city.traffic.outcome import Outcome, streets
from city.traffic.question import Question
from city.traffic.roads import Roads
from city.traffic.trips import Trips, drawn
from city.traffic.works import Works
from exporters.sumo import config, counting
from exporters.sumo import trips as trips_file
from exporters.sumo.streets import write_changed, write_new
from importers.intake import ReadError
from importers.report import Report
from importers.simulated.markup import tags
from importers.simulated.results import Options
from importers.simulated.sumo import counted, demand, fcd
from importers.simulated.sumo import roads as roads_file
from importers.simulated.sumo.arriving import Arriving
from importers.simulated.sumo.roads import Found

OSM = (".osm", ".osm.xml", ".osm.gz")
GRACE = 3600.0  # seconds in which those who have set out may still arrive
AGAIN = 300  # seconds after which drivers look for a quicker way; more often costs much time
TRIPS = "trips.rou.xml"
FILES = ("counting", "means", "gases", "trips", "statistics", "vehicles")
UNCHECKED = ("--xml-validation", "never")  # no schema is fetched from anywhere
# how OpenStreetMap becomes a network, as SUMO's documentation advises it (Networks/Import/OSM)
OF_OSM = [
    "--geometry.remove", "--ramps.guess", "--junctions.join", "--tls.guess-signals",
    "--tls.discard-simple", "--tls.join", "--tls.default-type", "actuated",
    "--remove-edges.isolated", "--keep-edges.by-vclass", "passenger",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """network: SUMO's .net.xml, also gzipped, or OpenStreetMap's .osm. options: where the network
    lies, for one that does not say it, and the frame that results are wanted in. routes: a file
    that tells the trips; its times count from the first of them."""

    network: Path
    question: Question
    options: Options = field(default_factory=Options)
    routes: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Traffic:
    """What came of it: without the plan, with it, and what it changes; the last two only where a
    plan does anything to the network. told: what somebody should know."""

    engine: Engine
    baseline: Outcome
    plan: Outcome | None
    change: Network | None
    works: Works
    told: tuple[str, ...]


def compute(
    setting: Setting,
    works: Callable[[Roads], Works],
    folder: Path,
    progress: Progress,
    listen: Listener | None = None,
) -> Traffic:
    """Run traffic over a network, and once more with what a plan does to its streets.

    works: of the plan, on the streets of the network. folder: where all files of the runs lie and
    stay. listen: hears of vehicles while they move, on this thread. Raises ReadError where SUMO is
    missing, too old or stops, or where a file is not what it should be.
    """
    engine = found(progress)
    net = _made_ready(engine, setting.network.absolute(), folder, progress)
    there = roads_file.read(net, setting.options, progress)
    try:
        trips = _trips(setting, there, progress)
        asked = works(there.roads)
    except ValueError as fault:
        raise ReadError(f"{setting.network.name}: {fault}") from fault
    trips_file.write(trips, folder / TRIPS)
    runs = _Runs(engine, setting, folder, len(trips), progress, listen)
    told = (*(one.message for one in there.report if one.severity != "note"), *asked.lost)
    before = runs.run("baseline", net, there, Works())
    if not asked:
        return Traffic(engine, before, None, None, asked, told)
    changed = _with_works(engine, there, net, asked, progress)
    options = replace(setting.options, frame=there.frame)
    after = runs.run("plan", changed, roads_file.read(changed, options, progress), asked)
    change = difference(after.network, before.network)
    return Traffic(engine, before, after, change, asked, told)


def _made_ready(engine: Engine, source: Path, folder: Path, progress: Progress) -> Path:
    """A network in the form that this SUMO writes."""
    name, net = source.name.lower(), folder / "baseline.net.xml"
    if not source.is_file():
        raise ReadError(f"{source}: there is no such file; name a network, .net.xml or .osm")
    if name.endswith(".pbf"):
        raise ReadError(
            f"{source.name}: SUMO reads OpenStreetMap as XML only; make that of it with: "
            f"osmium cat {source.name} -o {source.name.removesuffix('.pbf')}"
        )
    if source == net.absolute():
        raise ReadError(f"{source}: a run writes a file of this name; choose another folder for it")
    for _ in tags(source, Report(), progress):  # refuses what would pull in other files
        pass
    progress.report(0, 0, "Making the network ready")
    way = ["--osm-files", str(source), *OF_OSM] if name.endswith(OSM) else ["-s", str(source)]
    try:
        run(engine, "netconvert", [*way, "-o", net.name, *UNCHECKED], folder, progress)
    except ReadError as fault:
        raise ReadError(f"{source.name}: it makes no network: {fault}") from fault
    return net


def _trips(setting: Setting, there: Found, progress: Progress) -> Trips:
    question = setting.question
    if setting.routes is not None:
        trips = demand.read(setting.routes, there.roads, there.report, progress)
        trips, late = trips.within(question.seconds)
        if late:
            message = f"{late:,} trips of {setting.routes.name} begin later; they are left out"
            there.report.warning("LATE", setting.routes.name, message)
        return trips
    return drawn(there.roads, question.trips, question.seconds, question.seed)


def _with_works(engine: Engine, there: Found, net: Path, works: Works, progress: Progress) -> Path:
    """The network with the works of a plan; what they do not touch is as it was."""
    folder, built = net.parent, net
    if works.new:
        edges, turns = folder / "new.edg.xml", folder / "new.con.xml"
        built = folder / "new.net.xml"
        write_new(works.new, there.roads, there.in_file, edges, turns)
        order = ["-s", net.name, "-e", edges.name, "-x", turns.name, "-o", built.name]
        run(engine, "netconvert", [*order, *UNCHECKED], folder, progress)
    changed = folder / "plan.net.xml"
    write_changed(built, works, changed)
    return changed


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """What the runs with and without a plan have in common. trips: how many there are."""

    engine: Engine
    setting: Setting
    folder: Path
    trips: int
    progress: Progress
    listen: Listener | None

    def run(self, state: str, net: Path, there: Found, works: Works) -> Outcome:
        """One run over a network, read back."""
        question, progress = self.setting.question, self.progress
        who = Run(
            f"Traffic, {state}",
            "SUMO",
            self.engine.version,
            np.datetime64("now", "ms"),
            source=self.setting.network.name,
            notes=(("seed", str(question.seed)), ("trips", f"{self.trips:,}")),
        )
        files = {kind: self.folder / f"{state}.{kind}.xml" for kind in FILES}
        kept = question.vehicles and (there.on_earth or there.crs not in NOWHERE)
        self._write(state, net, files, kept, there.on_earth)
        live = kept and there.on_earth and self.listen is not None
        vehicles = Arriving(files["vehicles"], who, question.start) if live else None
        watching = Watching(state, question.seconds, vehicles, progress, self.listen)
        run(self.engine, "sumo", ["-c", f"{state}.sumocfg"], self.folder, progress, watching)
        watching.hand_on()
        counts = counted.counts(files["means"], files["gases"], there.roads, progress)
        totals = counted.totals(files["trips"], files["statistics"], self.trips, progress)
        network = streets(there.roads, works, counts, question.begin, question.end, who)
        moving = None
        if kept and totals.kilometres:
            crs = "" if there.on_earth else self.setting.options.crs
            options = Options(crs=crs, start=question.start, network=net)
            moving = fcd.read(files["vehicles"], options, progress).moving[0]
        return Outcome(network, totals, moving)

    def _write(
        self, state: str, net: Path, files: Mapping[str, Path], kept: bool, geo: bool
    ) -> None:
        """What SUMO is asked, in files that anybody can run again."""
        question = self.setting.question
        name = {kind: path.name for kind, path in files.items()}
        means = name["means"], name["gases"]
        counting.write(files["counting"], question.warm_up, question.seconds, *means)
        options: dict[str, str | float | bool] = {
            "net-file": net.name,
            "route-files": TRIPS,
            "additional-files": name["counting"],
            "begin": 0,
            "end": question.seconds + GRACE,
            "step-length": question.step,
            "seed": question.seed,
            "junction-taz": True,
            "ignore-route-errors": True,
            "device.rerouting.probability": 1,
            "device.rerouting.period": AGAIN,
            "device.emissions.probability": 1,
            "tripinfo-output": name["trips"],
            "tripinfo-output.write-unfinished": True,
            "statistic-output": name["statistics"],
            "step-log.period": round(20 / question.step),
            "xml-validation": "never",
        }
        if kept:
            options |= {"fcd-output": name["vehicles"], "fcd-output.geo": geo}
        config.write(self.folder / f"{state}.sumocfg", options)
