"""How colours look to eyes that miss a kind of cone, and how far apart two colours seem."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Bytes = NDArray[np.uint8]

# Machado, Oliveira, Fernandes: "A physiologically-based model for simulation of color vision
# deficiency", IEEE TVCG 15(6), 2009, table 1 at severity 1; on linear RGB. Greyscale: the
# luminance of IEC 61966-2-1 (sRGB).
SIGHT: dict[str, F64] = {
    "Protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "Deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "Tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
    "Greyscale": np.array([[0.2126, 0.7152, 0.0722]] * 3),
}

STEPS = 4096  # of linear light, finer than any step of sRGB


def linear(colours: NDArray[np.number]) -> F64:
    """sRGB from 0 to 255 as linear light from 0 to 1 (IEC 61966-2-1)."""
    share = np.asarray(colours, np.float64) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def gamma(light: F64) -> F64:
    """Linear light from 0 to 1 as sRGB from 0 to 255; what is out of range is cut off."""
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055) * 255


_LINEAR = linear(np.arange(256)).astype(np.float32)
_BYTES = np.round(gamma(np.arange(STEPS) / (STEPS - 1))).astype(np.uint8)


def seen(colours: Bytes, sight: str) -> Bytes:
    """Colours (..., 3) uint8 as they look to one of SIGHT; quick enough for a whole picture."""
    flat = _LINEAR[colours.reshape(-1, 3)]
    light = flat @ (SIGHT[sight].T * (STEPS - 1)).astype(np.float32)
    np.clip(light + np.float32(0.5), 0, STEPS - 1, out=light)
    return np.asarray(_BYTES[light.astype(np.uint16)]).reshape(colours.shape)


def lab(colours: NDArray[np.number]) -> F64:
    """sRGB (..., 3) from 0 to 255 as CIELAB under D65 (CIE 15:2018)."""
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    xyz = linear(colours) @ to_xyz.T / [0.95047, 1.0, 1.08883]
    root = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def difference(one: F64, other: F64) -> F64:
    """CIEDE2000 between colours (..., 3) in CIELAB; 1 is about what an eye can just tell.

    Sharma, Wu, Dalal: "The CIEDE2000 color-difference formula", Color Res. Appl. 30(1), 2005.
    """
    (l1, a1, b1), (l2, a2, b2) = np.moveaxis(one, -1, 0), np.moveaxis(other, -1, 0)
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25.0**7))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    grey = c1 * c2 == 0
    turn = (h2 - h1 + 180) % 360 - 180
    turn = np.where(grey, 0, np.where((turn == -180) & (h2 > h1), 180, turn))
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    far = np.abs(h1 - h2) > 180
    hue = (h1 + h2 + np.where(far, np.where(h1 + h2 < 360, 360, -360), 0)) / 2
    hue = np.where(grey, h1 + h2, hue)

    def cosine(times: float, shift: float) -> F64:
        return np.asarray(np.cos(np.radians(times * hue + shift)))

    t = 1 - 0.17 * cosine(1, -30) + 0.24 * cosine(2, 0) + 0.32 * cosine(3, 6)
    t = t - 0.20 * cosine(4, -63)
    sl = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    angle = np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))
    rt = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(angle)
    parts = (dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh)
    return np.asarray(np.sqrt(np.maximum(parts, 0)))
