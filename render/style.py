"""The look: plaster, pale ground, a calm sky, and colour only for what matters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from city.kinds import OTHER, theme
from city.legend import Legend
from city.palettes import OTHER_CLASS, POINT_CLASSES
from city.style import rgb
from render.face_colours import FaceColours

Colour = tuple[int, int, int]

SKY_TOP: Colour = (220, 229, 238)
SKY_LOW: Colour = (240, 243, 246)
NIGHT_TOP: Colour = (38, 46, 66)
NIGHT_LOW: Colour = (92, 98, 116)
GROUND: Colour = (242, 242, 239)
STEEP = 0.3  # of its colour that a cliff lacks; level ground is so pale that sunny banks glowed
EDGE: Colour = (52, 50, 52)
SHADOW: Colour = (38, 42, 54)

# The blue of the palette tells from plaster in every kind of colour vision.
SELECTED: Colour = (31, 119, 180)
SELECTED_OBJECT: Colour = (104, 168, 212)
CHOSEN: Colour = (242, 158, 56)  # many at once: orange tells from the one blue selection
HOVERED: Colour = (176, 208, 230)
MODULE: Colour = (32, 44, 82)  # mono-crystalline silicon
INK: Colour = (27, 31, 36)  # outlines of live things: they tell on plaster and in the sun
PALE: Colour = (250, 250, 250)  # around them, where they lie in shadow
ALERT: Colour = (176, 32, 32)  # the ring round what somebody should look at

# How opaque a given colour is says whether it shows instead of the source's own pictures too.
WINS, YIELDS = 255, 128

PLASTER: Colour = (233, 226, 219)
BY_THEME: dict[str, Colour] = {
    "Buildings": PLASTER,
    "Bridges": (222, 219, 214),
    "Tunnels": (210, 208, 206),
    "Transport": (204, 205, 206),
    "Vegetation": (201, 214, 190),
    "Water": (188, 208, 222),
    "Land use": (218, 222, 209),
    "Terrain": GROUND,
    "Furniture": (214, 210, 204),
    OTHER: (222, 217, 211),
}

# By the end of a surface's class name, so that an extension's ":GreenRoofSurface" is a roof too.
BY_SURFACE: dict[str, Colour] = {
    "RoofSurface": (230, 221, 214),
    "OuterCeilingSurface": (226, 221, 215),
    "OuterFloorSurface": (230, 225, 219),
    "WallSurface": (233, 226, 219),
    "GroundSurface": (214, 210, 205),
    "Window": (176, 196, 210),
    "WindowSurface": (176, 196, 210),
    "Door": (190, 168, 148),
    "DoorSurface": (190, 168, 148),
    "WaterSurface": (188, 208, 222),
    "WaterGroundSurface": (170, 190, 204),
    "AuxiliaryTrafficArea": (212, 217, 205),
    "TrafficArea": (204, 205, 206),
}

# Themes whose outlines are drawn; the others are ground, and lines on it would be noise.
OUTLINED = frozenset({"Buildings", "Bridges", "Tunnels", "Furniture", OTHER})

# What lies on the same ground: later ones win where two coincide.
GROUND_ORDER = ("Terrain", "Land use", "Vegetation", "Water", "Transport")


def themes_of(kinds: tuple[str, ...]) -> list[str]:
    """The theme of each kind."""
    return [theme(kind) for kind in kinds]


def object_colours(kinds: tuple[str, ...]) -> NDArray[np.uint8]:
    """(kinds, 3): the colour of objects of each kind."""
    colours = [BY_THEME[name] for name in themes_of(kinds)]
    return np.array(colours, np.uint8).reshape(-1, 3)


def surface_colours(kinds: tuple[str, ...]) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """(kinds, 3) and (kinds,): the colour of surfaces of each kind, and whether it has its own."""
    colours = np.zeros((len(kinds), 3), np.uint8)
    known = np.zeros(len(kinds), bool)
    for row, kind in enumerate(kinds):
        name = kind.rsplit(":", 1)[-1].lstrip("+")
        found = BY_SURFACE.get(name)
        if found is None:
            found = next((c for end, c in BY_SURFACE.items() if name.endswith(end)), None)
        if found is not None:
            colours[row], known[row] = found, True
    return colours, known


def class_colours(classes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(n, 3): the colour of points of each ASPRS class."""
    table = np.array([POINT_CLASSES.get(code, OTHER_CLASS) for code in range(256)], np.uint8)
    return np.asarray(table[classes])


def legend_colours(legend: Legend) -> tuple[NDArray[np.uint8] | None, FaceColours | None]:
    """What a legend's colours are to Scene.set_colours: those of its objects, or of its faces."""
    colours = [(0, 0, 0, 0), (*rgb(legend.style.missing), YIELDS)]  # OUTSIDE, NONE
    colours += [(*entry.colour, WINS) for entry in legend.entries]
    table = np.array(colours, np.uint8)
    number = legend.number + np.int16(2)
    if legend.faces is not None:
        return None, FaceColours(legend.faces, number, table)
    return np.asarray(table.view(np.uint32).ravel()[number]).view(np.uint8).reshape(-1, 4), None


def ground_colours(normals: NDArray[np.floating]) -> NDArray[np.uint8]:
    """(n, 3): bare ground by its normal (n, 3), the darker the steeper it is."""
    level = np.abs(normals[:, 2:])
    rise = np.sqrt(np.maximum(1 - level * level, 0))  # for each metre along it
    share = 1 - STEEP * rise / (rise + 0.5 * np.maximum(level, 1e-9))
    return np.asarray(np.round(np.array(GROUND) * share), np.uint8)
