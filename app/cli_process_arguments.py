"""What `maquette process` understands."""

from __future__ import annotations

import argparse
from pathlib import Path

from app import cli_sign_in
from app.cli_feed_arguments import duration, header

ABOUT = "simulations of the city's twin, asked about a plan"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a parser understand the command."""
    parser.add_argument(
        "address", nargs="?", default="", metavar="ADDRESS", help="of a server; alone: list all"
    )
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="of a process")
    parser.add_argument(
        "project", nargs="?", type=Path, metavar="PROJECT", help="that keeps question and results"
    )
    parser.add_argument("--describe", action="store_true", help="what it takes and gives")
    parser.add_argument("--scenario", default="", metavar="NAME", help="about which plan")
    parser.add_argument(
        "--set",
        dest="settings",
        action="append",
        type=setting,
        default=[],
        metavar="key=value",
        help="see --describe; key=@FILE sends a file; key=@scenario.geojson (or .city.json, .gml, "
        ".glb, .jsonl) the plan, @scenario.area and @scenario.box what it touches",
    )
    parser.add_argument(
        "--wait",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="until there are results; or ask, and look later with --jobs",
    )
    parser.add_argument(
        "--for",
        dest="long",
        type=duration,
        metavar="10min",
        help="wait no longer than this; the server goes on",
    )
    parser.add_argument(
        "-o", dest="out", type=Path, metavar="FOLDER", help="results as files, each of its kind"
    )
    parser.add_argument(
        "--jobs",
        type=Path,
        metavar="PROJECT",
        help="what was asked before: how far it is now; with --wait until it has ended",
    )
    parser.add_argument("--job", default="", metavar="ID", help="with --jobs: this one alone")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--cancel", action="store_true", help="with --jobs --job: stop it")
    group.add_argument("--again", action="store_true", help="with --jobs --job: ask it once more")
    group.add_argument(
        "--forget", action="store_true", help="with --jobs --job: out of the project"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--header",
        action="append",
        default=[],
        type=header,
        metavar="'NAME: VALUE'",
        help="say this with each question, such as a key; told to the address' own server alone",
    )
    cli_sign_in.add_arguments(parser)


def setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is no setting such as duration=60")
    return name.strip(), value
