"""What SUMO is to count, as its additional file says it."""

from __future__ import annotations

from pathlib import Path


def write(path: Path, begin: float, end: float, means: str, gases: str) -> None:
    """Ask for traffic and emissions of each street between two seconds, in files of these names."""
    while_ = f'begin="{begin:g}" end="{end:g}"'
    path.write_text(
        "<additional>\n"
        f' <edgeData id="traffic" file="{means}" {while_}/>\n'
        f' <edgeData id="emissions" type="emissions" file="{gases}" {while_}/>\n'
        "</additional>\n",
        "utf-8",
    )
