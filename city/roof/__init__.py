"""Roofs over any footprint: flat, gable, hip, pyramid, shed and mansard."""

from city.roof.massing import Roof, Shape, built, massing
from city.roof.solid import prisms

__all__ = ["Roof", "Shape", "built", "massing", "prisms"]
