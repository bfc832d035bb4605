"""What the commands of the command line are, and what each understands."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app import (
    cli_catalogue_arguments,
    cli_compare_arguments,
    cli_engines,
    cli_feed_arguments,
    cli_plans_arguments,
    cli_process_arguments,
    cli_publish_arguments,
    cli_results_arguments,
    cli_traffic_arguments,
)

if TYPE_CHECKING:
    from city.place import Place

COMMANDS = {
    "demo": "the sample city",
    "new": "a project that shows files and folders together",
    "info": "what is in a file: format, coordinates, counts, extent, the doctor's report",
    "render": "a picture of a city",
    "convert": "the same city in another format",
    **cli_plans_arguments.COMMANDS,
    "compare": cli_compare_arguments.ABOUT,
    "simulate": "sun, sky and views over a city or a plan: values place by place and in numbers",
    "feed": cli_feed_arguments.ABOUT,
    **cli_catalogue_arguments.COMMANDS,
    "publish": cli_publish_arguments.ABOUT,
    "process": cli_process_arguments.ABOUT,
    "traffic": cli_traffic_arguments.ABOUT,
    "pack": "the sources of a project go into its file, which then travels alone",
    "cache": "what is kept so that a second opening is immediate",
}


def parser_of(command: str) -> argparse.ArgumentParser:
    """What one command understands; "" stands for the window."""
    if not command:
        return _window_parser()
    parser = argparse.ArgumentParser(
        prog=f"maquette {command}", description=COMMANDS[command].capitalize() + "."
    )
    if command in cli_plans_arguments.COMMANDS:
        cli_plans_arguments.add_arguments(command, parser)
    if command == "compare":
        cli_compare_arguments.add_arguments(parser)
    if command == "feed":
        cli_feed_arguments.add_arguments(parser)
    if command == "publish":
        cli_publish_arguments.add_arguments(parser)
    if command in cli_catalogue_arguments.COMMANDS:
        cli_catalogue_arguments.add_arguments(command, parser)
    if command == "process":
        cli_process_arguments.add_arguments(parser)
    if command == "traffic":
        cli_traffic_arguments.add_arguments(parser)
    if command in ("info", "render"):
        some = "+" if command == "info" else "*"  # results alone are a picture too
        parser.add_argument("paths", nargs=some, type=Path, metavar="PATH")
    if command == "new":
        parser.add_argument("project", type=Path, metavar="PROJECT.maquette")
        parser.add_argument(
            "--base", nargs="+", type=Path, required=True, metavar="PATH", help="what it shows"
        )
    if command == "pack":
        parser.add_argument("project", type=Path, metavar="PROJECT.maquette")
        parser.add_argument(
            "-o", dest="out", type=Path, metavar="OUT.maquette", help="pack a copy of it"
        )
    if command == "simulate":
        _simulate(parser)
    if command in ("render", "compare"):
        parser.add_argument(
            "--size", type=_size, default=(1600, 900), metavar="1600x900", help="of a picture"
        )
    if command == "info":
        parser.add_argument("--json", action="store_true", help="print one JSON document")
        cli_results_arguments.add_arguments(parser)
    if command == "render":
        cli_results_arguments.add_arguments(parser)
        cli_results_arguments.add_look(parser)
        parser.add_argument("-o", dest="out", required=True, type=_picture, metavar="PICTURE.png")
        parser.add_argument("--textures", action="store_true", help="show the photographs")
        parser.add_argument("--view", metavar="NAME", help="a saved view of a project")
        parser.add_argument(
            "--scenario", metavar="NAME", help="a plan of a project; Baseline: none"
        )
        parser.add_argument(
            "--beside",
            action="append",
            default=[],
            metavar="NAME",
            help="another plan beside it, seen from the same place; up to three times",
        )
        parser.add_argument(
            "--shadow-fan",
            metavar="ID",
            help="the shadow of a building or a planned thing at each full hour of a day",
        )
        parser.add_argument(
            "--date", type=_day, metavar="DAY", help="of the shadow fan (2026-03-21)"
        )
        parser.add_argument(
            "--photo", metavar="NAME", help="the plan in a photograph that the project keeps"
        )
        parser.add_argument(
            "--bare", action="store_true", help="no line around what is demolished in a photograph"
        )
        colours = parser.add_mutually_exclusive_group()
        colours.add_argument("--style", type=Path, metavar="FILE", help="colours and a legend")
        colours.add_argument(
            "--color-by",
            "--colour-by",
            dest="colour_by",
            metavar="NAME",
            help="colour by an attribute or a measure: height, slope(roof), kind(surface)",
        )
        parser.add_argument(
            "--time",
            type=_moment,
            metavar="ISO",
            help="with the sun of this moment (2026-06-21T15:00, or with +02:00)",
        )
        parser.add_argument("--time-zone", default="", metavar="ZONE", help="Europe/Berlin")
        parser.add_argument(
            "--place", type=_place, metavar="LAT,LON", help="where local metres stand on Earth"
        )
    if command == "convert":
        parser.add_argument("source", type=Path, metavar="IN")
        parser.add_argument(
            "out",
            nargs="?",
            type=Path,
            metavar="OUT",
            help=".gml, .city.json, .city.jsonl, .glb, .obj, .csv or .gpkg",
        )
        cli_engines.add_arguments(parser)
        parser.add_argument(
            "--where",
            default="",
            metavar="QUESTION",
            help="only what it holds for: 'Building.height > 30 and year < 1950'",
        )
        parser.add_argument("--to-crs", default="", metavar="EPSG:code", help="into this system")
        parser.add_argument("--version", default=None, help="of the format: 2.0 or 3.0")
    if command in ("render", "convert"):
        parser.add_argument("--lod", default=None, metavar="N", help="only this level of detail")
    if command in ("new", "info", "render", "convert", "compare", "simulate"):
        parser.add_argument(
            "--crs",
            default="",
            metavar="EPSG:code",
            help="the coordinate system of the data (EPSG:28992, EPSG:28992+5709, local)",
        )
    if command == "cache":
        parser.add_argument("--clear", action="store_true", help="remove all of it")
    return parser


def _simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="of the simulation; none: list all")
    parser.add_argument(
        "source", nargs="?", type=Path, metavar="PROJECT", help="a project, or a city as it is"
    )
    parser.add_argument("--list", action="store_true", help="what simulations there are")
    parser.add_argument(
        "--describe", action="store_true", help="what can be set, how it computes, and its limits"
    )
    parser.add_argument("--scenario", default="", metavar="NAME", help="none: the baseline")
    parser.add_argument(
        "--against", default="", metavar="NAME", help="and what is other than there; or Baseline"
    )
    parser.add_argument(
        "--affected",
        nargs="?",
        const="",
        metavar="AMOUNT",
        help="with --against: who loses more than this (0.5, or 20%% of what there was; +3: who "
        "gains more); alone: the usual amount. With -o: .csv, .gpkg, .geojson, or a map: .png",
    )
    parser.add_argument("--quantity", default="", metavar="KEY", help="of which; else the first")
    parser.add_argument(
        "--counted-by",
        choices=("homes", "worst", "buildings"),
        default="homes",
        help="a home counts by the mean over its façade, by its worst place, or with its building",
    )
    parser.add_argument(
        "--set",
        dest="settings",
        action="append",
        type=_setting,
        default=[],
        metavar="key=value",
        help="see --describe: date=2026-06-21, area=all",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "-o",
        dest="out",
        type=Path,
        metavar="OUT",
        help="each place with its values, or with --against its difference: "
        ".csv, .geojson, .gpkg (and a table of buildings), .npz; or a report: .pdf",
    )
    cli_compare_arguments.add_report(parser)
    parser.add_argument("--no-keep", action="store_true", help="leave the project as it is")


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is no setting such as date=2026-06-21")
    return name.strip(), value


def _window_parser() -> argparse.ArgumentParser:
    wide = max(map(len, COMMANDS))
    parser = argparse.ArgumentParser(
        prog="maquette",
        usage="maquette [PATH ... | PROJECT.maquette]\n       maquette COMMAND --help",
        description="Puts a city on the table: opens files, folders and archives in a window.",
        epilog="commands:\n"
        + "\n".join(f"  {name:<{wide}}  {what}" for name, what in COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="what to open")
    return parser


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = (int(part) for part in text.lower().split("x"))
    except ValueError:
        width = height = 0
    if not (16 <= width <= 16384 and 16 <= height <= 16384):
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 1600x900")
    return width, height


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as fault:
        word = f"{text!r} is no moment such as 2026-06-21T15:00"
        raise argparse.ArgumentTypeError(word) from fault


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-03-21") from fault


def _place(text: str) -> Place:
    from city.place import Place

    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        lat = lon = 999.0
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise argparse.ArgumentTypeError(f"{text!r} is no place such as 51.92,4.48")
    return Place(lon, lat)


def _picture(text: str) -> Path:
    if not text.lower().endswith((".png", ".jpg", ".jpeg")):
        raise argparse.ArgumentTypeError(f"{text!r} does not end with .png or .jpg")
    return Path(text)
