"""Sets of colours that are well kept: who made each, and under which licence.

Facts only: the anchor colours as their authors publish them. What lies between the anchors of a
scale is interpolated; a set of colours for categories is taken from its front.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Use = Literal["sequential", "diverging", "qualitative"]


@dataclass(frozen=True, slots=True)
class Palette:
    """A named set of colours.

    anchors: "rrggbb" texts. use: what kind of values it is made for. safe: whether its colours stay
    apart for eyes without red, green or blue cones; a test keeps this true.
    """

    name: str
    use: Use
    anchors: tuple[str, ...]
    source: str
    licence: str
    safe: bool = True

    def colours(self, count: int, reversed: bool = False) -> NDArray[np.uint8]:
        """(count, 3): so many colours, evenly along a scale or from the front of a set.

        A set that has fewer colours begins again.
        """
        anchors = np.array([list(bytes.fromhex(a)) for a in self.anchors], np.float64)
        if not count:
            return np.zeros((0, 3), np.uint8)
        if self.use == "qualitative":
            front = np.round(anchors[: min(count, len(anchors))])
        else:
            low, high = SPAN.get(self.name, (0.0, 1.0))
            if self.use == "diverging" and count < len(anchors):
                low, high = 0.08, 0.92  # the darkest ends serve many classes only
            at = np.linspace(low, high, count) if count > 1 else np.array([(low + high) / 2])
            known = np.linspace(0, 1, len(anchors))
            front = np.round(np.stack([np.interp(at, known, c) for c in anchors.T], axis=1))
        return np.resize(front[:: -1 if reversed else 1], (count, 3)).astype(np.uint8)


# The near-white and near-black ends of some scales are lost on plaster, on paper and in shadow.
SPAN = {
    "viridis": (0.12, 1.0),
    "cividis": (0.06, 1.0),
    "magma": (0.2, 0.95),
    "Blues": (0.12, 1.0),
    "Greens": (0.12, 1.0),
    "Purples": (0.12, 1.0),
    "Oranges": (0.12, 1.0),
    "Greys": (0.12, 0.92),
    "Yellow to blue": (0.04, 1.0),
    "Yellow to red": (0.04, 1.0),
    "Yellow to brown": (0.04, 1.0),
}

_MATPLOTLIB = ("S. van der Walt, N. Smith: matplotlib's colour maps, 2015", "CC0-1.0")
_CIVIDIS = ("J. Nuñez, C. Anderton, R. Renslow: PLoS ONE 13(7), 2018", "CC0-1.0")
_BREWER = ("C. Brewer, M. Harrower: ColorBrewer 2.0", "Apache-2.0")
_OKABE = ("M. Okabe, K. Ito: Color Universal Design, 2008", "free to use")
_TOL = ("P. Tol: Colour Schemes, SRON/EPS/TN/09-002 issue 3.2, 2021", "BSD-3-Clause")


def _of(name: str, use: Use, anchors: str, told: tuple[str, str], safe: bool = True) -> Palette:
    return Palette(name, use, tuple(anchors.split()), *told, safe)


PALETTES: dict[str, Palette] = {
    palette.name: palette
    for palette in (
        _of(
            "viridis",
            "sequential",
            "440154 481a6c 472f7d 414487 39568c 31688e 2a788e 23888e"
            " 1f988b 22a884 35b779 54c568 7ad151 a5db36 d2e21b fde725",
            _MATPLOTLIB,
        ),
        _of(
            "cividis",
            "sequential",
            "00224e 002e6c 1e3a6f 35456c 47516c 575d6d 666970 757575"
            " 848279 948e77 a59c74 b7a96e c8b866 dbc75a eed649 fee838",
            _CIVIDIS,
        ),
        _of(
            "magma",
            "sequential",
            "000004 0b0924 20114b 3b0f70 57157e 721f81 8c2981 a8327d"
            " c43c75 de4968 f1605d fa7f5e fe9f6d febf84 fddea0 fcfdbf",
            _MATPLOTLIB,
        ),
        _of(
            "Yellow to blue",
            "sequential",
            "ffffd9 edf8b1 c7e9b4 7fcdbb 41b6c4 1d91c0 225ea8 253494 081d58",
            _BREWER,
        ),
        _of(
            "Yellow to red",
            "sequential",
            "ffffcc ffeda0 fed976 feb24c fd8d3c fc4e2a e31a1c bd0026 800026",
            _BREWER,
        ),
        _of(
            "Yellow to brown",
            "sequential",
            "ffffe5 fff7bc fee391 fec44f fe9929 ec7014 cc4c02 993404 662506",
            _BREWER,
        ),
        _of(
            "Blues",
            "sequential",
            "f7fbff deebf7 c6dbef 9ecae1 6baed6 4292c6 2171b5 08519c 08306b",
            _BREWER,
        ),
        _of(
            "Greens",
            "sequential",
            "f7fcf5 e5f5e0 c7e9c0 a1d99b 74c476 41ab5d 238b45 006d2c 00441b",
            _BREWER,
        ),
        _of(
            "Purples",
            "sequential",
            "fcfbfd efedf5 dadaeb bcbddc 9e9ac8 807dba 6a51a3 54278f 3f007d",
            _BREWER,
        ),
        _of(
            "Oranges",
            "sequential",
            "fff5eb fee6ce fdd0a2 fdae6b fd8d3c f16913 d94801 a63603 7f2704",
            _BREWER,
        ),
        _of(
            "Greys",
            "sequential",
            "ffffff f0f0f0 d9d9d9 bdbdbd 969696 737373 525252 252525 000000",
            _BREWER,
        ),
        _of(
            "Red to blue",
            "diverging",
            "67001f b2182b d6604d f4a582 fddbc7 f7f7f7 d1e5f0 92c5de 4393c3 2166ac 053061",
            _BREWER,
        ),
        _of(
            "Orange to purple",
            "diverging",
            "7f3b08 b35806 e08214 fdb863 fee0b6 f7f7f7 d8daeb b2abd2 8073ac 542788 2d004b",
            _BREWER,
        ),
        _of(
            "Brown to teal",
            "diverging",
            "543005 8c510a bf812d dfc27d f6e8c3 f5f5f5 c7eae5 80cdc1 35978f 01665e 003c30",
            _BREWER,
        ),
        _of(
            "Pink to green",
            "diverging",
            "8e0152 c51b7d de77ae f1b6da fde0ef f7f7f7 e6f5d0 b8e186 7fbc41 4d9221 276419",
            _BREWER,
        ),
        _of(
            "Okabe-Ito",
            "qualitative",
            "e69f00 56b4e9 009e73 f0e442 0072b2 d55e00 cc79a7 000000",
            _OKABE,
        ),
        _of(
            "Tol bright",
            "qualitative",
            "4477aa ee6677 228833 ccbb44 66ccee aa3377 bbbbbb",
            _TOL,
        ),
        _of(
            "Tol muted",
            "qualitative",
            "cc6677 332288 ddcc77 117733 88ccee 882255 44aa99 999933 aa4499",
            _TOL,
        ),
        _of(
            "Tol light",
            "qualitative",
            "77aadd ee8866 eedd88 ffaabb 99ddff 44bb99 bbcc33 aaaa00 dddddd",
            _TOL,
        ),
        _of(
            "Brewer Set2",
            "qualitative",
            "66c2a5 fc8d62 8da0cb e78ac3 a6d854 ffd92f e5c494 b3b3b3",
            _BREWER,
            safe=False,
        ),
        _of(
            "Brewer Paired",
            "qualitative",
            "a6cee3 1f78b4 b2df8a 33a02c fb9a99 e31a1c fdbf6f ff7f00 cab2d6 6a3d9a ffff99 b15928",
            _BREWER,
            safe=False,
        ),
    )
}

DEFAULT = {"sequential": "viridis", "diverging": "Orange to purple", "qualitative": "Tol light"}

# ASPRS LAS 1.4 classes, muted; the ones that planners compare keep apart in lightness too.
POINT_CLASSES: dict[int, tuple[int, int, int]] = {
    0: (190, 188, 185),
    1: (190, 188, 185),
    2: (205, 198, 184),
    3: (196, 210, 176),
    4: (164, 190, 148),
    5: (124, 162, 118),
    6: (226, 190, 168),
    7: (206, 150, 160),
    9: (150, 186, 214),
    10: (150, 140, 150),
    11: (176, 176, 180),
    13: (110, 120, 150),
    14: (110, 120, 150),
    15: (130, 120, 140),
    17: (200, 184, 150),
    18: (206, 150, 160),
    26: (140, 124, 176),
}
OTHER_CLASS = (190, 188, 185)
