"""Materials and textures of CityGML, by the ids of the polygons and rings they are meant for."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.finding import Finding
from city.model import Material, Texture
from importers.beside import beside, leads_out
from importers.citygml.names import HREF, id_of, local_name, with_ids
from importers.citygml.rings import numbers

UV = NDArray[np.float64]


@dataclass(slots=True)
class Coat:
    """A material or a texture of a theme, and what it is put on.

    targets: ids of polygons or of surfaces made of them; rings: coordinate texts by ring id;
    matrices: 12 numbers by target, from the world to the picture.
    """

    theme: str
    material: Material | None = None
    texture: Texture | None = None
    targets: list[str] = field(default_factory=list)
    rings: dict[str, str] = field(default_factory=dict)
    matrices: dict[str, list[float]] = field(default_factory=dict)


class Wardrobe:
    """All coats of a file or of a piece; links between appearances followed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.coats: list[Coat] = []
        self.findings: list[Finding] = []
        self._told: set[str] = set()
        self._by_target: dict[str, list[int]] | None = None
        self._found: list[Any] = []
        self._named: dict[str, Any] | None = None  # of the appearances found, if a link asks

    def take(self, root: Any, of_members: bool = False, of_model: bool = False) -> None:
        """Read the appearances under a root element: all, or only those of its members, or only
        those of the model itself."""
        found = list(root.iter("{*}Appearance"))
        if of_members or of_model:
            found = [e for e in found if (e.getparent().getparent() is root) == of_model]
        self._found = found
        for appearance in found:
            theme = _text(appearance, "theme")
            for member in appearance:
                if local_name(member) not in ("surfaceDataMember", "surfaceData"):
                    continue
                data = member[0] if len(member) else self._linked(member)
                if data is not None:
                    self._data(theme, data)
        self._found, self._named = [], None

    def meant_for(self, ids: Iterable[str]) -> list[Coat]:
        """The coats for a piece of the file in which these ids are, without their other targets."""
        if self._by_target is None:
            self._by_target = {}
            for number, coat in enumerate(self.coats):
                for target in coat.targets:
                    self._by_target.setdefault(target, []).append(number)
        hits: dict[int, list[str]] = {}
        for id in ids:
            for number in self._by_target.get(id, ()):
                hits.setdefault(number, []).append(id)
        return [replace(self.coats[number], targets=hits[number]) for number in sorted(hits)]

    def _linked(self, e: Any) -> Any:
        """The element of the appearances at hand that a link leads to, or None."""
        link = _link(e)
        if link and self._named is None:
            self._named = {}
            for appearance in self._found:
                for one in with_ids(appearance):
                    self._named.setdefault(id_of(one), one)
        return self._named.get(link) if self._named else None

    def _data(self, theme: str, data: Any) -> None:
        kind = local_name(data)
        if kind == "X3DMaterial":
            texts = [(local_name(e), e.text or "") for e in data]
            targets = [_bare(text) for local, text in texts if local == "target" and text]
            self.hang(theme, id_of(data), [s for s in texts if s[0] != "target"], targets)
            return
        if kind in ("ParameterizedTexture", "GeoreferencedTexture"):
            coat = Coat(theme, texture=self._texture(data))
            if kind == "GeoreferencedTexture":
                self._georeferenced(data, coat)
            else:
                for target in data:
                    if local_name(target) in ("target", "textureParameterization"):
                        self._parameters(target, coat)
        else:
            self._note("UNKNOWN_APPEARANCE", f"{kind} is no material or texture that is known")
            return
        self.coats.append(coat)

    def hang(self, theme: str, id: str, said: list[tuple[str, str]], targets: list[str]) -> None:
        """Add a material; said: the name and the text of each of its properties."""
        material = _material(id, tuple(said))
        if material is None:
            self._note("BACK_MATERIAL", "materials of back sides are not shown")
        else:
            self.coats.append(Coat(theme, material, targets=targets))

    def _parameters(self, target: Any, coat: Coat) -> None:
        """One target of a texture: of 1.0 and 2.0 by uri, of 3.0 in a TextureAssociation."""
        inner = target[0] if len(target) else self._linked(target)
        uri = target.get("uri") or ""
        if inner is not None and local_name(inner) == "TextureAssociation":
            uri = _text(inner, "target") or _text(inner, "uri")
            holder = next((e for e in inner if local_name(e) == "textureParameterization"), None)
            if holder is None:
                return
            inner = holder[0] if len(holder) else self._linked(holder)
        id = _bare(uri)
        if id:
            coat.targets.append(id)
        if inner is None:
            return
        if local_name(inner) == "TexCoordGen":
            matrix = _floats(_text(inner, "worldToTexture"))
            if len(matrix) == 12 and id:
                coat.matrices[id] = matrix
            return
        rings = [e.text or "" for e in inner if local_name(e) == "ring"]
        texts = [e for e in inner if local_name(e) == "textureCoordinates"]
        for number, e in enumerate(texts):
            ring = e.get("ring") or (rings[number] if number < len(rings) else "")
            coat.rings[_bare(ring)] = e.text or ""

    # pictures

    def _texture(self, data: Any) -> Texture:
        uri = _text(data, "imageURI")
        border = _floats(_text(data, "borderColor"))
        kind = _text(data, "textureType")
        wrap = _text(data, "wrapMode")
        return Texture(
            uri,
            self._path(uri),
            kind if kind in ("specific", "typical") else "unknown",
            wrap if wrap in ("none", "wrap", "mirror", "clamp", "border") else "none",
            _four([*border, 1.0] if len(border) == 3 else border, (0.0, 0.0, 0.0, 1.0)),
        )

    def _path(self, uri: str) -> str:
        """Where a picture lies, "" where there is none; never outside the file's own folder."""
        short = uri if len(uri) <= 100 else f"{uri[:99]}…"
        if "://" in uri:
            self._once("MISSING_TEXTURE", uri, f"the picture {short} is on the network, not here")
            return ""
        path = beside(self.folder, uri)
        if path is not None:
            return str(path)
        if leads_out(self.folder, uri):
            message = f"the picture {short} lies outside the file's folder; it is not opened"
            self._once("TEXTURE_REFUSED", uri, message)
        else:
            said = f"the picture {short} is missing" if uri else "a texture names no picture"
            self._once("MISSING_TEXTURE", uri, said)
        return ""

    def _once(self, code: str, uri: str, message: str) -> None:
        if uri not in self._told:
            self._told.add(uri)
            self.findings.append(Finding("warning", code, "", message))

    def _note(self, code: str, message: str) -> None:
        if code + message not in self._told:
            self._told.add(code + message)
            self.findings.append(Finding("note", code, "", message))

    def _georeferenced(self, data: Any, coat: Coat) -> None:
        """A picture that lies on the ground like a map: by world file, or by point and turn."""
        targets = [_bare(e.text or "") for e in data if local_name(e) == "target"]
        coat.targets = [id for id in targets if id]
        assert coat.texture
        turn = _floats(_text(data, "orientation"))
        point = next((e for e in data if local_name(e) == "referencePoint"), None)
        corner = [] if point is None else _floats("".join(point.itertext()))
        world = world_file(Path(coat.texture.path)) if coat.texture.path else []
        if world and (_text(data, "preferWorldFile") not in ("false", "0") or not turn):
            turn, corner = [world[0], world[2], world[1], world[3]], world[4:]
        size = _size(coat.texture.path)
        if len(turn) != 4 or len(corner) < 2 or not size:
            self._once(
                "TEXTURE_UNPLACED",
                coat.texture.uri + "#place",
                f"nothing says where on the ground the picture {coat.texture.uri} lies",
            )
            return
        matrix = _from_ground(turn, corner, size)
        if matrix:
            coat.matrices = dict.fromkeys(coat.targets, matrix)


