"""What the legend says of results of models: what is shown, of which moment, whose it is."""

from __future__ import annotations

import numpy as np

from app.legend_picture import Line
from app.live.words import moment_words
from app.simulated.layer import Result
from app.simulated.what import What
from app.wording import visible

LIMITS = 2  # that are named under the steps


def legend_lines(result: Result, what: What, moment: np.datetime64, clock: str) -> list[Line]:
    """The lines of one result: its quantity and unit, each step of colour, moment, model and
    licence. clock: an IANA zone."""
    unit = f" ({what.subject.unit})" if what.subject.unit else ""
    lines = [Line(visible(f"{what.subject.title}{unit}"), "heading")]
    lines.append(Line(visible(result.title), "layer"))
    if when := moment_line(result, moment, clock):
        lines.append(Line(when, "layer"))
    for word, colour in zip(what.scale.words, what.scale.colours.tolist(), strict=True):
        red, green, blue = colour
        lines.append(Line(word, "class", None, (red, green, blue)))
    quantity = what.subject.quantity
    if quantity is not None and not what.change:
        lines += [
            Line(f"{limit.title}: {limit.value:g} {quantity.unit}, {limit.over}", "layer")
            for limit in quantity.limits[:LIMITS]
        ]
    run = what.thing.run
    model = " ".join(part for part in (run.model, run.version) if part) or result.format
    lines += [Line(visible(told), "layer") for told in (run.attribution, run.licence) if told]
    return [*lines, Line(visible(model), "source", badge="SIMULATED")]


def moment_line(result: Result, moment: np.datetime64, clock: str) -> str:
    """Which moment of a result is shown, or why none is."""
    until = result.until
    if until is None:
        return ""
    first = result.times[0]
    if first <= moment <= until:
        return moment_words(moment, clock)
    return f"only from {moment_words(first, clock)} until {moment_words(until, clock)}"
