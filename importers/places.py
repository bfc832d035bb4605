"""Where the program keeps what it writes for itself: imported cities, unpacked archives."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """The folder for everything the program writes: MAQUETTE_HOME, or the user's cache folder."""
    named = os.environ.get("MAQUETTE_HOME")
    if named:
        return Path(named).expanduser().absolute()
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("maquette", appauthor=False))


def unpacked() -> Path:
    """The folder with the contents of archives, one folder each."""
    return home() / "unpacked"


def packed() -> Path:
    """The folder with sources that came in a project file, one folder each."""
    return home() / "packed"


def imports() -> Path:
    """The folder with imported cities, one file each."""
    return home() / "imports"


def downloads() -> Path:
    """The folder with files that were fetched from catalogues, one folder for each address."""
    return home() / "downloads"


def results() -> Path:
    """The folder with what simulations gave, one folder for each job."""
    return home() / "results"


def answers() -> Path:
    """The folder with the last good answers of platforms, one folder for each who asked."""
    return home() / "answers"


def pictures() -> Path:
    """The folder with pictures that were embedded in 3D models."""
    return home() / "embedded"
