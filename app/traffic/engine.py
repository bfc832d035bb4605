"""SUMO on this machine: where it is, which version, and one of its programs run to its end."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep

from city.progress import Progress
from importers.intake import ReadError

OLDEST = (1, 20)
MISSING = "SUMO is not installed; install it with: pip install maquette[sumo]"
VERSION = re.compile(r"SUMO sumo (?:Version )?v?(\d+)[._](\d+)")
PAUSE = 0.05  # seconds between looks at a program that runs
PATIENCE = 300.0  # seconds for which a program may give no sign of life
MOST_BYTES = 16 << 30  # that a run may write
TAIL = 1 << 14  # bytes of what a program says that are looked at


@dataclass(frozen=True, slots=True)
class Engine:
    """home: SUMO's folder, with its programs in `bin`. version: as it says it ("1.28")."""

    home: Path
    version: str


def found(progress: Progress) -> Engine:
    """The SUMO of this machine: the one that SUMO_HOME names, the installed package, or one that
    the shell finds. ReadError where there is none, or only one that is too old."""
    home = _home()
    if home is None:
        raise ReadError(MISSING)
    name = str(_program(home, "sumo"))
    with tempfile.TemporaryDirectory(prefix="maquette-sumo-") as folder:
        order = ["--version"]
        said = run(Engine(home, ""), "sumo", order, Path(folder), progress, patience=60.0)
    version = VERSION.search(said)
    if version is None:
        raise ReadError(f"{name}: it does not say which version of SUMO it is; {_renew()}")
    number = (int(version[1]), int(version[2]))
    if number < OLDEST:
        have, want = (".".join(map(str, one)) for one in (number, OLDEST))
        raise ReadError(f"{name}: this is SUMO {have}, and {want} is needed; {_renew()}")
    return Engine(home, ".".join(map(str, number)))


def installed() -> bool:
    """Whether there is a SUMO on this machine, of whatever version; takes no time."""
    return _home() is not None


def _renew() -> str:
    return "install a newer one with: pip install --upgrade maquette[sumo]"


def _home() -> Path | None:
    named = os.environ.get("SUMO_HOME", "")
    package = find_spec("sumo")  # never imported: its libraries clash with ours
    places = [named, *(package.submodule_search_locations or () if package else ())]
    for place in filter(None, places):
        if _program(Path(place), "sumo").is_file():
            return Path(place)
    on_path = shutil.which("sumo")
    return Path(on_path).resolve().parents[1] if on_path else None


def _program(home: Path, name: str) -> Path:
    return home / "bin" / (f"{name}.exe" if os.name == "nt" else name)


def run(
    engine: Engine,
    name: str,
    options: Sequence[str],
    folder: Path,
    progress: Progress,
    watch: Callable[[str], None] = lambda said: None,
    patience: float = PATIENCE,
) -> str:
    """Run a program of SUMO in a folder, until it is done; returns the end of what it said.

    watch: hears several times a second the end of what it has said so far. Cancel ends it. Raises
    ReadError with its own words where it fails, falls silent or writes too much.
    """
    program = _program(engine.home, name)
    with tempfile.TemporaryDirectory(prefix="maquette-sumo-") as beside:
        out, err = Path(beside, "out"), Path(beside, "err")
        try:
            with out.open("wb") as said, err.open("wb") as complained:
                process = subprocess.Popen(
                    [str(program), *options],
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=complained,
                    cwd=folder,
                    env=_around(engine.home),
                )
        except OSError as fault:
            raise ReadError(f"{program}: it cannot be started: {fault.strerror}") from fault
        try:
            _wait(
                process, name, (folder, Path(beside)), progress, lambda: watch(_end(out)), patience
            )
        finally:
            process.kill()
            process.wait()
        if process.returncode:
            raise ReadError(f"SUMO's {name} stopped: {_why(_end(err), process.returncode)}")
        return _end(out)


def _wait(
    process: subprocess.Popen[bytes],
    name: str,
    folders: Sequence[Path],
    progress: Progress,
    look: Callable[[], None],
    patience: float,
) -> None:
    """Wait until a program is done, as long as it writes something, and not too much."""
    size, late = -1, monotonic() + patience
    while process.poll() is None:
        progress.check()
        look()
        now = sum(map(_size, folders))
        if now > MOST_BYTES:
            raise ReadError(
                f"SUMO's {name} wrote more than {MOST_BYTES >> 30} GB and was stopped; ask for "
                "fewer trips, a shorter time, or no vehicles"
            )
        if now != size:
            size, late = now, monotonic() + patience
        elif monotonic() > late:
            raise ReadError(f"SUMO's {name} gave no sign of life for {patience:g} s; stopped")
        sleep(PAUSE)


def _size(folder: Path) -> int:
    with os.scandir(folder) as entries:
        return sum(entry.stat().st_size for entry in entries if entry.is_file())


def _around(home: Path) -> dict[str, str]:
    """What the programs find in their environment: their own data, not those of our libraries."""
    around = dict(os.environ)
    if (home / "data").is_dir():  # those of a system may lie elsewhere
        around["SUMO_HOME"] = str(home)
    projections = home / "data" / "proj"
    if projections.is_dir():
        around |= dict.fromkeys(("PROJ_LIB", "PROJ_DATA"), str(projections))
    return around


def _end(path: Path) -> str:
    """The end of what a program says, however much that is."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - TAIL, 0))
        return file.read(TAIL).decode("utf-8", "replace")


def _why(said: str, code: int) -> str:
    """The last fault that a program tells, in one line."""
    lines = [" ".join(line.split()) for line in said.splitlines()]
    faults = [line[len("Error: ") :] for line in lines if line.startswith("Error: ")]
    others = [line for line in lines if line and not line.startswith(("Quitting", "Warning:"))]
    if faults or others:
        return (faults or others)[-1][:300]
    return f"it crashed (signal {-code})" if code < 0 else f"it ended with {code}"
