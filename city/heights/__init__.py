"""Why does it float: what heights count from, how far things stand off the ground, and the mend."""

from city.heights.geoid import Level, levels_at, separation
from city.heights.ground import Ground, LiDAR, Tin
from city.heights.lift import lifted
from city.heights.offset import Offset, offset, verdict

__all__ = [
    "Ground",
    "Level",
    "LiDAR",
    "Offset",
    "Tin",
    "levels_at",
    "lifted",
    "offset",
    "separation",
    "verdict",
]
