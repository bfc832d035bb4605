"""What `maquette publish` understands."""

from __future__ import annotations

import argparse
from pathlib import Path

from app import cli_sign_in
from app.cli_feed_arguments import header

ABOUT = "the numbers of a plan, sent to an NGSI-LD broker once somebody has said yes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a parser understand the command."""
    parser.add_argument("project", type=Path, metavar="PROJECT.maquette")
    parser.add_argument("--scenario", required=True, metavar="NAME", help="a plan, or Baseline")
    parser.add_argument(
        "--to",
        dest="address",
        required=True,
        metavar="BROKER",
        help="https://.../ngsi-ld/v1; ?tenant= and ?context= are told to the broker",
    )
    parser.add_argument("--year", type=int, metavar="YEAR", help="that planted trees grow to")
    parser.add_argument("--dry-run", action="store_true", help="show what would be sent; send none")
    parser.add_argument("--yes", action="store_true", help="send it without being asked")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--header",
        action="append",
        default=[],
        type=header,
        metavar="'NAME: VALUE'",
        help="say this, such as a key; told to the broker's own server alone",
    )
    cli_sign_in.add_arguments(parser)
