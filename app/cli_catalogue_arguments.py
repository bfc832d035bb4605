"""What `maquette catalogue` and `maquette dataspace` understand."""

from __future__ import annotations

import argparse

from app.cli_feed_arguments import header

COMMANDS = {
    "catalogue": "what a catalogue of open data lists, under which licence, and how to open it",
    "dataspace": "what providers of a data space offer, their conditions, and agreeing to them",
}


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """Let a parser understand one of the commands."""
    (_catalogue if command == "catalogue" else _dataspace)(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--header",
        action="append",
        default=[],
        type=header,
        metavar="'NAME: VALUE'",
        help="say this with each question, such as a key; told to the address' own server alone",
    )


def _catalogue(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "address",
        metavar="ADDRESS",
        help="a catalogue: DCAT-AP (also in a file), CKAN, OGC API Records or STAC",
    )
    parser.add_argument("words", nargs="*", metavar="WORD", help="only what has all these words")
    parser.add_argument(
        "--box",
        nargs=4,
        type=float,
        metavar=("WEST", "SOUTH", "EAST", "NORTH"),
        help="only what may touch this box (degrees: 4.3 50.8 4.4 50.9)",
    )
    parser.add_argument(
        "--use",
        choices=("feed", "city-model", "cloud", "terrain", "map"),
        help="only what can be used as this",
    )
    parser.add_argument(
        "--first", type=int, default=50, metavar="50", help="no more entries than this"
    )


def _dataspace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "address",
        metavar="CONNECTOR",
        help="the Management API of your own connector (EDC: .../management)",
    )
    parser.add_argument(
        "--provider", required=True, metavar="ADDRESS", help="of the provider's connector"
    )
    parser.add_argument(
        "--participant", default="", metavar="ID", help="of the provider, where that is wanted"
    )
    parser.add_argument("--offer", default="", metavar="ID", help="agree to this offer")
    parser.add_argument(
        "--agree",
        action="store_true",
        help="you have read the conditions of the offer and agree; without it you are asked",
    )
