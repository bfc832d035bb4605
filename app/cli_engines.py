"""`maquette convert --for`: a plan as other engines take it."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli_terminal import Meter, check_folder, warn

FOR = ("cfd", "raster", "envi-met", "energy")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a parser understand it."""
    group = parser.add_argument_group("for other engines")
    group.add_argument(
        "--for",
        dest="engine",
        choices=FOR,
        help="closed solids (.stl, .obj), grids of heights (.tif and .asc), an area of ENVI-met "
        "(.inx), or CityGML with the Energy ADE (.gml)",
    )
    group.add_argument("-o", dest="named", type=Path, metavar="OUT", help="the same as OUT")
    group.add_argument(
        "--scenario", default="", metavar="NAME", help="of a project; none: as it is"
    )
    group.add_argument(
        "--area",
        nargs=4,
        type=float,
        metavar=("WEST", "SOUTH", "EAST", "NORTH"),
        help="only what touches it, in the project's coordinates",
    )
    group.add_argument("--step", type=_metres, metavar="METRES", help="of a cell of a grid")


def wrong(asked: argparse.Namespace) -> str:
    """What cannot be asked like this; "" for nothing."""
    if (asked.out is None) == (asked.named is None):
        return "say once what to write: OUT, or -o OUT"
    asked.out = asked.out or asked.named
    if not asked.engine and (asked.scenario or asked.area or asked.step):
        return "--scenario, --area and --step go with --for; a plan as a city: scenario export"
    if asked.engine and (asked.where or asked.to_crs or asked.version or asked.lod):
        return "--for takes the city as it is: leave out --where, --to-crs, --version and --lod"
    if asked.area and not (asked.area[0] < asked.area[2] and asked.area[1] < asked.area[3]):
        return "--area WEST SOUTH EAST NORTH: the first two must lie below the others"
    return ""


def export(asked: argparse.Namespace) -> int:
    """Carry it out."""
    from app import plans
    from app.cli_simulate import table
    from city.scenario import Scenario
    from exporters.engines import write_for

    check_folder(asked.out)
    with table(asked.source, asked.crs, bool(asked.scenario)) as (project, base):
        scenario = Scenario("", plans.BASELINE)
        if project is not None and asked.scenario.casefold() not in ("", plans.BASELINE.casefold()):
            scenario = plans.named(project, asked.scenario)
        view = scenario.over(base)
        for lost in view.lost:
            warn(lost.words)
        with Meter() as progress:
            told = write_for(asked.engine, view, asked.out, asked.area, asked.step, progress)
    print(asked.out)
    for line in told:
        warn(line)
    return 0


def _metres(text: str) -> float:
    try:
        step = float(text)
    except ValueError:
        step = 0.0
    if not 0.05 <= step <= 1_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no length of a cell such as 2")
    return step
