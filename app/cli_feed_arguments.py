"""What `maquette feed` understands."""

from __future__ import annotations

import argparse
import math
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app import cli_sign_in

if TYPE_CHECKING:
    import numpy as np

ABOUT = "what a platform says now: stations and their newest values, recorded and played back"
SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "": 1.0}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a parser understand the command."""
    parser.add_argument(
        "address",
        metavar="ADDRESS",
        help="a SensorThings service, an NGSI-LD broker (.../ngsi-ld/v1), topics of an MQTT broker "
        "(mqtt://host/city/#), an OGC API or one of its collections, a WFS, GTFS Realtime, points "
        "as GeoJSON or CSV, by address, in a file or in a folder that is watched, or a recording",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--record", type=Path, metavar="FILE", help="keep all that comes in a file")
    parser.add_argument(
        "--for",
        dest="long",
        type=duration,
        default=0.0,
        metavar="60s",
        help="go on asking so long; without it, ask once",
    )
    parser.add_argument(
        "--every",
        type=duration,
        metavar="30s",
        help="ask again after so long; without it, as often as its standard has it",
    )
    parser.add_argument(
        "--header",
        action="append",
        default=[],
        type=header,
        metavar="'NAME: VALUE'",
        help="say this with each question, such as a key; told to the address' own server alone",
    )
    parser.add_argument(
        "--mapping",
        type=Path,
        metavar="FILE",
        help="where things stand in messages that follow no standard: JSON pointers in a JSON file",
    )
    cli_sign_in.add_arguments(parser)
    parser.add_argument(
        "--agreement",
        default="",
        metavar="ID",
        help="the data of an agreement; ADDRESS is that of your connector (see: dataspace)",
    )
    parser.add_argument(
        "--static",
        default="",
        metavar="ZIP",
        help="the timetable (GTFS) of a GTFS Realtime feed, by address or in a file: it names "
        "routes and stops",
    )
    _add_proposals(parser)
    parser.add_argument("--replay", action="store_true", help="play a recording")
    parser.add_argument(
        "--cut",
        nargs=2,
        type=moment,
        metavar=("FROM", "UNTIL"),
        help="keep what of a recording came in between (2026-11-30T08:00Z) in the --record file",
    )
    parser.add_argument(
        "--speed",
        type=_speed,
        metavar="60",
        help="how many times as fast a recording plays; max: at once",
    )


def _add_proposals(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "proposed changes",
        "What a platform says of buildings themselves (a height, a use, that one was demolished) "
        "is listed; nothing is changed unless --take or --leave say so.",
    )
    group.add_argument(
        "--proposals",
        type=Path,
        metavar="PROJECT.maquette",
        help="list what this project's city would be other than it is",
    )
    group.add_argument("--scenario", metavar="NAME", help="the plan that they are for")
    group.add_argument(
        "--take",
        nargs="*",
        metavar="KEY",
        help="do these in the plan; without a key, all of which nothing is doubted",
    )
    group.add_argument(
        "--leave", nargs="+", metavar="KEY", help="do not offer these again, until they change"
    )
    group.add_argument(
        "--offer-again", action="store_true", help="offer everything again that was left"
    )


def duration(text: str) -> float:
    """Seconds of "90", "60s", "5min", "2h" or "1d"."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d|)", text.strip())
    seconds = float(found[1]) * SECONDS[found[2]] if found else 0.0
    if not 0 < seconds <= 366 * 86400:
        raise argparse.ArgumentTypeError(f"{text[:40]} is no time; say 30s, 5min, 2h or 1d")
    return seconds


def moment(text: str) -> np.datetime64:
    """A moment, in UTC; one that names no time zone is taken as UTC."""
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text[:40]} is no moment; say 2026-11-30T08:00Z"
        ) from None
    import numpy as np

    aware = said if said.tzinfo is not None else said.replace(tzinfo=UTC)
    return np.datetime64(aware.astimezone(UTC).replace(tzinfo=None), "ms")


def _speed(text: str) -> float:
    if text == "max":
        return math.inf
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not 0 < speed < math.inf:
        raise argparse.ArgumentTypeError(f"{text[:40]} is no speed; say 1, 60 or max")
    return speed


def header(text: str) -> tuple[str, str]:
    """A line to say with each question, such as 'X-API-Key: abc'."""
    name, colon, value = text.partition(":")
    fine = re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name.strip()) and value.strip()
    if not colon or not fine or not value.isascii() or not value.strip().isprintable():
        # what was given may be a secret: it is not said again
        raise argparse.ArgumentTypeError("write it as 'NAME: VALUE', such as 'X-API-Key: abc'")
    return name.strip(), value.strip()
