"""What of results is to be in the picture, and how a worker answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.simulated.kept import Manner
from app.simulated.layer import Result
from app.simulated.what import What, what_of
from city.progress import Progress
from city.scales import Scale
from city.simulated.scale import subject

if TYPE_CHECKING:
    from app.simulated.form import Form, Ground, Shown

Part = tuple[str, Manner]  # the key of a result, and a manner in which it shows


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """A result in a manner that is to be in the picture. what, form: as far as they are known. of,
    place: what they follow from."""

    result: Result
    baseline: Result | None
    manner: Manner
    what: What | None
    form: Form | None
    of: tuple[Any, ...]
    place: tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A form as it is at a moment, or why it cannot be."""

    part: Part
    wish: Wish
    form: Form | None = None
    shown: Shown | None = None
    fault: str = ""


def follows(result: Result, baseline: Result | None) -> tuple[Any, ...]:
    """What values and colours of a result follow from."""
    kept, variable = result.kept, result.variable
    assert variable is not None
    other = id(baseline.thing) if baseline is not None else 0
    return (id(result.thing), variable.key, kept.level, kept.statistic, kept.limit, other)


def alike(wish: Wish) -> tuple[Any, ...]:
    """The same for results that are to wear the same colours: one variable of two plans."""
    kept, variable = wish.result.kept, wish.result.variable
    assert variable is not None
    told = subject(variable)
    return (told.key, told.unit, variable.names, kept.statistic, kept.limit, wish.baseline is None)


def answers(
    wanted: list[tuple[Part, Wish]],
    known: dict[tuple[Any, ...], Scale],
    moment: np.datetime64,
    ground: Ground | None,
    progress: Progress,
) -> list[Answer]:
    """All forms as they are at a moment; those that are not laid yet are. known: the colours of
    what is shown already: results that tell the same wear the same."""
    from app.simulated.forms import form_of

    found, whats = [], dict[str, What]()
    for part, wish in wanted:
        progress.check()
        try:
            what = wish.what or whats.get(part[0])
            if what is None:
                shared = known.get(alike(wish))
                what = whats[part[0]] = what_of(wish.result, wish.baseline, progress, shared)
                known[alike(wish)] = what.scale
            form = wish.form
            if form is None:
                assert ground is not None
                form = form_of(wish.manner, what, wish.result, ground)
            found.append(Answer(part, wish, form, form.at(moment)))
        except (ValueError, OSError, MemoryError) as fault:
            words = str(fault) or "there is not enough memory for it"
            found.append(Answer(part, wish, fault=words))
    return found
