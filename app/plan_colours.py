"""The colours that plans have beside each other: apart for every eye, on light and on dark."""

from __future__ import annotations

from PySide6.QtGui import QColor

from app import theme

# After Okabe & Ito (2008) and Tol (2021), darkened where white would swallow them.
LIGHT = ("#0072b2", "#d55e00", "#009e73", "#8c4fa0", "#a67c00", "#332288", "#882255", "#3a8a9e")
DARK = ("#56b4e9", "#f0883e", "#8fd694", "#c792d8", "#e0b83e", "#9b8cff", "#e06c9f", "#7fd3e0")


def plan_colour(place: int, baseline: bool = False) -> QColor:
    """The colour of a plan by its place among the plans; the baseline is grey."""
    colours = theme.current()
    if baseline:
        return QColor(colours.grey)
    among = DARK if QColor(colours.paper).lightness() < 128 else LIGHT
    return QColor(among[place % len(among)])
