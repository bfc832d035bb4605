"""What the results of a model hold, told without a window."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import Any

from app.cli_terminal import Meter
from app.summary import doctor, findings, table
from app.wording import visible
from city.crs import part_title
from importers.simulated import Options, describe, read
from importers.simulated.results import Results

HEIGHTS = 6  # that are told one by one
SHAPES = {
    "grid": "{columns:,} x {rows:,} cells",
    "mesh": "{faces:,} faces over {nodes:,} nodes",
    "volume": "{cells:,} cells over {nodes:,} nodes",
    "points": "{points:,} places",
    "network": "{lines:,} lines between {places:,} places, {areas:,} areas",
    "moving": "{things:,} that move, {places:,} places",
    "told": "{values:,} values of {things:,}",
}
SORTS = ("fields", "networks", "moving", "told")


def tell(asked: Namespace) -> None:
    """Print what `maquette info` says of results."""
    options = Options(
        asked.crs,
        units=dict(asked.unit),
        start=asked.start,
        network=asked.network,
        columns=dict(asked.column),
    )
    with Meter() as progress:
        results = read(asked.paths[0], options, progress)
    if asked.json:
        found = {**describe(results), "doctor": doctor(results.report)}
        print(json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print(visible(page(str(asked.paths[0]), results)))


def page(name: str, results: Results) -> str:
    """The same for people."""
    found = describe(results)
    crs = found["crs"]
    lines = [name, ""]
    lines += table(
        [
            ("Format", found["format"]),
            ("Coordinates", part_title(crs["horizontal"]) if crs["horizontal"] else "not given"),
        ]
    )
    for one in (one for sort in SORTS for one in found[sort]):
        lines += ["", one["title"], *table([(a, b) for a, b in _facts(one) if b])]
    return "\n".join([*lines, *findings(results.report)])


def _facts(one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    run = one["run"]
    model = " ".join(part for part in (run["model"], run["version"]) if part)
    yield "Origin", f"{one['badge']}" + (f" by {model}" if model else "")
    yield "Run", run["title"]
    yield "Computed", (run["computed"] or "").replace("T", " ")[:16]
    yield "Licence", run["licence"] or ""
    yield "By", run["attribution"] or ""
    yield "Shape", SHAPES[one["shape"]["kind"]].format(**one["shape"])
    yield "Kinds", ", ".join(f"{kind} ({n:,})" for kind, n in one.get("kinds", {}).items() if kind)
    if one.get("extent"):
        low, high = one["extent"]["min"], one["extent"]["max"]
        yield "East", f"{low[0]:,.1f} to {high[0]:,.1f}"
        yield "North", f"{low[1]:,.1f} to {high[1]:,.1f}"
    if one["from"]:
        first, last = (one[key].replace("T", " ")[:16] for key in ("from", "until"))
        count = one.get("steps", 0)
        steps = f"{count:,} steps, " if count > 1 else "1 step, " if count else ""
        yield "Time", f"{steps}{first} to {last} UTC"
    yield "Heights", _heights(one.get("levels"))
    for at, variable in enumerate(one["variables"]):
        unit = "" if variable["unit"] in ("", "1") else f" ({variable['unit']})"
        same = variable["name"] == variable["title"]
        named = "" if same else f", {variable['name']} in the file"
        yield "" if at else "Computed is", variable["title"] + unit + named


def _heights(levels: Mapping[str, Any] | None) -> str:
    if levels is None:
        return ""
    told = [f"{height:g}" for height in levels["heights"]]
    shown = told if len(told) <= HEIGHTS else [told[0], told[1], "...", told[-1]]
    above = {"ground": " above the ground", "datum": " above the datum"}.get(levels["above"], "")
    unit = "" if levels["unit"] == "1" else f" {levels['unit']}"
    return f"{len(told)}: {', '.join(shown)}{unit}{above}"
