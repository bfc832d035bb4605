"""Which paths that a file names may be opened without asking."""

from __future__ import annotations

from typing import Any

LONGEST = 2000  # letters of a path


def is_here(path: Any) -> bool:
    """Whether something names a file on this machine: another one would hear who asks for it."""
    told = isinstance(path, str) and len(path) <= LONGEST and path.isprintable()
    return told and not path.replace("\\", "/").startswith("//")
