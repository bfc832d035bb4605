"""What a person says of the results of a model that their files do not say."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

MANNERS = (
    *("water", "ground", "slice", "upright", "skin", "iso", "walls", "contours"),
    *("arrows", "streamlines", "flow", "ribbons"),
)
ROLES = ("id", "time", "x", "y", "heading", "kind")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What results may be asked for; their coordinate system is --crs."""
    parser.add_argument(
        "--unit",
        action="append",
        default=[],
        type=_unit,
        metavar="NAME=UNIT",
        help="of results: the unit of something that was computed, or of the time (time=min)",
    )
    parser.add_argument(
        "--start",
        type=_start,
        metavar="TIME",
        help="of results: when their time begins, in UTC (2026-07-14T00:00Z)",
    )
    parser.add_argument(
        "--network",
        type=Path,
        metavar="FILE",
        help="of results: where the streets or pipes lie that they only name",
    )
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        type=_column,
        metavar="ROLE=TITLE",
        help="of results in a table: the column of the id, time, x, y, heading or kind",
    )


def add_look(parser: argparse.ArgumentParser) -> None:
    """How results show in a picture."""
    parser.add_argument(
        "--results",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="results of a simulation over the city (NetCDF, SUMO, SWMM, OpenFOAM and more)",
    )
    parser.add_argument("--variable", default="", metavar="KEY", help="of results: which one")
    parser.add_argument(
        "--as",
        dest="manner",
        action="append",
        default=[],
        choices=MANNERS,
        help="of results: how they show; more than once: all of these",
    )
    parser.add_argument(
        "--when",
        type=_start,
        metavar="TIME",
        help="of results: in UTC; else the middle",
    )
    parser.add_argument(
        "--level", type=int, default=0, metavar="N", help="of results: which of their heights"
    )
    parser.add_argument(
        "--height", type=float, default=0.0, metavar="M", help="of results in space: of the slice"
    )
    parser.add_argument(
        "--line",
        type=_line,
        metavar="E,N,E,N",
        help="of results as upright: from where to where, in the city's coordinates",
    )
    parser.add_argument(
        "--value", type=float, default=0.0, metavar="V", help="of results as iso: on its surface"
    )
    together = parser.add_mutually_exclusive_group()
    together.add_argument(
        "--highest", action="store_true", help="of results: the highest of all moments"
    )
    together.add_argument(
        "--hours-above", type=float, metavar="LIMIT", help="of results: how long above a limit"
    )


def _column(text: str) -> tuple[str, str]:
    role, _, title = text.partition("=")
    if role not in ROLES or not title:
        listed = ", ".join(ROLES)
        raise argparse.ArgumentTypeError(f"{text!r} is no ROLE=TITLE with a role of {listed}")
    return role, title


def _line(text: str) -> tuple[float, float, float, float]:
    try:
        east, north, end_east, end_north = (float(part) for part in text.split(","))
    except ValueError as fault:
        word = f"{text!r} is no line: say east,north,east,north of its two ends"
        raise argparse.ArgumentTypeError(word) from fault
    return east, north, end_east, end_north


def _unit(text: str) -> tuple[str, str]:
    name, _, unit = text.rpartition("=")
    if not (name and unit):
        raise argparse.ArgumentTypeError(f"{text!r} is no NAME=UNIT, such as depth=m")
    return name, unit


def _start(text: str) -> np.datetime64:
    import numpy as np

    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        word = f"{text!r} is no moment such as 2026-07-14T00:00Z"
        raise argparse.ArgumentTypeError(word) from fault
    return np.datetime64(
        moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment, "ms"
    )
