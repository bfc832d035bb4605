"""Things that move: a place that changes is measured like everything else."""

from __future__ import annotations

from city.series import Measurand

LONGITUDE = Measurand("longitude", "°")
LATITUDE = Measurand("latitude", "°")
HEADING = Measurand("heading", "°")  # clockwise from north
