"""Library objects: a geometry of their own, moved and turned to where each stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from importers.citygml.attributes import Values
from importers.citygml.geometry import Form, Forms, place_in
from importers.citygml.library import Library, LostObject
from importers.citygml.names import HREF, Names, local_name

AS_IT_IS = "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1"


class Implicit:
    """Brings the library objects of a piece to its forms."""

    def __init__(
        self, names: Names, forms: Forms, library: Library, lost: Callable[[str], None]
    ) -> None:
        """library: shapes in files beside the model; lost: hears why one is not shown."""
        self._names, self._forms, self._library, self._lost = names, forms, library, lost

    def add(self, e: Any, object: int, surface: int, lod: str, values: Values) -> None:
        """One that an object, or a surface of it, has at a level of detail; values: what is said of
        it, to which the file of its shape is added."""
        form = Form(object, surface, lod, "MultiSurface")
        geometry: Any = None
        uri = ""
        for part in e:
            local = local_name(part)
            if local == "transformationMatrix":
                form.matrix = part.text or ""
            elif local == "referencePoint":
                form.anchor = place_in(part)
            elif local in ("relativeGMLGeometry", "relativeGeometry"):
                geometry = part
            elif local == "libraryObject":
                uri = (part.text or part.get(HREF) or "").strip()
                values.add("libraryObject", "text", uri)
        if not form.matrix and form.anchor is None:
            form.matrix = AS_IT_IS
        if geometry is None:
            if uri:
                self._from_file(form, uri)
        elif len(geometry):
            form.type = self._names(geometry[0]).shape
            self._forms.add(form, geometry[0])
        elif geometry.get(HREF):
            self._forms.link(form, geometry.get(HREF))

    def _from_file(self, form: Form, uri: str) -> None:
        """A library object whose shape is in a file beside the model."""
        try:
            self._forms.use(form, self._library.polygons(uri))
        except LostObject as lost:
            self._lost(str(lost))
