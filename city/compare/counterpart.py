"""What of a table a new delivery is about: it may be but one of the files that lie there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from city.model import City
from city.subset import subset


class Counterpart(NamedTuple):
    """What a delivery stands for: the number of a city, that part of it, and the rest of it; None
    for no rest."""

    number: int
    part: City
    rest: City | None


def counterpart(cities: Sequence[City], delivery: City) -> Counterpart:
    """The city that a delivery shares most ids with, and of it what came from the same files.

    A file of which the delivery knows no id is another one; where it knows none at all, all of the
    first city counts. What a plan has made counts too. ValueError where there is no city.
    """
    if not cities:
        raise ValueError("there is no city that could be delivered anew")
    new = set(delivery.objects.ids)
    shared = [
        np.fromiter((ident in new for ident in city.objects.ids), bool, len(city.objects))
        for city in cities
    ]
    number = int(np.argmax([mask.sum() for mask in shared]))
    city, known = cities[number], shared[number]
    if len(city.source) != len(known) or not known.any():
        return Counterpart(number, city, None)
    planned = [number for number, source in enumerate(city.sources) if not source.path]
    mine = np.isin(city.source, [*np.unique(city.source[known]), *planned])
    if mine.all():
        return Counterpart(number, city, None)
    parts = (subset(city, np.flatnonzero(rows), alone=True) for rows in (mine, ~mine))
    return Counterpart(number, *parts)
