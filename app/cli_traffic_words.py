"""What `maquette traffic` says: all trips together, and the streets that change most."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from app.traffic.running import Traffic
from city.edits.edit import count
from city.simulated.network import Network
from city.traffic.compare import change_of
from city.traffic.outcome import DELAY, FLOW, SPEED, VARIABLES, Totals
from city.traffic.question import Question

MOST = 10  # streets that are told of
# What is told of all trips: words, unit, how many decimals
TOTALS: tuple[tuple[str, str, int, Callable[[Totals], float]], ...] = (
    ("Trips", "", 0, lambda of: of.trips),
    ("  arrived", "", 0, lambda of: of.arrived),
    ("  still under way", "", 0, lambda of: of.under_way),
    ("  without a way", "", 0, lambda of: of.no_way),
    ("Times stuck for minutes", "", 0, lambda of: of.jammed),
    ("Time driven", "h", 2, lambda of: of.hours),
    ("Distance driven", "km", 1, lambda of: of.kilometres),
    ("Time of a trip", "s", 1, lambda of: of.duration),
    ("Delay of a trip", "s", 1, lambda of: of.delay),
    ("CO2", "kg", 1, lambda of: of.co2),
    ("NOx", "kg", 3, lambda of: of.nox),
)


def page(found: Traffic, question: Question, network: str, name: str) -> str:
    """For people. name: of the plan, "" where there is none."""
    begin, end = (str(one)[:16].replace("T", " ") for one in (question.begin, question.end))
    lines = [f"Traffic on {network}, {begin} to {end} UTC (SUMO {found.engine.version})", ""]
    plan = found.plan
    lines += _table(totals(found.baseline.totals, plan.totals if plan is not None else None, name))
    if plan is not None and found.change is not None:
        lines += _works(found)
        lines += ["", f"Streets whose flow changes most: vehicles an hour, of these in {name}"]
        lines += _table(_most(found.change, plan.network))
    else:
        lines += ["", "Streets with the most traffic"]
        lines += _table(_busiest(found.baseline.network))
    return "\n".join(lines)


def totals(before: Totals, after: Totals | None, name: str) -> list[list[str]]:
    """All trips together, a row for each number beneath one of heads: of the city as it is, and
    where there is a plan, called `name`, of that and what it changes."""
    rows = [["", "Baseline", *([name, "Change"] if after is not None else [])]]
    for words, unit, digits, of in TOTALS:
        values = [of(before)]
        if after is not None:
            values += [of(after), of(after) - of(before)]
        said = [f"{value:,.{digits}f}" for value in values]
        if after is not None and values[2] > 0:
            said[2] = f"+{said[2]}"
        rows.append([f"{words} ({unit})" if unit else words, *said])
    return rows


def _table(rows: list[list[str]]) -> list[str]:
    wide = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return [
        "  ".join(
            [row[0].ljust(wide[0]), *(c.rjust(w) for c, w in zip(row[1:], wide[1:], strict=True))]
        )
        for row in rows
    ]


def _works(found: Traffic) -> list[str]:
    works = found.works
    lines = []
    if works.closed:
        ids = list(works.closed)
        more = f" and {len(ids) - MOST:,} more" if len(ids) > MOST else ""
        lines += ["", f"Closed, so without a value: {', '.join(ids[:MOST])}{more}"]
    if works.limits:
        many = count(len(works.limits), "street")
        lines += ["", f"With another speed limit: {many}"]
    if works.new:
        lines += ["", f"New: {', '.join(one.id for one in works.new[:MOST])}"]
    return lines


def _most(change: Network, plan: Network) -> list[list[str]]:
    values = {key: change.values[change_of(key)][0] for key in (FLOW, SPEED, DELAY)}
    order = np.argsort(-np.abs(np.nan_to_num(values[FLOW])), kind="stable")[:MOST]
    rows = [["Street", "Flow", "Change", "Speed (km/h)", "Delay (s)"]]
    for row in order.tolist():
        told = [_signed(values[key][row]) for key in (FLOW, SPEED, DELAY)]
        rows.append([change.links.ids[row], _number(plan.values[FLOW][0, row]), *told])
    return rows


def _busiest(network: Network) -> list[list[str]]:
    values = [network.values[key][0] for key in (FLOW, SPEED, DELAY)]
    order = np.argsort(-np.nan_to_num(values[0]), kind="stable")[:MOST]
    heads = ["Street", "Vehicles an hour", "Speed (km/h)", "Delay (s)"]
    told = ([network.links.ids[row], *(_number(one[row]) for one in values)] for row in order)
    return [heads, *told]


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:,.1f}"


def _signed(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:+,.1f}" if value else "0"


def plain(found: Traffic, question: Question, network: str, name: str) -> dict[str, Any]:
    """As --json prints it; null where there is no value."""
    states = {"baseline": found.baseline, **({"plan": found.plan} if found.plan else {})}
    return {
        "network": network,
        "engine": f"SUMO {found.engine.version}",
        "from": f"{question.begin}Z",
        "to": f"{question.end}Z",
        "seed": question.seed,
        "plan": name or None,
        "closed": dict(found.works.closed),
        "limits_km_h": {id: speed * 3.6 for id, speed in found.works.limits.items()},
        "new": [one.id for one in found.works.new],
        "units": {one.key: one.unit for one in VARIABLES},
        "totals": {state: _totals(of.totals) for state, of in states.items()},
        "streets": {
            **{state: _streets(of.network) for state, of in states.items()},
            **({"change": _streets(found.change)} if found.change else {}),
        },
    }


def _totals(of: Totals) -> dict[str, float | int | None]:
    return {
        "trips": of.trips,
        "arrived": of.arrived,
        "under_way": of.under_way,
        "no_way": of.no_way,
        "jammed": of.jammed,
        "hours": of.hours,
        "hours_lost": of.lost,
        "hours_waited": of.waited,
        "kilometres": of.kilometres,
        "duration_s": _known(of.duration),
        "delay_s": _known(of.delay),
        "co2_kg": of.co2,
        "nox_kg": of.nox,
    }


def _streets(network: Network) -> dict[str, dict[str, Any]]:
    values = {one.key: network.values[one.key][0].tolist() for one in network.variables}
    return {
        id: {"kind": kind, **{key: _known(column[row]) for key, column in values.items()}}
        for row, (id, kind) in enumerate(zip(network.links.ids, network.links.kinds, strict=True))
    }


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
