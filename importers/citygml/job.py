"""A file that is read piece by piece, in this process or in others."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from importers.citygml.document import Part, Setting, named, parse_or_mend, read_document
from importers.citygml.pieces import Head, Piece, document, narrow

_FLAT = re.compile(rb"srsDimension\s*=\s*[\"']\s*2")
Foreign = dict[str, bytes]
Task = tuple[Piece, Foreign]


@dataclass(slots=True)
class Job:
    """A file to be read by pieces; travels to the workers once."""

    path: Path
    head: Head
    setting: Setting

    def document(self, piece: Piece) -> bytes:
        with self.path.open("rb") as file:
            if self.head.wide:
                data = narrow(file.read())[piece.start : piece.end]
            else:
                file.seek(piece.start)
                data = file.read(piece.end - piece.start)
        return document(self.head, data, piece.last)

    def read(self, piece: Piece, foreign: Foreign) -> Part | str:
        """The part of the city in a piece, or why nothing of it can be read."""
        data = self.document(piece)
        root, fault, harmless = parse_or_mend(data, self.head.encoding)
        if root is None:
            return fault
        plain = self.setting.dimension == 3 and not _FLAT.search(data)
        try:
            part = read_document(root, self.setting, foreign.values(), plain)
        except RecursionError:
            return "its elements are nested too deeply"
        part.fault, part.harmless = fault, harmless
        return part

    def find(self, piece: Piece, wanted: set[str]) -> dict[str, tuple[bytes, set[str]]]:
        """The elements of a piece with the wanted ids, as text, and what they link to."""
        root, _, _ = parse_or_mend(self.document(piece), self.head.encoding)
        return {} if root is None else named(root, wanted)


def reader(job: Job) -> Callable[[Task], Part | str]:
    """What reads one task of the job, in whichever process."""
    return lambda task: job.read(*task)
