"""The program without a window: the same commands, the same numbers, the same pictures."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from functools import partial

from app.cli_arguments import COMMANDS, parser_of
from app.cli_plans_arguments import COMMANDS as PLANS
from app.cli_terminal import Meter, Refused, check_folder, read, warn
from app.wording import visible

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
    warn(" ".join(text.split()))
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
        "compare": _compare,
        "simulate": _simulate,
        "feed": _feed,
        "catalogue": _catalogue,
        "dataspace": _dataspace,
        "publish": _publish,
        "process": _process,
        "traffic": _traffic,
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

        return int(run([], alive=True))
    from app.cli_render import draw_reading
    from importers.places import home

    folder = home() / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    reading = read([sample], "", need_crs=False)
    print("There is no display here; the sample city was drawn into these pictures:")
    for name, textures in (("demo-plaster.png", False), ("demo-photographs.png", True)):
        draw_reading(reading, folder / name, (1600, 900), None, textures)
        print(f"  {folder / name}")
    return 0


def _new(asked: argparse.Namespace) -> int:
    from app.cli_project import make

    with Meter() as progress:
        path = make(asked.project, asked.base, asked.crs, progress)
    print(path)
    return 0


def _info(asked: argparse.Namespace) -> int:
    from app import cli_project
    from app.summary import page, summary

    if cli_project.is_project(asked.paths):
        with Meter() as progress:
            form = cli_project.as_json if asked.json else cli_project.page
            text = form(asked.paths[0], progress)
        print(text if asked.json else visible(text))
        return 0
    from importers import ReadError
    from importers.simulated import holds_results

    alone = len(asked.paths) == 1
    if alone and holds_results(asked.paths[0]):
        return _tell_results(asked)
    try:
        reading = read(asked.paths, asked.crs, need_crs=False)
    except ReadError:
        from app.opening import may_be_results

        if not (alone and may_be_results(str(asked.paths[0]))):
            raise
        return _tell_results(asked)
    if asked.json:
        import json

        print(json.dumps(summary(reading), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print(visible(page(reading)))
    sys.stdout.flush()
    return 0


def _tell_results(asked: argparse.Namespace) -> int:
    from app.result_words import tell

    tell(asked)
    return 0


def _render(asked: argparse.Namespace) -> int:
    from app.cli_render import render

    return render(asked)


def _convert(asked: argparse.Namespace) -> int:
    from app.cli_convert import convert

    return convert(asked)


def _plans(command: str, asked: argparse.Namespace) -> int:
    from app.cli_plans import run

    return run(command, asked)


def _compare(asked: argparse.Namespace) -> int:
    from app.cli_compare import run

    return run(asked)


def _simulate(asked: argparse.Namespace) -> int:
    from app.cli_simulate import run

    return run(asked)


def _feed(asked: argparse.Namespace) -> int:
    from app.cli_feed import run

    return run(asked)


def _catalogue(asked: argparse.Namespace) -> int:
    from app.cli_catalogue import run

    return run(asked)


def _dataspace(asked: argparse.Namespace) -> int:
    from app.cli_dataspace import run

    return run(asked)


def _publish(asked: argparse.Namespace) -> int:
    from app.cli_publish import run

    return run(asked)


def _process(asked: argparse.Namespace) -> int:
    from app.cli_process import run

    return run(asked)


def _traffic(asked: argparse.Namespace) -> int:
    from app.cli_traffic import run

    return run(asked)


def _pack(asked: argparse.Namespace) -> int:
    from app.packing import pack, page

    if asked.out is not None:
        check_folder(asked.out)
    if asked.out is not None and asked.out.exists():
        raise Refused(f"{asked.out}: there is a file already; choose another name")
    with Meter() as progress:
        packing = pack(asked.project, asked.out, progress)
    print(visible(page(packing)))
    for line in (*packing.told, *packing.left):
        warn(line)
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


def _display() -> bool:
    """Whether a window can be opened here."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
