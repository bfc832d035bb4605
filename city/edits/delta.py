"""The open delta: edits as lines of JSON, one edit a line.

A first line {"maquette": "edits", "version": 1, "crs": "EPSG:28992"} may say what follows; it is
written always and need not be there. Blank lines are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from city.edits.edit import Edit, read_edit
from city.edits.parts import EditError, told

VERSION = 1
LONGEST = 16 << 20  # bytes of a line
HEADER = "maquette"


def read_lines(file: BinaryIO, crs: str = "") -> Iterator[tuple[int, Edit]]:
    """The edits of a delta with the numbers of their lines, one after the other.

    crs: the system of the project that they are for. Raises EditError that names the line for one
    that is no edit, for a newer delta, and for one of another coordinate system.
    """
    number = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            raise EditError(f"line {number} is longer than {LONGEST >> 20} MB")
        if not line.strip():
            continue
        try:
            said = _parsed(line)
            if isinstance(said, dict) and HEADER in said:
                _check_header(said, crs)
                continue
            yield number, read_edit(said)
        except EditError as fault:
            raise EditError(f"line {number}: {fault}") from None


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        why = "it is nested too deeply" if isinstance(fault, RecursionError) else str(fault)
        raise EditError(f"this is no JSON: {why[:200]}") from None


def _check_header(said: dict[str, Any], crs: str) -> None:
    version, system = said.get("version"), said.get("crs", "")
    if said[HEADER] != "edits" or not isinstance(version, int) or isinstance(version, bool):
        raise EditError("this is no delta of Maquette")
    if version > VERSION:
        raise EditError(
            f"a newer Maquette has written these edits (version {version}, this one knows "
            f"{VERSION}); install the newer one"
        )
    if system and crs and system != crs:
        raise EditError(f"these edits are in {told(system)}, but the project is in {crs}")


def lines(edits: Iterable[Edit], crs: str) -> Iterator[str]:
    """A delta, line by line."""
    yield json.dumps({HEADER: "edits", "version": VERSION, "crs": crs})
    for edit in edits:
        yield json.dumps(edit.as_json(), ensure_ascii=False, allow_nan=False)
