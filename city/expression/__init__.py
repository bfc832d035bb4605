"""Questions to a city: `Building.height > 30 and year < 1950` -> the objects that it holds for.

A question is about whole things: buildings with their parts, roads, trees. A class in front of a
name asks about the objects of that class alone (`BuildingPart.height > 10`).

What is said of a building counts for its parts: a part without a value of its own takes its
building's. What is said of a part counts for its building: a condition of which nothing is known
for the building itself holds for it when it holds for one of its parts.

A value that is missing makes a condition unknown, and what is unknown never matches, nor does its
contrary; `is missing` asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.expression.complete import Completion, complete
from city.expression.evaluate import Evaluation
from city.expression.parse import parse
from city.expression.words import Fault
from city.lineage import below
from city.measured import Measured
from city.model import City
from city.progress import Progress

__all__ = ["Answer", "Completion", "Fault", "ask", "complete"]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a question found.

    mask: (objects,) the things that it holds for. family: their rows and those of all their parts,
    ascending. unknown: of how many it could not be said,
    because a value is missing. asked: how many were asked. notes: how the question was read,
    where that does not go without saying.
    """

    city: City
    question: str
    mask: NDArray[np.bool_]
    family: NDArray[np.int32]
    unknown: int
    asked: int
    notes: tuple[str, ...]

    @property
    def count(self) -> int:
        return int(self.mask.sum())

    def rows(self) -> NDArray[np.int32]:
        """The rows of the things found and of all their parts, ascending."""
        return self.family


def ask(
    question: str,
    measured: Measured,
    selection: NDArray[np.integer] | None = None,
    progress: Progress | None = None,
) -> Answer:
    """Find the objects of a city that a question holds for.

    selection: the rows that `selection` stands for. Raises Fault, which says where the question is
    wrong and what may be meant.
    """
    tree = parse(question)
    evaluation = Evaluation(measured, selection, progress or Progress())
    truth = evaluation.truth(tree)
    city = measured.city
    whole = np.zeros(len(city.objects), bool)
    whole[measured.generations[0]] = True
    classes = evaluation.classes
    asked = whole if classes is None else classes
    may = whole if classes is None else whole | classes
    found = truth.holds & may
    return Answer(
        city,
        question,
        found,
        np.flatnonzero(below(city.objects.parent, found)).astype(np.int32),
        int((asked & ~truth.known).sum()),
        int(asked.sum()),
        tuple(evaluation.notes),
    )
