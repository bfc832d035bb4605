"""A city's frame -> the name of its coordinate system, as CityJSON writes it (section 5.1)."""

from __future__ import annotations

from city.frame import Frame

EPSG = "https://www.opengis.net/def/crs/EPSG/0/"


def reference_system(frame: Frame) -> str:
    """The URL of the system, heights included; "" for one without a code."""
    horizontal, vertical = (
        part.removeprefix("EPSG:") for part in (frame.horizontal, frame.vertical)
    )
    if not horizontal.isdigit():
        return ""
    if not vertical.isdigit():
        return EPSG + horizontal
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        both = CRS(f"EPSG:{horizontal}+{vertical}").to_epsg()
    except CRSError:
        both = None
    if both:
        return f"{EPSG}{both}"
    return f"https://www.opengis.net/def/crs-compound?1={EPSG}{horizontal}&2={EPSG}{vertical}"
