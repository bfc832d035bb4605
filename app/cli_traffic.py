"""`maquette traffic`: traffic by SUMO, with and without a plan, and what the plan changes."""

from __future__ import annotations

import contextlib
import json
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from app import plans
from app.cli_plans import with_base
from app.cli_terminal import Meter, Refused, check_folder, stoppable, warn
from app.cli_traffic_words import page, plain
from app.traffic.running import Setting, Traffic, compute
from app.wording import visible
from city.base import Base
from city.project import SUFFIX
from city.simulated.network import Network
from city.traffic.planned import planned
from city.traffic.question import Question
from city.traffic.roads import Roads
from city.traffic.works import Works, named
from exporters.sumo import table
from importers.simulated.results import Options

PlanWorks = Callable[[Roads], Works]


def run(asked: Namespace) -> int:
    """Carry out `maquette traffic`."""
    is_project = asked.source.name.lower().endswith(SUFFIX)
    if fault := _wrong(asked, is_project):
        warn(fault)
        return 2
    try:
        question = _question(asked)
    except ValueError as fault:
        warn(str(fault))
        return 2
    base, works = _plan(asked) if is_project else (None, _no_plan)

    def all_works(roads: Roads) -> Works:
        found = works(roads)
        closed = {**found.closed, **named(roads.network.links, asked.close)}
        return replace(found, closed=closed)

    network = asked.network if is_project else asked.source
    options = Options(crs=asked.crs, start=question.start)
    if base is not None:
        options = replace(options, frame=base.frame, around=base.extent)
    setting = Setting(network, question, options, asked.routes)
    with _folder(asked.out) as folder, Meter() as progress, stoppable(progress):
        found = compute(setting, all_works, folder, progress)
    for line in found.told:
        warn(line)
    if asked.out is not None:
        table.write(_networks(found), asked.out / "streets.csv")
    name = asked.plan or ("Plan" if found.plan else "")
    if asked.json:
        said = plain(found, question, network.name, name)
        print(json.dumps(said, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print(visible(page(found, question, network.name, name)))
    return 0


def _wrong(asked: Namespace, is_project: bool) -> str:
    """What cannot be asked like this; "" for nothing."""
    if is_project and asked.network is None:
        return "say on which network of streets: --network FILE (.net.xml or .osm)"
    if not is_project and asked.network is not None:
        return "--network goes with a project; name the network alone"
    if asked.plan and not is_project:
        return "--plan is of a project: maquette traffic PROJECT --network FILE --plan NAME"
    if asked.vehicles and asked.out is None:
        return "say with -o FOLDER where the ways of vehicles are to be kept"
    return ""


def _question(asked: Namespace) -> Question:
    return Question(
        asked.begin,
        asked.end,
        trips=asked.trips,
        seed=asked.seed,
        warm_up=asked.warm_up,
        vehicles=asked.vehicles,
    )


def _no_plan(roads: Roads) -> Works:
    return Works()


def _plan(asked: Namespace) -> tuple[Base, PlanWorks]:
    """The city of a project, and what its plan does to streets."""
    with with_base(asked.source, False) as (project, base):
        if asked.plan.casefold() in ("", plans.BASELINE.casefold()):
            return base, _no_plan
        scenario = plans.named(project, asked.plan)
        view = scenario.over(base)
    for lost in view.lost:
        warn(lost.words)

    def works(roads: Roads) -> Works:
        found = planned(view, scenario.edits, roads)
        if not (found or found.lost):
            nothing = f"{scenario.name} neither closes a street nor lays one"
            return Works(lost=(nothing,))
        return found

    return base, works


@contextlib.contextmanager
def _folder(out: Path | None) -> Iterator[Path]:
    """Where the runs write: into a folder that stays, or one that goes."""
    if out is None:
        with tempfile.TemporaryDirectory(prefix="maquette-traffic-") as folder:
            yield Path(folder)
        return
    check_folder(out)
    if out.exists() and not out.is_dir():
        raise Refused(f"{out}: this is a file; name a folder")
    out.mkdir(exist_ok=True)
    yield out


def _networks(found: Traffic) -> list[tuple[str, Network]]:
    both = [("baseline", found.baseline.network)]
    if found.plan is not None and found.change is not None:
        both += [("plan", found.plan.network), ("change", found.change)]
    return both
