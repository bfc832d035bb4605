"""One picture of a study over the city, with its legend: for a page, a slide or a README."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from app.legend_on_picture import add_legend
from app.on_the_table import Study
from app.report.case import year_of
from app.report.stage import Stage
from app.study_layer import colours_in, study_lines
from city.layer import Layer
from city.project import Eye
from city.view import View

SIZE = (1600, 900)
TOWARDS, DOWN = 20.0, 35.0  # degrees that one looks: clockwise from north, and under the horizon
ANGLE = 30.0  # degrees that the picture is high
FULL = 0.95  # of the picture's width and height that the study's box may take
NEAREST = 30.0  # metres


def draw_study(view: View, layer: Layer, of: str, path: Path) -> None:
    """Draw the first quantity of a layer over the city as a view has it. of: whose it is.

    Raises OSError where the picture cannot be written.
    """
    from PIL import Image

    study = Study(layer, layer.quantities[0].key, of)
    colours = colours_in(layer, study.quantity)
    stage = Stage([view], year_of(layer.settings, date.today()))
    try:
        stage.lay(layer, colours)
        pixels = stage.picture(eye_over(layer), SIZE)
    finally:
        stage.close()
    Image.fromarray(np.ascontiguousarray(pixels[..., :3])).save(path)
    add_legend(path, study_lines(study, colours))


def eye_over(layer: Layer) -> Eye:
    """From where all of a layer is seen, aslant from the south."""
    points = layer.samples.points
    low, high = points.min(0), points.max(0)
    towards, down = np.radians([TOWARDS, DOWN])
    level = np.array([np.sin(towards), np.cos(towards), 0.0])
    ahead = level * np.cos(down) - [0, 0, np.sin(down)]
    right = np.array([level[1], -level[0], 0.0])
    focus = (low + high) / 2
    corners = np.stack(np.meshgrid(*np.stack([low, high]).T), axis=-1).reshape(-1, 3) - focus
    x, y, z = np.stack([right, np.cross(right, ahead), ahead]) @ corners.T
    steep = np.tan(np.radians(ANGLE / 2)) * FULL
    wide = steep * SIZE[0] / SIZE[1]
    away = float(np.maximum(np.abs(y) / steep - z, np.abs(x) / wide - z).max())
    position = focus - ahead * max(away, NEAREST)
    east, north, up = position.tolist()
    return Eye((east, north, up), tuple(focus.tolist()), (0.0, 0.0, 1.0), ANGLE)
