"""A file that is read piece by piece, in this process or in others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from importers.citygml.document import TOO_DEEP, Part, Setting, named, parse_or_mend, shallow
from importers.citygml.names import Names, Role
from importers.citygml.pieces import Head, Piece, document, narrow

if TYPE_CHECKING:  # who only hands out the work needs no more
    from importers.citygml.lexicon import Lexicon

Foreign = dict[str, bytes]
Task = tuple[Piece, Foreign]


@dataclass(slots=True)
class Job:
    """A file to be read by pieces; travels to the workers once."""

    path: Path
    head: Head
    setting: Setting

    def text(self, piece: Piece) -> bytes:
        with self.path.open("rb") as file:
            if self.head.wide:
                return narrow(file.read())[piece.start : piece.end]
            file.seek(piece.start)
            return file.read(piece.end - piece.start)

    def document(self, piece: Piece) -> bytes:
        return document(self.head, self.text(piece), piece.last)

    def lexicon(self) -> Lexicon | None:
        """For the names in this file; None where it is to be read as trees throughout."""
        from importers.citygml.lexicon import Lexicon

        root, fault, _ = parse_or_mend(self.head.start + self.head.end, self.head.encoding)
        if fault or Names()(root).role in (Role.OBJECT, Role.SURFACE):
            return None
        plain = self.setting.dimension == 3 and self.setting.versions is None
        return Lexicon(dict(root.nsmap)) if plain else None

    def read(self, piece: Piece, foreign: Foreign, lexicon: Lexicon | None) -> Part | str:
        """The part of the city in a piece, or why nothing of it can be read."""
        part = self.in_columns(piece, lexicon) if lexicon and not foreign else None
        return part or self.as_tree(piece, foreign)

    def in_columns(self, piece: Piece, lexicon: Lexicon) -> Part | None:
        """The part of the city in a piece, None where something in it is out of the ordinary."""
        from importers.citygml.content import read_columns
        from importers.citygml.lexicon import UnknownName
        from importers.citygml.tape import NotPlain

        data = self.text(piece)
        if piece.last:
            data = data.rstrip()
            if not data.endswith(self.head.end):
                return None
            data = data.removesuffix(self.head.end)
        try:
            return read_columns(data, self.head, lexicon, self.setting)
        except (NotPlain, UnknownName, RecursionError):
            return None

    def as_tree(self, piece: Piece, foreign: Foreign) -> Part | str:
        """The same from a parser's tree, which takes everything that is XML, and some that is not.

        foreign: elements of other pieces that links of this one lead to.
        """
        from importers.citygml.content import read_document

        data = self.document(piece)
        root, fault, harmless = parse_or_mend(data, self.head.encoding)
        if root is None:
            return fault
        try:
            part = read_document(root, self.setting, foreign.values())
        except RecursionError:
            root, fault, harmless = parse_or_mend(shallow(data), self.head.encoding)
            fault, harmless = fault or TOO_DEEP, False
            if root is None:
                return fault
            part = read_document(root, self.setting, foreign.values())
        part.fault, part.harmless = fault, harmless
        return part

    def find(self, piece: Piece, wanted: set[str]) -> dict[str, tuple[bytes, set[str]]]:
        """The elements of a piece with the wanted ids, as text, and what they link to."""
        root, _, _ = parse_or_mend(self.document(piece), self.head.encoding)
        return {} if root is None else named(root, wanted)


def reader(job: Job) -> Callable[[Task], Part | str]:
    """What reads one task of the job, in whichever process."""
    lexicon = job.lexicon()
    return lambda task: job.read(*task, lexicon)
