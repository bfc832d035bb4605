"""Streets with their values as a table: a line for each, a column for each value of each run."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

from city.simulated.network import Network


def write(states: Sequence[tuple[str, Network]], path: Path) -> None:
    """Write networks of one interval beside each other, each with the name of its state, for the
    streets of the last of them; nothing stands where there is no value."""
    last = states[-1][1]
    titles, columns = ["street", "kind"], []
    for state, network in states:
        rows = {id: row for row, id in enumerate(network.links.ids)}
        at = [rows.get(id, -1) for id in last.links.ids]
        for one in network.variables:
            title = one.key if one.key.endswith(state) else f"{one.key} {state}"
            titles.append(f"{title} ({one.unit})")
            values = [*network.values[one.key][0].tolist(), math.nan]
            columns.append(["" if math.isnan(values[k]) else f"{values[k]:.6g}" for k in at])
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(titles)
        lines.writerows(zip(last.links.ids, last.links.kinds, *columns, strict=True))
