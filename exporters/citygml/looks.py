"""Materials and textures of an object's polygons, theme by theme."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

import numpy as np

from city.model import City, Material, Texture
from exporters.citygml.polygons import Level
from exporters.citygml.text import element, escape, number_texts

MIME = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".tif": "image/tiff"}


class Pictures:
    """The texture files, copied into a folder beside the written file as they are met."""

    def __init__(self, city: City, path: Path) -> None:
        self._textures = city.textures
        self._folder = path.parent / f"{path.name.split('.')[0]}_textures"
        self._names: dict[int, str] = {}
        self._taken: set[str] = set()

    def uri(self, row: int) -> str:
        """How the written file names a texture; one that is missing keeps its name."""
        if row not in self._names:
            self._names[row] = self._copied(self._textures[row])
        return self._names[row]

    def _copied(self, texture: Texture) -> str:
        if not texture.path or not Path(texture.path).is_file():
            return texture.uri
        name = PurePosixPath(texture.uri.replace("\\", "/")).name or Path(texture.path).name
        stem, dot, end = name.rpartition(".")
        free, number = name, 2
        while free.lower() in self._taken:
            free, number = f"{stem}_{number}{dot}{end}", number + 1
        self._taken.add(free.lower())
        self._folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(texture.path, self._folder / free)
        return f"{self._folder.name}/{free}"


class Looks:
    """What the polygons of one level of detail look like, for a stretch of objects."""

    def __init__(self, level: Level, first: int, last: int) -> None:
        self.level = level
        self.first = first
        self._themes = []
        for theme, look in level.shapes.appearances.items():
            material, texture = look.material[first:last], look.texture[first:last]
            if (material >= 0).any() or (texture >= 0).any():
                self._themes.append((theme, material.tolist(), texture.tolist(), look.uv))

    def textured(self, polygon: int) -> bool:
        k = polygon - self.first
        return any(texture[k] >= 0 for _, _, texture, _ in self._themes)

    def gather(
        self, polygons: Iterable[int], prefix: str, found: Gathered, whole: str = ""
    ) -> None:
        """Add what these polygons wear; `whole` is the id of a TIN, whose triangles have none."""
        if not self._themes:
            return
        for polygon in polygons:
            k = polygon - self.first
            id = f"{prefix}{self.level.id(polygon)}"
            for theme, material, texture, uv in self._themes:
                if material[k] >= 0:
                    found.material(theme, material[k], whole or id)
                if texture[k] >= 0 and uv is not None:
                    rings = self._rings(polygon, id, uv[self.level.points_of(polygon)])
                    if rings:
                        found.texture(theme, texture[k], whole or id, rings)

    def _rings(
        self, polygon: int, id: str, uv: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
    ) -> list[tuple[str, str]]:
        """Each ring's id and its texture coordinates, closed like the ring."""
        spans = self.level.rings(polygon)
        start = spans[0][0]
        found = []
        for number, (a, b) in enumerate(spans):
            own = uv[a - start : b - start]
            if np.isfinite(own).all():
                texts = number_texts(own)
                found.append((f"{id}-{number}", " ".join([*texts, texts[0]])))
        return found


class Gathered:
    """The looks of one object."""

    def __init__(self) -> None:
        self.materials: dict[str, dict[int, list[str]]] = {}
        self.textures: dict[str, dict[int, list[tuple[str, list[tuple[str, str]]]]]] = {}

    def material(self, theme: str, row: int, id: str) -> None:
        ids = self.materials.setdefault(theme, {}).setdefault(row, [])
        if not ids or ids[-1] != id:
            ids.append(id)

    def texture(self, theme: str, row: int, id: str, rings: list[tuple[str, str]]) -> None:
        targets = self.textures.setdefault(theme, {}).setdefault(row, [])
        if targets and targets[-1][0] == id:
            targets[-1][1].extend(rings)
        else:
            targets.append((id, rings))

    def write(self, slot: str, version: str, city: City, uri: Callable[[int], str]) -> list[str]:
        """One app:Appearance a theme."""
        member = "surfaceDataMember" if version == "2.0" else "surfaceData"
        found = []
        for theme in dict.fromkeys([*self.materials, *self.textures]):
            inner = element("app:theme", theme) if theme else ""
            for row, ids in self.materials.get(theme, {}).items():
                data = _material(city.materials[row], ids)
                inner += f"<app:{member}>{data}</app:{member}>"
            for row, targets in self.textures.get(theme, {}).items():
                data = _texture(city.textures[row], uri(row), targets, version)
                inner += f"<app:{member}>{data}</app:{member}>"
            found.append(f"<{slot}><app:Appearance>{inner}</app:Appearance></{slot}>")
        return found


def _material(material: Material, ids: list[str]) -> str:
    name = element("gml:name", material.name) if material.name else ""
    targets = "".join(f"<app:target>#{id}</app:target>" for id in ids)
    return (
        f"<app:X3DMaterial>{name}<app:ambientIntensity>{material.ambient!r}</app:ambientIntensity>"
        f"<app:diffuseColor>{_colour(material.diffuse)}</app:diffuseColor>"
        f"<app:emissiveColor>{_colour(material.emissive)}</app:emissiveColor>"
        f"<app:specularColor>{_colour(material.specular)}</app:specularColor>"
        f"<app:shininess>{material.shininess!r}</app:shininess>"
        f"<app:transparency>{material.transparency!r}</app:transparency>"
        f"<app:isSmooth>{str(material.smooth).lower()}</app:isSmooth>{targets}</app:X3DMaterial>"
    )


def _colour(colour: tuple[float, ...]) -> str:
    return " ".join(repr(part) for part in colour)


def _texture(
    texture: Texture, uri: str, targets: list[tuple[str, list[tuple[str, str]]]], version: str
) -> str:
    mime = MIME.get(PurePosixPath(uri).suffix.lower())
    type = f"<app:mimeType>{mime}</app:mimeType>" if mime else ""
    ways = "".join((_way_2 if version == "2.0" else _way_3)(id, rings) for id, rings in targets)
    return (
        f"<app:ParameterizedTexture><app:imageURI>{escape(uri)}</app:imageURI>{type}"
        f"<app:textureType>{escape(texture.kind)}</app:textureType>"
        f"<app:wrapMode>{escape(texture.wrap)}</app:wrapMode>"
        f"<app:borderColor>{_colour(texture.border)}</app:borderColor>{ways}"
        "</app:ParameterizedTexture>"
    )


def _way_2(id: str, rings: list[tuple[str, str]]) -> str:
    lists = "".join(
        f'<app:textureCoordinates ring="#{ring}">{uv}</app:textureCoordinates>'
        for ring, uv in rings
    )
    return f'<app:target uri="#{id}"><app:TexCoordList>{lists}</app:TexCoordList></app:target>'


def _way_3(id: str, rings: list[tuple[str, str]]) -> str:
    lists = "".join(f"<app:textureCoordinates>{uv}</app:textureCoordinates>" for _, uv in rings)
    names = "".join(f"<app:ring>#{ring}</app:ring>" for ring, _ in rings)
    return (
        "<app:textureParameterization><app:TextureAssociation>"
        f"<app:target>#{id}</app:target><app:textureParameterization>"
        f"<app:TexCoordList>{lists}{names}</app:TexCoordList></app:textureParameterization>"
        "</app:TextureAssociation></app:textureParameterization>"
    )
