"""A run of SUMO in a file, so that anybody can run it again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr


def write(path: Path, options: Mapping[str, str | float | bool]) -> None:
    """Write options of SUMO by their names (sumo --help) as its configuration."""
    lines = [f" <{name} value={quoteattr(_said(value))}/>" for name, value in options.items()]
    path.write_text("\n".join(["<configuration>", *lines, "</configuration>\n"]), "utf-8")


def _said(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