def _from_ground(turn: list[float], corner: list[float], size: tuple[int, int]) -> list[float]:
    """World -> picture for a map whose pixel (column, row) lies at turn @ (column, row) + corner,
    as the twelve numbers of a TexCoordGen; the picture's v goes up from its lower edge."""
    a, b, c, d = turn
    det = a * d - b * c
    if not det:
        return []
    width, height = size
    column = [d / det, -b / det]
    row = [-c / det, a / det]
    left = -(column[0] * corner[0] + column[1] * corner[1]) + 0.5
    top = -(row[0] * corner[0] + row[1] * corner[1]) + 0.5
    return [
        *(column[0] / width, column[1] / width, 0.0, left / width),
        *(-row[0] / height, -row[1] / height, 0.0, 1 - top / height),
        *(0.0, 0.0, 0.0, 1.0),
    ]


def world_file(picture: Path) -> list[float]:
    """The six numbers of the world file beside a picture, [] where there is none."""
    suffix = picture.suffix
    short = f".{suffix[1:2]}{suffix[-1:]}w" if len(suffix) > 2 else ".wld"
    for name in (short, suffix + "w", ".wld"):
        path = picture.with_suffix(name)
        if path.is_file():
            found = _floats(path.read_text("ascii", "replace")[:1000])
            if len(found) == 6:
                return found
    return []


def _size(path: str) -> tuple[int, int] | None:
    from PIL import Image

    if not path:
        return None
    try:
        with Image.open(path) as picture:
            return picture.size
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


@lru_cache(maxsize=1024)  # the same few stand at every building
def _material(id: str, properties: tuple[tuple[str, str], ...]) -> Material | None:
    """A material by its properties, None for one of back sides."""
    said = {name: text.strip() for name, text in reversed(properties) if text}
    if said.get("isFront") in ("false", "0"):
        return None

    def colour(name: str, usual: tuple[float, float, float]) -> tuple[float, float, float]:
        found = _floats(said.get(name, ""))
        return (found[0], found[1], found[2]) if len(found) == 3 else usual

    def share(name: str, usual: float) -> float:
        found = _floats(said.get(name, ""))
        return found[0] if found else usual

    return Material(
        said.get("name", "") or id,
        colour("diffuseColor", (0.8, 0.8, 0.8)),
        colour("emissiveColor", (0.0, 0.0, 0.0)),
        colour("specularColor", (1.0, 1.0, 1.0)),
        share("ambientIntensity", 0.2),
        share("shininess", 0.2),
        share("transparency", 0.0),
        said.get("isSmooth") in ("true", "1"),
    )


def read_uv(texts: list[str]) -> list[UV]:
    """The texture coordinates of many rings, each (n, 2)."""
    if not texts:
        return []
    flat, cuts, _ = numbers(texts)
    return [flat[a : b - (b - a) % 2].reshape(-1, 2) for a, b in itertools.pairwise(cuts)]


def _four(found: list[float], usual: tuple[float, float, float, float]) -> Any:
    return tuple(found) if len(found) == 4 else usual


def _text(e: Any, name: str) -> str:
    return next(((x.text or "").strip() for x in e if local_name(x) == name), "")


def _bare(uri: str) -> str:
    return uri.strip().rpartition("#")[2]


def _link(e: Any) -> str:
    return _bare(e.get(HREF) or "")


def _floats(text: str) -> list[float]:
    try:
        return [float(word) for word in text.split()]
    except ValueError:
        return []
