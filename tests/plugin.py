"""Packages of somebody else, installed as far as Python can tell."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest


def install(
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    module: str,
    code: str,
    points: Mapping[str, str],
    group: str = "maquette.simulations",
) -> None:
    """A distribution of one module that brings entry points; gone when the test is."""
    folder.mkdir(exist_ok=True)
    (folder / f"{module}.py").write_text(code, "utf-8")
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir()
    info.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
    lines = [f"[{group}]", *(f"{name} = {value}" for name, value in points.items())]
    info.joinpath("entry_points.txt").write_text("\n".join(lines) + "\n")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setitem(sys.modules, module, None)  # so that it is taken away again afterwards
    del sys.modules[module]
    importlib.invalidate_caches()
