"""Streets with their values as a file of means, which SUMO's own tools read too."""

from __future__ import annotations

import math
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np

from city.simulated.network import Network
from city.traffic.outcome import CO2, FLOW, LOST, NOX, SPEED

# the names of values there, and what ours are multiplied by to be in their units
# (Simulation/Output/Lane- or Edge-based Traffic Measures, ... Emissions Measures)
NAMES = {
    SPEED: ("speed", 1 / 3.6),
    FLOW: ("flow", 1.0),
    LOST: ("timeLoss", 3600.0),
    CO2: ("CO2_normed", 1.0),
    NOX: ("NOx_normed", 1.0),
}


def write(network: Network, path: Path, start: np.datetime64) -> None:
    """Write what was counted on each street in one interval; a street that is closed is left out.

    start: the moment that the seconds of the file count from.
    """
    begin, end = (
        float((one[0] - start) / np.timedelta64(1, "s")) for one in (network.times, network.until)
    )
    made = f"{np.datetime64('now', 's')} by {network.run.model} {network.run.version}"
    columns = [
        (name, (network.values[key][0].astype(np.float64) * factor).tolist())
        for key, (name, factor) in NAMES.items()
    ]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"<!-- generated on {made}\n-->\n<meandata>\n")
        file.write(f' <interval begin="{begin:g}" end="{end:g}" id="traffic">\n')
        for row, id in enumerate(network.links.ids):
            told = [(name, values[row]) for name, values in columns]
            words = [f'{name}="{value:.9g}"' for name, value in told if not math.isnan(value)]
            if words:
                file.write(f"  <edge id={quoteattr(id)} {' '.join(words)}/>\n")
        file.write(" </interval>\n</meandata>\n")
