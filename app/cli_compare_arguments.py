"""What `maquette compare` understands."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

ABOUT = "what two cities, two plans, or a plan and a new delivery of its city do not share"
USAGE = """maquette compare A B
       maquette compare PROJECT.maquette A B
       maquette compare PROJECT.maquette --scenario NAME --delivery FILE"""
LISTS = (".csv", ".geojson", ".gpkg")
PICTURES = (".png", ".jpg", ".jpeg")
REPORT = ".pdf"


def add_report(parser: argparse.ArgumentParser) -> None:
    """Let a parser understand how a report is to be set."""
    parser.add_argument("--paper", choices=("A4", "A3"), default="A4", help="of a report")
    parser.add_argument(
        "--date", type=date.fromisoformat, metavar="2026-11-29", help="that a report bears; today"
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a parser understand the command."""
    parser.usage = USAGE + " [--json] [-o OUT]"
    parser.add_argument(
        "sides",
        nargs="+",
        metavar="A B",
        help="two files; or a project and two of its scenarios, of which Baseline is one",
    )
    parser.add_argument("--scenario", default="", metavar="NAME", help="that a delivery is for")
    parser.add_argument(
        "--delivery", type=Path, metavar="FILE", help="the city of the project, delivered anew"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "-o",
        dest="out",
        type=_out,
        metavar="OUT",
        help="the list as .csv, .geojson or .gpkg, a picture of it as .png or .jpg, or of two "
        "plans a report: .pdf",
    )
    add_report(parser)
    parser.add_argument(
        "--view",
        action="append",
        default=[],
        metavar="NAME",
        help="a saved view that a report shows, once for each; none: all of them",
    )


def _out(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in (*LISTS, *PICTURES, REPORT):
        known = ", ".join((*LISTS, *PICTURES[:2]))
        raise argparse.ArgumentTypeError(f"{text!r} does not end with {known} or {REPORT}")
    return path
