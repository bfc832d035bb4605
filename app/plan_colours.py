"""The colours that plans have beside each other: apart for every eye, on light and on dark."""

from __future__ import annotations

from PySide6.QtGui import QColor

from app import theme

# The first after Okabe & Ito (2008); the others chosen to lie far from them for every eye. A test
# keeps that. More plans than colours begin again.
LIGHT = ("#0072b2", "#d55e00", "#009e73", "#59002d", "#0000a6", "#a60000")
DARK = ("#56b4e9", "#f0883e", "#f2e085", "#8c624d", "#4c63d9", "#8cffd9")


def plan_colour(place: int, baseline: bool = False) -> QColor:
    """The colour of a plan by its place among the plans; the baseline is grey."""
    colours = theme.current()
    if baseline:
        return QColor(colours.grey)
    among = DARK if QColor(colours.paper).lightness() < 128 else LIGHT
    return QColor(among[place % len(among)])
