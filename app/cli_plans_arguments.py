"""What the commands about plans understand."""

from __future__ import annotations

import argparse
from pathlib import Path

AROUND = 250.0  # metres of the city around what a plan touches that are handed on with it
COMMANDS = {
    "apply": "edits from a file, done in a scenario of a project",
    "scenario": "the scenarios of a project: list, show, branch, merge, export ...",
    "indicators": "what a plan is worth in numbers",
}
ACTIONS = {
    "list": "all scenarios",
    "show": "one scenario with its edits",
    "add": "a new, empty scenario",
    "branch": "a scenario that begins with all that another one has done",
    "duplicate": "a copy that stands alone",
    "merge": "bring what was done in another scenario into one",
    "undo": "take the last edit back",
    "redo": "do the edit again that was taken back last",
    "describe": "another name, or words about it; archive it, or bring it back",
    "export": "the city as planned, its changes (.gpkg, .geojson) or the delta (.jsonl)",
    "package": "a project of its own with what the scenario needs of the city, for somebody else",
    "import": "a scenario of another project, as a new one here",
}


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """Let a parser understand one of COMMANDS."""
    if command == "scenario":
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        for name, what in ACTIONS.items():
            _action(name, actions.add_parser(name, help=what, description=f"{what}."))
        return
    parser.add_argument("project", type=Path, metavar="PROJECT.maquette")
    if command == "apply":
        parser.add_argument("edits", type=Path, metavar="EDITS.jsonl", help="- for standard input")
        parser.add_argument("--scenario", required=True, metavar="NAME", help="made if it is new")
        parser.add_argument(
            "--ack", action="store_true", help="say of each edit when it is safe on the disk"
        )
        parser.add_argument("--author", default="", metavar="NAME", help="who says so")
    else:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--scenario", default="", metavar="NAME", help="none: the baseline")
        which.add_argument(
            "--all", action="store_true", help="every plan beside every other, weighed"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")
        parser.add_argument(
            "--set",
            dest="assumptions",
            action="append",
            type=_assumption,
            default=[],
            metavar="name=value",
            help="take something else for granted: dwelling_size=70",
        )
        parser.add_argument(
            "--year", type=_year, metavar="YEAR", help="that planted trees have grown to; this year"
        )


def _action(name: str, parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT.maquette")
    if name == "import":
        parser.add_argument("package", type=Path, metavar="PACKAGE.maquette", help="from which")
        parser.add_argument("--scenario", default="", metavar="NAME", help="of several there")
        parser.add_argument("--name", default="", metavar="NEW", help="what it is called here")
    elif name != "list":
        parser.add_argument("name", metavar="NAME", help="of the scenario")
    if name in ("branch", "duplicate"):
        parser.add_argument("new", metavar="NEW", help="the name of the new one")
    if name == "branch":
        parser.add_argument(
            "--mirror", action="store_true", help="take over what is done there later, too"
        )
    if name == "merge":
        parser.add_argument("other", metavar="OTHER", help="the scenario that is brought in")
        parser.add_argument(
            "--take", choices=("ours", "theirs", "both"), help="whose edit counts in a conflict"
        )
    if name == "describe":
        parser.add_argument("--rename", metavar="NEW")
        parser.add_argument("--about", metavar="WORDS")
        parser.add_argument("--archive", action=argparse.BooleanOptionalAction, default=None)
    if name == "export":
        parser.add_argument("-o", dest="out", type=Path, required=True, metavar="OUT")
        parser.add_argument("--version", default=None, help="of the format: 2.0 or 3.0")
        parser.add_argument(
            "--versions",
            action="store_true",
            help="the city as it is and as planned, as two versions in one CityGML 3.0 file",
        )
        parser.add_argument(
            "--whole", action="store_true", help="as .gpkg the whole city, not what changes"
        )
    if name == "package":
        parser.add_argument("-o", dest="out", type=Path, required=True, metavar="OUT.maquette")
        parser.add_argument(
            "--around",
            type=_metres,
            default=AROUND,
            metavar="METRES",
            help=f"of the city around what it touches; {AROUND:g}",
        )
    if name not in ("export", "package"):
        parser.add_argument("--json", action="store_true", help="print one JSON document")


def _metres(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not 0 <= number <= 100_000:
        raise argparse.ArgumentTypeError("this many metres must be from 0 to 100000")
    return number


def _year(text: str) -> int:
    try:
        year = int(text)
    except ValueError:
        year = 0
    if not 1 <= year <= 9999:
        raise argparse.ArgumentTypeError(f"{text!r} is no year such as 2050")
    return year


def _assumption(text: str) -> tuple[str, float]:
    from city.assumptions import ASSUMPTIONS

    name, _, value = text.partition("=")
    if name not in ASSUMPTIONS:
        known = ", ".join(ASSUMPTIONS)
        raise argparse.ArgumentTypeError(f"there is no assumption {name!r}; there are: {known}")
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    one = ASSUMPTIONS[name]
    if not one.low <= number <= one.high:
        word = f"{name} must be from {one.low:g} to {one.high:g} {one.unit}".rstrip()
        raise argparse.ArgumentTypeError(word)
    return name, number
