"""Library objects in files of their own, beside the model: the meshes that Maquette reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from city.progress import Progress
from importers.beside import beside
from importers.citygml.geometry import Faces
from importers.intake import Intake, Options, ReadError

MOST_FACES = 100_000  # of one object; a tree or a lamp has some hundreds


class LostObject(Exception):
    """A library object that is not shown; the message says why."""


class Library:
    """The shapes of library objects as polygons of a piece, each file read once."""

    def __init__(self, folder: Path, faces: Faces) -> None:
        self._folder = folder
        self._faces = faces
        self._read: dict[str, list[int] | LostObject] = {}

    def polygons(self, uri: str) -> list[int]:
        """The numbers of an object's polygons, in its own coordinates, z up; without its colours.

        Raises LostObject where the file is not there, or of a kind that is not read.
        """
        if uri not in self._read:
            try:
                self._read[uri] = self._polygons(uri)
            except LostObject as lost:
                self._read[uri] = lost
        found = self._read[uri]
        if isinstance(found, LostObject):
            raise found
        return found

    def _polygons(self, uri: str) -> list[int]:
        from importers import mesh  # which few files need, and takes its time

        path = None if "://" in uri else beside(self._folder, uri)
        if path is None:
            raise LostObject(f"its shape is in another file, {uri}, which is not there")
        if path.suffix.lower() not in mesh.SUFFIXES:
            raise LostObject(
                f"its shape is in another file, {uri}, of a kind that is not read here (but "
                f"{', '.join(mesh.SUFFIXES)})"
            )
        try:
            pieces = mesh.model_of(path, Intake(Options()), Progress()).faces
        except (ReadError, OSError) as fault:
            raise LostObject(f"its shape is in another file, {uri}: {fault}") from fault
        if sum(len(piece.sizes) for piece in pieces) > MOST_FACES:
            raise LostObject(f"its shape, {uri}, has more than {MOST_FACES:,} faces")
        numbers = []
        for piece in pieces:
            ends = np.cumsum(piece.sizes).tolist()
            for corners in np.split(piece.corners, ends[:-1]):
                ring = piece.points[[*corners, corners[0]]] if len(corners) else piece.points[:0]
                numbers.append(self._faces.plain(" ".join(map(repr, ring.ravel().tolist()))))
        return numbers
