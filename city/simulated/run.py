"""Which model computed a result, when, and whom to thank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from city.layer import Badge


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a model, as far as its files tell; "" and None for what they do not.

    model: "PALM", "SUMO"; version: of the model. computed: when it ran (UTC). source: the name of
    the file or folder. notes: names and words that people may want to know.
    """

    badge: ClassVar[Badge] = "simulated"

    title: str
    model: str = ""
    version: str = ""
    computed: np.datetime64 | None = None
    licence: str = ""
    attribution: str = ""
    source: str = ""
    notes: tuple[tuple[str, str], ...] = ()
