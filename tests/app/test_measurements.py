"""What was measured is the document's, and lies on the table where it was taken."""

from dataclasses import replace

import numpy as np
import pytest

from app.document import Document
from app.measurements import Measurements
from app.measures import KINDS, Mark
from city.frame import Frame
from city.project import Measurement
from tests.app.standin import town_document, town_opened

LINE = np.array([[0.0, 0, 3], [3, 4, 3]])
WORLD = ((84000.0, 447000.0, 3.0), (84003.0, 447004.0, 3.0))
KEPT = Measurement(
    "m", "distance", WORLD, "5.00 m", (("Rise", "0.00 m"),), "EPSG:28992", "EPSG:5709"
)


def values(measures):
    return [mark.value for mark in measures.marks]


def test_a_result_is_kept_in_the_worlds_coordinates_and_can_be_undone():
    document = town_document()
    measures = Measurements(document)
    measures.add(Mark(KINDS["distance"], LINE, "5.00 m", [("Rise", "0.00 m")]))
    (kept,) = document.measurements
    assert replace(kept, ident="m", made="") == KEPT and kept.made
    assert document.history.last == "Measure distance"
    measures.add(Mark(KINDS["height"], LINE, "0.00 m", []))
    assert values(measures) == ["5.00 m", "0.00 m"]
    document.undo()
    assert values(measures) == ["5.00 m"]
    measures.remove(measures.marks[0])
    assert document.history.last == "Remove distance" and values(measures) == []
    document.undo()
    measures.clear()
    assert values(measures) == []
    document.undo()
    assert values(measures) == ["5.00 m"] and measures.marks[0].points is not None
    document.undo()
    measures.clear()
    assert document.history.last == ""  # nothing to clear is no step


def test_a_result_of_earlier_days_lies_where_it_was_taken():
    document = town_document()
    measures = Measurements(document)
    document.remember((), (), (), (KEPT,))
    (mark,) = measures.marks
    assert mark.points == pytest.approx(LINE) and mark.kind is KINDS["distance"]
    assert (mark.value, mark.lines) == ("5.00 m", [("Rise", "0.00 m")])
    assert measures.marks[0] is mark
    document.clear()
    assert measures.marks == []


def test_it_lies_in_the_system_of_the_table():
    """In a table whose origin lies elsewhere, and in local metres, which nothing leads to."""
    document = Document()
    measures = Measurements(document)
    moved = Frame("EPSG:28992", "EPSG:5709", (83000.0, 447000.0, 0.0))
    document.lay(replace(town_opened(), frame=moved), add=False)
    document.remember((), (), (), (KEPT, replace(KEPT, ident="n", kind="weight")))
    (mark,) = measures.marks  # of a kind that nobody knows there is none
    assert mark.points == pytest.approx(LINE + np.array([1000, 0, 0]))
    site = Frame("local", "", (0.0, 0.0, 0.0))
    document.lay(replace(town_opened(), frame=site), add=False)
    document.remember((), (), (), (KEPT,))
    assert measures.marks == [] and document.measurements == (KEPT,)
