"""CityJSON 1.0, 1.1 and 2.0, older ones as far as they go, and CityJSONSeq."""

from __future__ import annotations

import re
from pathlib import Path

from city.progress import Progress
from importers.intake import Intake, ReadError

FORMAT = "CityJSON"
SUFFIXES = (".json", ".jsonl", ".cityjson")
# What the processes that read it need.
WORKERS = ("importers.cityjson.document", "importers.cityjson.sequence")

# The root's type may come first or last, behind everything else; so may CityObjects.
_OURS = re.compile(r'"type"\s*:\s*"CityJSON(Feature)?"|"CityObjects"\s*:')
_OTHERS = re.compile(r'"type"\s*:\s*"(Feature|FeatureCollection|Topology)"|"asset"\s*:')
_TAIL = 8192


def recognises(path: Path, head: bytes) -> bool:
    """Whether this is CityJSON, by its first bytes, or else by its last."""
    start = _text(head)
    if not start.lstrip("\ufeff \t\r\n").startswith("{"):
        return False
    if _OURS.search(start):
        return True
    if _OTHERS.search(start) or len(head) < _TAIL:
        return False
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _TAIL, 0))
        return _OURS.search(_text(file.read())) is not None


def read(path: Path, intake: Intake, progress: Progress) -> None:
    """Read a CityJSON or CityJSONSeq file; ReadError when nothing of it can be used."""
    from importers.cityjson.document import read_document
    from importers.cityjson.sequence import read_sequence

    try:
        read_it = read_sequence if _is_sequence(path) else read_document
        read_it(path, intake, progress)
    except OSError as fault:
        raise ReadError(f"{path.name}: cannot be read: {fault.strerror or fault}") from fault


def _is_sequence(path: Path) -> bool:
    """Whether each line is a document of its own: the second one begins with a brace too."""
    if path.name.lower().endswith(".jsonl"):
        return True
    with path.open("rb") as file:
        first = file.readline(1 << 20)
        return first.rstrip().endswith(b"}") and file.readline(64).lstrip().startswith(b"{")


def _text(some: bytes) -> str:
    if some.startswith((b"\xff\xfe", b"\xfe\xff")):
        return some.decode("utf-16", "replace")
    return some.decode("utf-8", "replace")
