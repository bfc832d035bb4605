"""Paints a legend into the corner of a picture that was drawn without a window."""

from __future__ import annotations

import os
import sys
import unicodedata
from pathlib import Path

from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QImage, QPainter

from app.legend_picture import LegendSketch, Line, paint_card
from app.theme import LIGHT

USUAL = 900  # rows of a picture in which the legend is as large as in the window
EDGE = 16  # pixels to the picture's sides, at that size
INVISIBLE = ("Cc", "Cf", "Mn")  # categories of Unicode that have no box of their own
MANY = 12  # letters that are told


def drawing() -> None:
    """Let Qt paint pictures where there is no window, nor perhaps a screen."""
    if QGuiApplication.instance() is None:
        screen = sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY")
        if not screen and not os.environ.get("WAYLAND_DISPLAY"):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        QGuiApplication(["maquette"])


def add_legend(path: Path, lines: list[Line]) -> list[str]:
    """Paint a legend into a picture file, in its lower left corner; returns what is to be told."""
    drawing()
    picture = QImage(str(path))
    scale = max(picture.height() / USUAL, 0.5)
    font = QFont(QGuiApplication.font())
    font.setPixelSize(13)
    high = LegendSketch(lines, font).height
    painter = QPainter(picture)
    painter.scale(scale, scale)
    painter.translate(EDGE, picture.height() / scale - EDGE - high)
    paint_card(painter, lines, LIGHT, font)
    painter.end()
    picture.save(str(path))
    return _told(unknown_letters(lines, font))


def unknown_letters(lines: list[Line], font: QFont) -> str:
    """The letters of a legend that no font on this machine has, such as those of Japanese names."""
    metrics = QFontMetrics(font)
    letters = dict.fromkeys(letter for line in lines for letter in line.text)
    seen = (letter for letter in letters if unicodedata.category(letter) not in INVISIBLE)
    return "".join(letter for letter in seen if not metrics.inFontUcs4(ord(letter)))


def _told(unknown: str) -> list[str]:
    if not unknown:
        return []
    some = unknown if len(unknown) <= MANY else f"{unknown[:MANY]}…"
    return [f"no font on this machine has {some}: the legend shows boxes; install one that has"]
