"""Programs that pretend to be SUMO."""

import os
from pathlib import Path

import pytest

from app.traffic import engine
from city.progress import Progress

VERSION = 'case "$*" in *--version*) echo "Eclipse SUMO sumo 1.28.0"; exit 0;; esac\n'
posix = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")


def pretend(folder: Path, monkeypatch, sumo: str, netconvert: str = "exit 0") -> None:
    """Let SUMO_HOME name a folder whose programs do what shell scripts say."""
    real = engine.found(Progress()).home / "bin"
    (folder / "bin").mkdir(parents=True)
    for name, script in (("sumo", sumo), ("netconvert", netconvert)):
        path = folder / "bin" / name
        path.write_text(f"#!/bin/sh\nREAL={real}\n{script}\n")
        path.chmod(0o755)
    monkeypatch.setenv("SUMO_HOME", str(folder))
