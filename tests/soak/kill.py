"""A thousand writers killed at random moments: nothing that was told to be done may be lost.

Run by `make soak`. Each writer is a process of its own that adds steps to the same project and
tells of each when it is on the disk; it is killed with SIGKILL wherever it happens to be.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from city.edits import Demolish
from city.project import Contents, Plan, Project
from city.scenario import Step

KILLS = 1_000
LONGEST = 0.1  # seconds that a writer lives


def writer(path: Path, told: int) -> None:
    """Write steps for ever, one byte to `told` for each that is safe."""
    project = Project.open(path)
    number = len(project.log)
    while True:
        project.write_down("a", "do", Step(f"s{number}", Demolish((f"house {number}",))))
        os.write(told, b".")
        number += 1


def main(kills: int = KILLS, seed: int = 1) -> int:
    """Kill so many writers; 1 where a step was lost or the project did not open."""
    moments = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plans.maquette"
        Project.create(path, Contents(plans=(Plan("a", "Plan A"),))).close()
        safe = 0
        for turn in range(kills):
            heard, told = os.pipe()
            child = os.fork()
            if not child:
                os.close(heard)
                writer(path, told)
            os.close(told)
            time.sleep(moments.uniform(0.0, LONGEST))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            with os.fdopen(heard, "rb") as steps:
                safe += len(steps.read())
            project = Project.open(path)
            kept = [line.step.edit for line in project.log if line.step is not None]
            project.close()
            if kept != [Demolish((f"house {k}",)) for k in range(len(kept))] or len(kept) < safe:
                print(f"kill {turn}: {safe} steps were told to be safe, {len(kept)} are there")
                return 1
            safe = len(kept)  # one more may have been written than was told
    print(f"{kills} writers killed, {safe} steps written, none lost, every project opened")
    return 0


if __name__ == "__main__":
    sys.exit(main())
