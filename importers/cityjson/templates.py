"""Geometry templates: one tree modelled once and planted many times."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from importers.cityjson.faces import DEPTH, Owned, Tell, lod_of, opened
from importers.cityjson.nested import JUNK
from importers.cityjson.pool import Pool, Share, Span

Points = NDArray[np.float64]


class Template(NamedTuple):
    """A geometry in metres around its reference point, its vertices numbered from 0."""

    type: str
    lod: str
    geometry: dict[str, Any]
    vertices: Points


class Place(NamedTuple):
    """Where an object has a template: the vertex it stands on, and how it is turned and scaled."""

    row: int
    vertex: int
    matrix: NDArray[np.float64]


class Templates:
    """The templates of a file, and where the objects taken so far have them."""

    def __init__(self, listed: Any, looks: Share, tell: Tell) -> None:
        """`looks` is what the templates' materials and textures point into."""
        given = listed if isinstance(listed, dict) else {}
        if listed is not None and not isinstance(listed, dict):
            tell("error", "BAD_TEMPLATE", -1, "the geometry templates of the file are no object")
        templates = given.get("templates")
        self._looks = looks
        self._places: dict[int, list[Place]] = {}
        try:
            vertices = np.array(given.get("vertices-templates", []), float).reshape(-1, 3)
        except JUNK:
            tell("error", "BAD_TEMPLATE", -1, "the templates' vertices are no coordinates")
            vertices = np.zeros((0, 3))
        listed = templates if isinstance(templates, list) else []
        self._templates = [_template(one, vertices) for one in listed]

    def plant(self, row: int, instance: dict[str, Any], share: Share, tell: Tell) -> None:
        """Note where one object has a template (CityJSON 2.0, section 3.4)."""
        number, where = instance.get("template"), instance.get("boundaries")
        matrix = _matrix(instance.get("transformationMatrix"))
        if not isinstance(number, int) or self._known(number) is None:
            tell("error", "BAD_TEMPLATE", row, "the file does not have the template that it names")
        elif (
            matrix is None
            or not isinstance(where, list)
            or len(where) != 1
            or type(where[0]) is not int
            or not 0 <= where[0] < share.vertices.number
        ):
            words = "its template stands nowhere: a matrix of 16 numbers and one vertex are needed"
            tell("error", "BAD_TEMPLATE", row, words)
        else:
            place = Place(row, share.vertices.first + where[0], matrix)
            self._places.setdefault(number, []).append(place)

    def _known(self, number: int) -> Template | None:
        return self._templates[number] if 0 <= number < len(self._templates) else None

    def grown(self, pool: Pool) -> tuple[dict[str, list[Owned]], Pool]:
        """The geometries of all places noted, by type, and the pool with their vertices.

        The matrix turns and scales the template about its own origin, which then moves to the
        reference point.
        """
        own = Pool(pool)
        grown: dict[str, list[Owned]] = {}
        for number, places in self._places.items():
            template = self._templates[number]
            assert template is not None  # plant lets no other through
            stand = pool.vertices.all()[[place.vertex for place in places]]
            points = _moved(template.vertices, np.array([place.matrix for place in places]))
            span = own.vertices.add((points + stand[:, None]).reshape(-1, 3))
            count = len(template.vertices)
            for k, place in enumerate(places):
                share = self._looks._replace(vertices=Span(span.first + k * count, count))
                owned = Owned(place.row, template.lod, template.geometry, share)
                grown.setdefault(template.type, []).append(owned)
        self._places = {}
        return grown, own


def _template(given: Any, vertices: Points) -> Template | None:
    """A template with its own vertices only; None where it is none."""
    type = given.get("type") if isinstance(given, dict) else None
    if type not in DEPTH:
        return None
    lod = lod_of(given.get("lod")) or ""
    try:
        index = opened(type, [Owned(0, lod, given, Share())]).index
    except JUNK:
        return None
    used = np.unique(index[(index >= 0) & (index < len(vertices))])
    place = {int(old): new for new, old in enumerate(used)}
    geometry = {**given, "boundaries": _renumbered(given["boundaries"], place)}
    return Template(type, lod, geometry, vertices[used])


def _renumbered(boundaries: Any, place: dict[int, int]) -> Any:
    if isinstance(boundaries, list):
        return [_renumbered(part, place) for part in boundaries]
    return place.get(boundaries, -1)


def _matrix(given: Any) -> NDArray[np.float64] | None:
    """(4, 4), the list going row by row; None where it is no such matrix."""
    try:
        matrix = np.array(given, float)
    except JUNK:
        return None
    good = matrix.shape == (16,) and np.isfinite(matrix).all()
    return matrix.reshape(4, 4) if good else None


def _moved(points: Points, matrices: NDArray[np.float64]) -> Points:
    """(p, 3) points under each of (k, 4, 4) matrices: (k, p, 3)."""
    turned = np.einsum("kij,pj->kpi", matrices[:, :3, :3], points)
    return np.asarray(turned + matrices[:, None, :3, 3])
