"""What `maquette traffic` understands."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli_feed_arguments import duration, moment

if TYPE_CHECKING:
    import numpy as np

ABOUT = "traffic by SUMO on a network of streets, and what a plan changes in it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a parser understand the command."""
    parser.add_argument(
        "source",
        type=Path,
        metavar="NETWORK|PROJECT",
        help="a network of streets (.net.xml, .net.xml.gz, .osm), or a project with --network",
    )
    parser.add_argument("--network", type=Path, metavar="FILE", help="that a project's plan is on")
    parser.add_argument(
        "--plan", default="", metavar="NAME", help="a scenario of the project; none: as it is"
    )
    parser.add_argument(
        "--close",
        action="append",
        default=[],
        metavar="STREET",
        help="close this street of the network, by its id (--close=-12 for -12); may be said again",
    )
    parser.add_argument(
        "--trips", type=float, default=1000.0, metavar="N", help="an hour, drawn by chance (1000)"
    )
    parser.add_argument(
        "--routes",
        type=Path,
        metavar="FILE",
        help="or those of a file of SUMO (.rou.xml), its times counted from the first of them",
    )
    parser.add_argument(
        "--from", dest="begin", type=time, default="07:00", metavar="07:00", help="UTC, or a moment"
    )
    parser.add_argument("--to", dest="end", type=time, default="08:00", metavar="08:00")
    parser.add_argument(
        "--warm-up",
        type=duration,
        default=600.0,
        metavar="10min",
        help="in which streets fill before traffic is counted",
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="of all chance; the same: the same numbers"
    )
    parser.add_argument(
        "--crs", default="", metavar="EPSG:code", help="of a network that does not say where it is"
    )
    parser.add_argument(
        "--vehicles", action="store_true", help="with -o: keep the way of each vehicle"
    )
    parser.add_argument(
        "-o",
        dest="out",
        type=Path,
        metavar="FOLDER",
        help="streets.csv, and all files of the runs, to be opened here or run again with SUMO",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def time(text: str) -> np.datetime64:
    """A time of today in UTC, or any moment."""
    try:
        clock = datetime.strptime(text, "%H:%M")
    except ValueError:
        return moment(text)
    today = datetime.now(UTC).date()
    return moment(datetime.combine(today, clock.time(), UTC).isoformat())
