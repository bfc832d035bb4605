"""Ways to look at a town, as plain numbers."""

import numpy as np

from render.tree import View

EVERYTHING = np.array([[0.0, 0, 0, 1]])


def view_from(x, y, z, pixel=0.001, planes=EVERYTHING, **choices):
    """A view that sees everything, from a place; pixel: metres per pixel at one metre."""
    return View(np.array([x, y, z], float), pixel, 1.0, planes, **choices)
