"""make bench: every figure beside its peer, in one run; the machine's noise falls on both."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench import (
    asking,
    brokers,
    card,
    comparing,
    drawing,
    fcd,
    fields,
    importing,
    known_answers,
    live,
    moving,
    mqtt,
    panes,
    planning,
    points,
    scrubbing,
    sheets,
    simulating,
    studies,
    styling,
    tracking,
    web_peer,
    window,
)
from tests.bench.measure import Row
from tests.shared import DATA, ROOT


def main() -> int:
    """Measure, print the table, write bench/results.json; 1 if a target is not reached."""
    if not DATA.is_dir():
        print(f"The bench needs the real cities in {DATA}", file=sys.stderr)
        return 1
    _peers()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="maquette-bench-") as folder:
        groups = (
            importing,
            window,
            styling,
            asking,
            planning,
            comparing,
            simulating,
            studies,
            known_answers,
            brokers,
            fields,
            scrubbing,
            sheets,
            drawing,
            panes,
            moving,
            points,
            card,
            mqtt,
            tracking,
            live,
            fcd,
            web_peer,
        )
        for group in (module.rows for module in groups):
            for row in group(Path(folder)):
                rows.append(row)
                print(row.line(), flush=True)
    results = ROOT / "bench" / "results.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps([row.record() for row in rows], indent=2) + "\n")
    print(f"written to {results.relative_to(ROOT)}")
    return 0 if all(row.reached for row in rows) else 1


def _peers() -> None:
    """citygmltest comes from Debian's libcitygml-bin, Chromium and npm under their own names."""
    packages = {"citygmltest": "libcitygml-bin", "chromium": "chromium", "npm": "npm"}
    missing = [packages[program] for program in packages if not shutil.which(program)]
    if not missing or not shutil.which("apt-get"):
        return
    root = [] if not shutil.which("sudo") else ["sudo"]
    subprocess.run([*root, "apt-get", "install", "-y", "-qq", *missing], check=False)


if __name__ == "__main__":
    sys.exit(main())
