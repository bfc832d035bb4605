"""Time and memory of whole programs, and of calls inside a fresh interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import psutil


@dataclass(frozen=True)
class Row:
    """One line of the table: `ratio` against `target`, where `better` is lower or higher.

    told: what is measured against the target, a ratio or what an answer is off by.
    """

    name: str
    ours: float
    peer: float
    peer_name: str
    limit: str
    ratio: float
    target: float
    better: str
    unit: str
    told: str = "ratio"

    @property
    def reached(self) -> bool:
        return self.ratio <= self.target if self.better == "lower" else self.ratio >= self.target

    def line(self) -> str:
        sign = "<=" if self.better == "lower" else ">="
        verdict = "reached" if self.reached else "NOT REACHED"
        return (
            f"{self.name:<48} {self.ours:10.3f} {self.unit:<6} {self.peer_name:<30} "
            f"{self.peer:10.3f} {self.told:<6} {self.ratio:9.3g} {sign} {self.target:<7.3g} "
            f"{verdict}"
        )

    def record(self) -> dict[str, object]:
        return {**asdict(self), "reached": self.reached}


def wall(command: list[str], times: int = 3, fresh: Callable[[], object] | None = None) -> float:
    """Median seconds that a command takes as a whole process."""
    seconds = []
    for _ in range(times):
        if fresh:
            fresh()
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - start)
    return median(seconds)


def python(code: str, *arguments: str | Path, home: Path | None = None) -> dict[str, float]:
    """Run code in a fresh interpreter; it leaves its figures in a dict called `figures`."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "figures.json"
        script = Path(scratch) / "code.py"
        body = "\n".join("    " + line for line in code.strip().splitlines())
        script.write_text(
            "import json, sys, time\n"
            "if __name__ == '__main__':\n"
            f"    figures = {{}}\n{body}\n"
            "    open(sys.argv[-1], 'w').write(json.dumps(figures))\n"
        )
        environment = {**os.environ, "MAQUETTE_HOME": str(home or scratch)}
        # Once it is installed a program is compiled, as the peers are.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, str(script), *map(str, arguments), str(out)]
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
        return dict(json.loads(out.read_text()))


def peak_memory(code: str, *arguments: str | Path) -> tuple[dict[str, float], float]:
    """The figures of a run, and the most bytes that it and its workers held together."""
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        me = psutil.Process()
        while not done.wait(0.02):
            total = 0
            for child in me.children(recursive=True):
                try:
                    total += child.memory_full_info().pss
                except (psutil.NoSuchProcess, psutil.AccessDenied):
                    continue
            peak = max(peak, total)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        figures = python(code, *arguments)
    finally:
        done.set()
        watcher.join()
    return figures, float(peak)
