"""The files that a file names beside it, pictures or materials; never outside of its folder."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote


def beside(folder: Path, uri: str) -> Path | None:
    """The file in a folder, or below, that a uri names; None where there is none or it leads out.

    The name counts as it stands, else with its percent signs decoded, as a URI has them, else in
    other capitals, as Windows, where most of these names are written, does not tell them apart.
    """
    for name in spellings(uri):
        try:
            for path in (folder / name, _in_other_capitals(folder, name)):
                if path is not None and _is_inside(path, folder) and path.is_file():
                    return path.resolve()
        except (OSError, ValueError):  # of a name that cannot be one
            continue
    return None


def leads_out(folder: Path, uri: str) -> bool:
    """Whether a uri names something outside of a folder, be it there or not."""
    try:
        return not all(_is_inside(folder / name, folder) for name in spellings(uri))
    except (OSError, ValueError):
        return False


def spellings(uri: str) -> list[str]:
    """The names that a uri may mean: as it stands, and decoded; with slashes."""
    name = uri.replace("\\", "/")
    return list(dict.fromkeys((name, unquote(name))))


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _in_other_capitals(folder: Path, name: str) -> Path | None:
    place = folder
    for part in name.split("/"):
        if part in ("", "."):
            continue
        if part == ".." or not place.is_dir():
            return None
        found = _names(place, place.stat().st_mtime_ns).get(part.casefold())
        if found is None:
            return None
        place = place / found
    return place


@lru_cache(maxsize=64)
def _names(folder: Path, changed: int) -> dict[str, str]:
    """What a folder holds, by its names without capitals; `changed` is when it last did."""
    return {name.casefold(): name for name in sorted(os.listdir(folder))}
