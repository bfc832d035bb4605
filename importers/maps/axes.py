"""Which coordinate of a system comes first."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=64)
def north_first(crs: str) -> bool:
    """Whether a system names the north or the latitude before the east, as its registry says.

    Raises ValueError for a system that nobody knows.
    """
    import pyproj

    try:
        axes = pyproj.CRS.from_user_input(crs).axis_info
    except pyproj.exceptions.CRSError as fault:
        raise ValueError(f"{crs} is not a known coordinate system") from fault
    return bool(axes) and axes[0].direction.lower() in ("north", "south")
