"""A whole JSON file of bearable size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from importers.intake import ReadError

LARGEST = 1 << 29  # bytes


def load(path: Path) -> Any:
    """What stands in a JSON file. Raises ReadError for one that is broken or too large."""
    if path.stat().st_size > LARGEST:
        raise ReadError(f"{path.name}: it is larger than {LARGEST >> 20} MB; write it as a table")
    try:
        return orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as fault:
        raise ReadError(f"{path.name}: it is broken JSON: {fault}") from fault
