"""What a sketching tool asks of whoever gave it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.on_the_table import Selection
from app.sketch.kinds import Kind

F64 = NDArray[np.float64]
Found = Mapping[str, Any]


class Desk(Protocol):
    """Tries what a tool has gathered so far, and does it once it is whole."""

    kind: Kind
    grid: float  # metres that places and lengths are rounded to, 0 for none
    words: str  # what the try leads to, or why it cannot be done

    @property
    def stretch(self) -> float:
        """How many times as high as it is everything is drawn."""

    def tries(self, found: Found | None) -> None:
        """Show soon what this would lead to; None: nothing."""

    def finish(self, found: Found) -> bool:
        """Do it; False where that cannot be done."""

    def world(self, points: F64) -> F64:
        """Local places (n, 2 or 3) in the project's system."""

    def named(self, hit: Selection | None) -> str:
        """The id of the whole thing that was hit, "" for the ground."""

    def meant(self, ident: str) -> list[str]:
        """All that is selected where a thing is among it, or else the thing alone.

        ident: "" for whatever is selected.
        """

    def grows(self, idents: list[str]) -> bool:
        """Whether things can be made larger: only design models can."""

    def select(self, ident: str) -> None:
        """Select a thing of the plan; nothing where there is none of that id."""

    def set(self, name: str, value: Any) -> None:
        """Set the tool in the hand otherwise."""

    def box(self, idents: list[str]) -> tuple[F64, F64] | None:
        """The lowest and the highest corner (3,) of things, local; None without any."""
