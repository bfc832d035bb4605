"""Materials, textures and texture coordinates of a city, as CityJSON lists them (section 6)."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.model import City, Material, Shapes, Texture
from exporters.citygml.looks import Pictures

Ints = NDArray[np.int64]

WRAP = ("none", "wrap", "mirror", "clamp", "border")
KIND = ("unknown", "specific", "typical")


class Looks:
    """What a city's polygons wear, ready to be listed by a document or a feature.

    uvs: (n, 2) float32, each place on a texture once; `index` has the row of every point, by
    level of detail and theme, -1 for none.
    """

    def __init__(self, city: City, levels: dict[str, Shapes], path: Path) -> None:
        self._city = city
        self._pictures = Pictures(city, path)
        themes = [
            (lod, theme, look.uv)
            for lod, shapes in levels.items()
            for theme, look in shapes.appearances.items()
            if look.uv is not None
        ]
        self.uvs = np.zeros((0, 2), np.float32)
        self.index: dict[tuple[str, str], Ints] = {}
        if not themes:
            return
        everything = np.ascontiguousarray(np.concatenate([uv for *_, uv in themes]))
        key, row = np.unique(everything.view(np.uint64).reshape(-1), return_inverse=True)
        self.uvs = key.view(np.float32).reshape(-1, 2)
        row = np.where(np.isnan(everything).any(1), -1, row.reshape(-1))
        start = 0
        for lod, theme, uv in themes:
            self.index[lod, theme] = row[start : start + len(uv)]
            start += len(uv)

    def listed(self, materials: list[int], textures: list[int], uvs: Ints) -> dict[str, Any]:
        """The appearance object for these rows; empty where there are none."""
        found: dict[str, Any] = {}
        if materials:
            found["materials"] = [_material(self._city.materials[m]) for m in materials]
        if textures:
            found["textures"] = [
                _texture(self._city.textures[t], self._pictures.uri(t)) for t in textures
            ]
            found["vertices-texture"] = np.nan_to_num(self.uvs[uvs])
        return found

    def defaults(self) -> dict[str, Any]:
        """Which themes the source shows first."""
        names = ("default-theme-material", "default-theme-texture")
        said = self._city.metadata
        return {name: said[name] for name in names if isinstance(said.get(name), str)}


def _material(material: Material) -> dict[str, Any]:
    return {
        "name": material.name,
        "ambientIntensity": material.ambient,
        "diffuseColor": material.diffuse,
        "emissiveColor": material.emissive,
        "specularColor": material.specular,
        "shininess": material.shininess,
        "transparency": material.transparency,
        "isSmooth": material.smooth,
    }


def _texture(texture: Texture, uri: str) -> dict[str, Any]:
    suffix = PurePosixPath(uri.replace("\\", "/")).suffix.lower()
    found: dict[str, Any] = {"type": "PNG" if suffix == ".png" else "JPG", "image": uri}
    if texture.wrap in WRAP:
        found["wrapMode"] = texture.wrap
    if texture.kind in KIND:
        found["textureType"] = texture.kind
    if texture.border != Texture("").border:
        found["borderColor"] = texture.border
    return found
