"""What `maquette simulate` says: which simulations there are, what can be set, what came out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.wording import visible
from city.layer import Layer
from city.layer_summary import buildings, summary
from city.simulate.days import clock_text
from city.simulate.parameters import Parameter
from city.simulate.simulation import Simulation

ABOUT = ("method", "source", "limits", "accuracy")


def listed(found: Sequence[Simulation], as_json: bool) -> str:
    """The simulations that there are."""
    if as_json:
        return _json([{"name": s.name, "title": s.title, "about": s.about} for s in found])
    wide = max(len(one.name) for one in found)
    lines = [f"  {one.name:<{wide}}  {one.title}: {one.about}" for one in found]
    tail = "What can be set: maquette simulate NAME --describe"
    return visible("\n".join(["Simulations", *lines, "", tail]))


def described(simulation: Simulation, as_json: bool) -> str:
    """What a simulation can be asked with, how it computes, and what is to be known of it."""
    if as_json:
        said = {name: getattr(simulation, name) for name in ("name", "title", "about", *ABOUT)}
        settings = [{**asdict(p), "allowed": p.allowed()} for p in simulation.parameters]
        return _json({**said, "parameters": settings})
    lines = [f"{simulation.title}: {simulation.about}", "", "Settings (--set key=value)"]
    for one in simulation.parameters:
        lines += _setting(one)
    for name in ABOUT:
        if getattr(simulation, name):
            lines += ["", name.capitalize(), f"  {getattr(simulation, name)}"]
    return visible("\n".join(lines))


def _setting(one: Parameter) -> list[str]:
    usual = f"; {_default(one.default) or 'empty'} unless set"
    lines = [f"  {one.key:<12} {one.title}: {one.allowed()}{usual}"]
    lines += [f"{'':<15}{key or 'empty'}: {title}" for key, title in one.choices]
    return [*lines, f"{'':<15}({one.about})"] if one.about else lines


def _default(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return ",".join(value) if isinstance(value, list) else str(value)


def numbers(layer: Layer) -> dict[str, Any]:
    """A layer as plain values: its facts, the hash of all values, by sort of place, by building."""
    facts: dict[str, str] = {}
    for name, word in layer.facts:
        facts[name] = f"{facts[name]}; {word}" if name in facts else word
    told = {"facts": facts, "result": layer.digest()}
    return {**told, "statistics": summary(layer), "buildings": buildings(layer)}


def page(said: Mapping[str, Any]) -> str:
    """An answer for people."""
    lines = [f"{said['title']}  ({said['scenario']})", ""]
    if said["unchanged"]:
        when = said["unchanged"][:16].replace("T", " ")
        lines += [f"Unchanged: nothing that it follows from is other than on {when} UTC.", ""]
    lines += [*_told(said), "", f"Result {said['result']}"]
    if "difference" in said:
        lines += ["", f"Difference to {said['against']}", "", *_told(said["difference"])]
        lines += ["", f"Result {said['difference']['result']}"]
    return visible("\n".join(lines))


def _told(said: Mapping[str, Any]) -> list[str]:
    lines = [f"  {name}: {word}" for name, word in said["facts"].items()]
    title = ""
    for one in said["statistics"]:
        if one["title"] != title:
            title = one["title"]
            unit = one["unit"] if one["unit"] != "clock" else ""
            lines += ["", f"{title} [{unit}]" if unit else title]
        lines.append(f"  {one['on']:<10} {one['count']:>10,} places  {_figures(one)}")
    return lines


def _figures(one: Mapping[str, Any]) -> str:
    if "classes" in one:
        return ", ".join(f"{name} {area:,.0f} m²" for name, area in one["classes"].items())
    if one["mean"] is None:
        return "no values"
    middle = one["quantiles"]["0.5"]
    names = ("mean", one["mean"]), ("from", one["min"]), ("middle", middle), ("to", one["max"])
    told = clock_text if one["unit"] == "clock" else "{:,.2f}".format
    return "  ".join(f"{name} {told(value)}" for name, value in names)


def _json(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False, allow_nan=False, indent=1)
