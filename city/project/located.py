"""Where the sources of a project lie: beside it, or where they once were."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from city.project.contents import Contents, Origin


def located(origin: Origin, project: Path) -> Path:
    """Where a source of a project lies now: beside the project as before, or where it once was.

    What lies on another machine is only looked for beside the project: asking a stranger's
    machine for a file would tell it who asks.
    """
    beside = Path(os.path.normpath(project.parent / origin.relative)) if origin.relative else None
    if beside is not None and os.path.exists(beside):  # also where nobody may look
        return beside
    if origin.path.replace("\\", "/").startswith("//"):
        return beside or project.parent / Path(origin.path).name
    return Path(origin.path)


def beside(contents: Contents, project: Path) -> Contents:
    """The contents with each source's path as seen from the project's folder."""

    def relative(path: str) -> str:
        try:
            return Path(os.path.relpath(path, project.parent)).as_posix()
        except ValueError:  # on another drive
            return ""

    origins = tuple(replace(o, relative=relative(o.path)) for o in contents.origins)
    return replace(contents, origins=origins)
