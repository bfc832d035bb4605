"""Trips as SUMO takes them."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

from city.traffic.trips import Trips


def write(trips: Trips, path: Path) -> None:
    """Write the trips between junctions; each finds its way when it sets out."""
    told = zip(trips.depart.tolist(), trips.start, trips.end, strict=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<routes>\n <vType id="car" vClass="passenger"/>\n')
        for number, (depart, start, end) in enumerate(told):
            file.write(
                f' <trip id="{number}" type="car" depart="{depart:.2f}" departLane="best" '
                f"fromJunction={quoteattr(start)} toJunction={quoteattr(end)}/>\n"
            )
        file.write("</routes>\n")
