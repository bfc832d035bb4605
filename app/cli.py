"""The program without a window: the same commands, the same numbers, the same pictures."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli_arguments import COMMANDS, parser_of
from app.cli_plans_arguments import COMMANDS as PLANS
from app.wording import visible

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from app.document import Document
    from city.finding import Finding
    from city.legend import Legend
    from city.model import City
    from city.place import Place
    from city.progress import Progress
    from importers.intake import Reading
    from render.pick import Thing

# Everything heavy is imported by the command that needs it: `maquette --help` answers at once.


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 the data is at fault, 2 wrong usage."""
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what concerns the data stands in the doctor's report
    try:
        return _run(given)
    except SystemExit as leave:  # argparse has printed the help or the usage
        return int(leave.code or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as fault:
        return _complain(fault)


class Refused(Exception):
    """What a command cannot do; the message says what to do instead."""


def _complain(fault: Exception) -> int:
    """One line for whatever went wrong; the whole story with MAQUETTE_DEBUG=1."""
    from city.project import ProjectError
    from exporters import WriteError
    from importers import ReadError

    if os.environ.get("MAQUETTE_DEBUG"):
        raise fault
    if isinstance(fault, (Refused, ReadError, WriteError, ProjectError)):
        text = str(fault)
    elif isinstance(fault, MemoryError):
        text = "there is not enough memory for this; open a part of it, or close other programs"
    elif isinstance(fault, OSError) and fault.filename:
        text = f"{fault.filename}: {fault.strerror}"
    else:
        text = (
            f"this should not happen ({type(fault).__name__}: {fault}); please report it, with "
            "what MAQUETTE_DEBUG=1 prints"
        )
    _warn(" ".join(text.split()))
    return 1


def _run(given: Sequence[str]) -> int:
    command = given[0] if given and given[0] in COMMANDS else ""
    asked = parser_of(command).parse_args(given[1:] if command else given)
    run: dict[str, Callable[[argparse.Namespace], int]] = {
        "": _window,
        "demo": _demo,
        "new": _new,
        "info": _info,
        "render": _render,
        "convert": _convert,
        "simulate": _simulate,
        "pack": _pack,
        "cache": _cache,
        **dict.fromkeys(PLANS, partial(_plans, command)),
    }
    return run[command](asked)


# commands


def _window(asked: argparse.Namespace) -> int:
    if not _display():
        raise Refused(
            "there is no display to open a window on; "
            "draw with: maquette render PATH -o picture.png"
        )
    from app.main import run

    return int(run(asked.paths))


def _demo(asked: argparse.Namespace) -> int:
    import assets

    sample = assets.path("sample")
    if _display():
        from app.main import run

        return int(run([sample]))
    from importers.places import home

    folder = home() / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    reading = _read([sample], "", need_crs=False)
    print("There is no display here; the sample city was drawn into these pictures:")
    for name, textures in (("demo-plaster.png", False), ("demo-photographs.png", True)):
        _draw(reading, folder / name, (1600, 900), None, textures)
        print(f"  {folder / name}")
    return 0


def _new(asked: argparse.Namespace) -> int:
    from app.cli_project import make

    with _Meter() as progress:
        path = make(asked.project, asked.base, asked.crs, progress)
    print(path)
    return 0


def _info(asked: argparse.Namespace) -> int:
    from app import cli_project
    from app.summary import page, summary

    if cli_project.is_project(asked.paths):
        with _Meter() as progress:
            form = cli_project.as_json if asked.json else cli_project.page
            text = form(asked.paths[0], progress)
        print(text if asked.json else visible(text))
        return 0
    reading = _read(asked.paths, asked.crs, need_crs=False)
    if asked.json:
        import json

        print(json.dumps(summary(reading), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print(visible(page(reading)))
    sys.stdout.flush()
    return 0


def _render(asked: argparse.Namespace) -> int:
    from app.cli_picture import draw
    from app.cli_project import is_project

    if not asked.out.absolute().parent.is_dir():
        raise Refused(f"{asked.out}: there is no folder {asked.out.parent}; make it first")
    if is_project(asked.paths):
        if asked.style or asked.colour_by:
            raise Refused(f"{asked.paths[0]}: a project is drawn in the styles that it keeps")
        if asked.photo:
            from app.cli_photo import draw_photo

            with _Meter() as progress:
                told = draw_photo(
                    asked.paths[0], asked.out, asked.photo, progress, asked.scenario, not asked.bare
                )
            return _drawn(asked.out, told)
        with _Meter() as progress:
            told = draw(
                asked.paths[0],
                asked.out,
                asked.size,
                asked.view,
                progress,
                asked.scenario,
                partial(_shine, asked) if asked.time is not None or asked.place else None,
                (asked.shadow_fan, asked.date) if asked.shadow_fan else None,
            )
        return _drawn(asked.out, told)
    if asked.view or asked.scenario or asked.shadow_fan or asked.photo:
        raise Refused(
            f"{asked.paths[0]}: only a project has views, scenarios, shadow fans and photographs"
        )
    reading = _read(asked.paths, asked.crs, need_crs=True, index=True)
    sun = _sun(asked, reading) if asked.time is not None else None
    legend, name = _legend(asked, reading) if asked.style or asked.colour_by else (None, "")
    _draw(reading, asked.out, asked.size, asked.lod, asked.textures, sun, legend)
    if legend is not None:
        from app.legend_on_picture import add_legend
        from app.legend_picture import lines_of
        from app.legend_words import source_words

        add_legend(asked.out, lines_of(legend, name, source_words(reading.sources)))
    print(asked.out)
    _warn_of_errors(reading)
    return 0


def _drawn(out: Path, told: Sequence[str]) -> int:
    print(out)
    for line in told:
        _warn(line)
    return 0


def _legend(asked: argparse.Namespace, reading: Reading) -> tuple[Legend, str]:
    """What the objects are coloured by, and what they are called together."""
    from app.style_file import load_style, styled
    from city.style import StyleError

    if reading.city is None:
        raise Refused(f"{_names(reading)}: there is no city in it to colour")
    try:
        return styled(reading.city, asked.colour_by or load_style(asked.style))
    except StyleError as fault:
        raise Refused(str(fault)) from fault


def _sun(asked: argparse.Namespace, reading: Reading) -> NDArray[np.float64] | None:
    """Where the sun stands over what was read, at the moment that was asked for."""
    from app.sunlight import hour_words, place_of_thing, sun_words
    from city.simulate.sun import sunlight
    from city.time_zone import clock_words

    place = asked.place or place_of_thing(reading.frame, _things(reading)[0])
    if place is None:
        raise Refused(f"{_names(reading)}: nobody knows where on Earth it is; say --place LAT,LON")
    moment = _clock(asked, place)
    sun, towards = sunlight(moment, place)
    _warn(f"{moment:%Y-%m-%d} {hour_words(moment)}, {clock_words(moment)}: {sun_words(sun)}")
    return towards


def _shine(asked: argparse.Namespace, document: Document) -> None:
    """Let the sun of the moment that was asked for shine over a project."""
    if asked.place is not None:
        document.set_place(asked.place)
    if document.place is None:
        raise Refused(f"{asked.paths[0]}: nobody knows where on Earth it is; say --place LAT,LON")
    if asked.time is not None:
        document.set_moment(_clock(asked, document.place, document.clock))


def _clock(asked: argparse.Namespace, place: Place, kept: str = "") -> datetime:
    """The moment that was asked for, by the clock of a place. kept: the zone of a project."""
    from city.time_zone import clock_words, zone, zone_near

    moment: datetime = asked.time
    if moment.tzinfo is None:
        name = asked.time_zone or kept or zone_near(place)
        try:
            moment = moment.replace(tzinfo=zone(name))
        except ValueError as fault:
            raise Refused(str(fault)) from fault
        if not (asked.time_zone or kept):
            _warn(f"the clock of {name} is assumed ({clock_words(moment)}); say --time-zone ZONE")
    return moment


def _things(reading: Reading) -> list[Thing]:
    """What of a reading can be drawn."""
    city = reading.city if reading.city is not None and reading.city.lods() else None
    things = [t for t in (city, *reading.clouds, *reading.terrains) if t is not None]
    if not things:
        raise Refused(f"{_names(reading)}: there is nothing in it to draw")
    if city is not None and len(things) == 1 and _is_points(city):
        raise Refused(
            f"{_names(reading)}: it holds single points only, which are listed and not drawn"
        )
    return things


def _is_points(city: City) -> bool:
    from city.model import SHAPE_TYPES

    point = SHAPE_TYPES.index("MultiPoint")
    return all((shapes.shape_type == point).all() for shapes in city.shapes.values())


def _draw(
    reading: Reading,
    path: Path,
    size: tuple[int, int],
    lod: str | None,
    textures: bool,
    sun: NDArray[np.float64] | None = None,
    legend: Legend | None = None,
) -> None:
    from render.picture import draw

    things = _things(reading)
    there = reading.city.lods() if reading.city else []
    if lod is not None and lod not in there:
        raise Refused(
            f"{_names(reading)}: there is no level of detail {lod}, only {', '.join(there) or '-'}"
        )
    draw(things, path, size, lod=lod, textures=textures, sun=sun, legend=legend)


def _convert(asked: argparse.Namespace) -> int:
    from city.crs import parse_crs
    from city.reproject import reproject
    from exporters import write

    if not asked.out.absolute().parent.is_dir():
        raise Refused(f"{asked.out}: there is no folder {asked.out.parent}; make it first")
    reading = _read([asked.source], asked.crs, need_crs=True)
    city = reading.city
    if city is None:
        raise Refused(f"{asked.source.name}: there is no city in it to convert")
    if asked.where:
        city = _found(city, asked.where)
    if asked.to_crs:
        try:
            city = reproject(city, parse_crs(asked.to_crs))
        except ValueError as fault:
            raise Refused(f"{asked.source.name}: {fault}") from fault
    with _Meter() as progress:
        lost = write(city, asked.out, lod=asked.lod, version=asked.version, progress=progress)
    print(asked.out)
    _warn_of_losses(lost)
    left = len(reading.clouds) + len(reading.terrains)
    if left:
        _warn(f"{left} point clouds or terrains were not written")
    _warn_of_errors(reading)
    return 0


def _found(city: City, question: str) -> City:
    """The part of a city that a question holds for."""
    from city.expression import Fault, ask
    from city.measured import Measured
    from city.subset import subset

    try:
        answer = ask(question, Measured(city))
    except Fault as fault:
        text = f"{fault.message} (letter {fault.at + 1} of the question)"
        raise Refused(text) from fault
    for note in answer.notes:
        _warn(note)
    if not answer.count:
        raise Refused(f"nothing of {answer.asked:,} objects is found by {question}")
    return subset(city, answer.rows())


def _warn_of_losses(findings: Sequence[Finding]) -> None:
    """What the new format could not keep: one line for each kind of loss, with its first case."""
    times = Counter(finding.code for finding in findings)
    for code, count in times.items():
        first = next(finding for finding in findings if finding.code == code)
        _warn(first.message + (f" (and {count - 1} more such)" if count > 1 else ""))


def _warn(text: str) -> None:
    print(f"maquette: {visible(text)}", file=sys.stderr)


def _warn_of_errors(reading: Reading) -> None:
    """A picture or a copy without what could not be read must not pass for the whole."""
    errors = reading.report.count("error")
    if errors:
        _warn(f"{_names(reading)}: {errors:,} errors, so not all is there; see: maquette info")


def _plans(command: str, asked: argparse.Namespace) -> int:
    from app.cli_plans import Refusal, run

    try:
        return run(command, asked, _Meter, _warn)
    except Refusal as fault:
        raise Refused(str(fault)) from fault


def _simulate(asked: argparse.Namespace) -> int:
    from app.cli_plans import Refusal
    from app.cli_simulate import run

    try:
        return run(asked, _Meter, _warn)
    except Refusal as fault:
        raise Refused(str(fault)) from fault


def _pack(asked: argparse.Namespace) -> int:
    from app.packing import pack, page

    if asked.out is not None and not asked.out.absolute().parent.is_dir():
        raise Refused(f"{asked.out}: there is no folder {asked.out.parent}; make it first")
    if asked.out is not None and asked.out.exists():
        raise Refused(f"{asked.out}: there is a file already; choose another name")
    with _Meter() as progress:
        packing = pack(asked.project, asked.out, progress)
    print(visible(page(packing)))
    for line in (*packing.told, *packing.left):
        _warn(line)
    return 1 if packing.left else 0


def _cache(asked: argparse.Namespace) -> int:
    from importers import cache, places

    if asked.clear:
        print(f"{_megabytes(cache.clear())} freed in {places.home()}")
    else:
        size, cities = cache.used()
        print(f"{_megabytes(size)} in {places.home()}, with {cities:,} opened sources")
    return 0


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _names(reading: Reading) -> str:
    return ", ".join(dict.fromkeys(Path(source.path).name for source in reading.sources))


def _display() -> bool:
    """Whether a window can be opened here."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _read(paths: Sequence[Path], crs: str, need_crs: bool, index: bool = False) -> Reading:
    from importers import Options, read

    with _Meter() as progress:
        return read(paths, Options(crs, need_crs=need_crs, index=index), progress)


class _Meter:
    """One line on the terminal that says how far a job is, and leaves no trace of itself.

    Meanwhile what libraries write to standard error, past Python, goes nowhere: a broken LAZ makes
    its decompressor print a stack, and what matters of it stands in the doctor's report.
    """

    def __enter__(self) -> Progress:
        from city.progress import Progress

        sys.stderr.flush()
        self._quiet = not os.environ.get("MAQUETTE_DEBUG")
        self._out = os.dup(2)
        if self._quiet:
            with open(os.devnull, "wb") as nowhere:
                os.dup2(nowhere.fileno(), 2)
        self._shown = sys.stderr.isatty() or bool(os.environ.get("MAQUETTE_PROGRESS"))
        return Progress(self._show if self._shown else None)

    def _show(self, done: int, total: int, note: str) -> None:
        part = f"{100 * done // total:3d} %" if total else " ... "
        line = f"\r\x1b[K{part}  {visible(note[:70])}"
        os.write(self._out, line.encode("utf-8", "replace"))

    def __exit__(self, *_: object) -> None:
        if self._shown:
            os.write(self._out, b"\r\x1b[K")
        if self._quiet:
            os.dup2(self._out, 2)
        os.close(self._out)
