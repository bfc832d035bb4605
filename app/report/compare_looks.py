"""From where the plans of a report are seen: the same for all of them, around what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.difference_layers import MOST
from app.report import framing
from app.report.framing import Framing, aslant, from_above
from app.report.words import amount
from app.two_plans import TwoPlans
from city.compare import Difference
from city.project import Eye, ProjectError, Viewpoint
from exporters.paper.content import GAP
from exporters.paper.sheet import Sheet

F64 = NDArray[np.float64]
FIXED = 6.5  # mm for each point of the text that is on a page besides its pictures
MORE = 4.0  # the same for each view more that is on it
SHAPE = 0.75  # of a saved view, height to width
WIDER = 0.15  # of what differs, on each side, that is seen around it
LEAST = 60.0  # metres across that a picture shows
TOWARDS = 45.0  # degrees clockwise from north that one looks to, from the south-west
MOST_VIEWS = 4  # saved views that are shown where nobody names any


@dataclass(frozen=True, slots=True)
class Look:
    """A view that all plans are seen in. size: pixels. framing: None for a saved view."""

    name: str
    about: str
    eye: Eye
    size: tuple[int, int]
    framing: Framing | None = None


def looks_of(
    two: TwoPlans, box: F64, room: tuple[float, float], paper: str, names: Sequence[str]
) -> tuple[list[Look], list[str]]:
    """The views that are shown, and what is to be told of those that are not. box: (2, 3) that is
    seen, where no view is kept. room: mm across and down that a picture has."""
    wide, high = room
    kept, told = _saved(two, names)
    looks = []
    for view, eye in kept:
        size = (round(wide * framing.FINE), round(min(high, SHAPE * wide) * framing.FINE))
        about = "A view that the project keeps."
        looks.append(Look(f"View: {view.name}", about, eye, size))
    if not looks:
        over = aslant(box, TOWARDS, wide, high)
        about = "Seen from the south-west; in a parallel view lengths are alike near and far."
        looks.append(Look("From the south-west", about, over.eye, over.size, over))
    above = from_above(box, wide, high, full=True)
    about = f"North up, 1 : {amount(above.ratio)} on {paper}."
    looks.append(Look("From above", about, above.eye, above.size, above))
    return looks, told


def _saved(two: TwoPlans, names: Sequence[str]) -> tuple[list[tuple[Viewpoint, Eye]], list[str]]:
    """The saved views, as eyes over the city. ProjectError for one that is named in vain."""
    views = two.contents.views
    by_name = {one.name.casefold(): one for one in views}
    for name in names:
        if name.casefold() not in by_name:
            known = ", ".join(one.name for one in views) or "none"
            raise ProjectError(
                f"{two.project}: there is no view called {name}; its views are: {known}"
            )
    asked = [by_name[name.casefold()] for name in names] or list(views[:MOST_VIEWS])
    found, told = [], []
    for view in asked:
        try:
            found.append((view, view.eye.in_frame(two.base.frame)))
        except ValueError as fault:
            told.append(f"The view {view.name} cannot be drawn: {fault}.")
    if not names and len(views) > MOST_VIEWS:
        told.append(
            f"The project keeps {len(views)} views, of which the first {MOST_VIEWS} are shown; "
            "others are shown with --view NAME."
        )
    return found, told


def columns(sheet: Sheet, pictures: int) -> int:
    """How many of the pictures of a page stand beside each other."""
    return 3 if sheet.strip and pictures == 3 else 2


def cell(sheet: Sheet, pictures: int) -> tuple[float, float]:
    """How wide and how high each picture is at most, in mm, so that all are on one page."""
    many = columns(sheet, pictures)
    wide = (sheet.measure + GAP) / many - GAP
    more = MORE * sheet.letter if many > 2 else 0.0  # a second view has a heading and a legend
    return wide, min((below(sheet) - more) / 2, wide)


def below(sheet: Sheet) -> float:
    """How high all pictures of a page are together at most, in mm."""
    return sheet.height - sheet.top - sheet.bottom - FIXED * sheet.letter


def box_of(two: TwoPlans) -> F64:
    """(2, 3): what differs, with some of what is around it; the city where that is nothing, or
    much."""
    bodies = bodies_of(two.difference) if len(two.difference) <= MOST else []
    if bodies:
        box = np.stack(
            [np.min([b.min(0) for b in bodies], 0), np.max([b.max(0) for b in bodies], 0)]
        )
    else:
        box = whole(two)
    size = float(max((box[1] - box[0])[:2].max(), LEAST))
    box[0, :2] -= WIDER * size
    box[1, :2] += WIDER * size
    short = np.maximum(LEAST - (box[1] - box[0])[:2], 0.0) / 2
    box[0, :2] -= short
    box[1, :2] += short
    return box


def whole(two: TwoPlans) -> F64:
    """(2, 3): around all that stands and lies in the city."""
    corners = []
    for city in two.base.cities:
        for shapes in city.shapes.values():
            if len(shapes.points):
                corners += [shapes.points.min(0), shapes.points.max(0)]
    for ground in two.base.terrains:
        rows, columns = ground.heights.shape
        low, high = float(np.nanmin(ground.heights)), float(np.nanmax(ground.heights))
        east, south = ground.west + columns * ground.step[0], ground.north - rows * ground.step[1]
        corners += [np.array([ground.west, south, low]), np.array([east, ground.north, high])]
    if not corners:
        return np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    return np.stack([np.min(corners, 0), np.max(corners, 0)]).astype(np.float64)


def bodies_of(difference: Difference) -> list[F64]:
    """(n, 3) the corners of each thing that differs, as it was and as it is."""
    found = []
    for row in range(len(difference)):
        for side in (0, 1):
            body = difference.body(row, side)
            if body is not None and len(body):
                found.append(body.points)
    return found
