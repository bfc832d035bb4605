import numpy as np
import pytest

from city.crs import Crs
from city.frame import Frame
from city.placement import Placement
from city.progress import Progress
from importers.intake import ReadError
from importers.simulated import inp
from importers.simulated.asking import Asking
from importers.simulated.results import Options

TEXT = """[TITLE]
;; a comment
The pipes of the town ; and a remark
[junctions]
a 10 3
b 4
lone 1
[CONDUITS]
p a b 200
q b nobody 10
short r
[COORDINATES]
a 0 0
b 30 0
b 20 10
nonsense x y
[VERTICES]
p 10 10
[POLYGONS]
s 0 0
s 9 0
s 9 9
[OPTIONS]
Flow_Units   LPS
START CLOCKTIME 6:00 AM
"""
HERE = Placement(Crs("EPSG:25832"), Frame("EPSG:25832", "", (0, 0, 0)), north_first=False)


@pytest.fixture
def told(tmp_path):
    path = tmp_path / "town.inp"
    path.write_text(TEXT)
    return inp.sections(path, Progress())


@pytest.fixture
def drawn(told):
    found = inp.pipes(told, {"JUNCTIONS": ("junction", 1)}, {"CONDUITS": "conduit"})
    return inp.Drawn(found, HERE, 0.5)


def test_sections_hold_words_without_comments(told):
    assert told["TITLE"] == [("The", "pipes", "of", "the", "town")]
    assert inp.option(told, "FLOW_UNITS") == "LPS" and inp.option(told, "UNITS") == ""
    assert inp.option(told, "start clocktime") == "6:00 AM"


def test_pipes_bend_and_fall_evenly_from_end_to_end(drawn):
    links = drawn.links(["p", "q", "strange"])
    assert links.kinds == ("conduit", "conduit", "")
    assert links.line(0).tolist() == [[0, 0, 5], [10, 10, 3.5], [20, 10, 2]]
    assert np.diff(links.offsets).tolist() == [3, 0, 0]
    assert drawn.ends(["p", "q"], ["b", "a"]).tolist() == [[1, 0], [0, -1]]


def test_places_and_catchments(drawn, tmp_path):
    spots = drawn.spots(["b", "lone"])
    assert spots.kinds == ("junction", "junction")
    assert spots.points[0].tolist() == [20, 10, 2] and np.isnan(spots.points[1, :2]).all()
    assert len(drawn.areas(["s", "t"]).line(0)) == 3
    asking = Asking(tmp_path / "town.inp", Options())
    inp.tell_of_lost(drawn.links(["p", "q"]), spots, asking)
    (lost,) = asking.report
    assert lost.message.startswith("2 pipes and junctions")


def test_an_endless_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(inp, "LARGEST", 10)
    path = tmp_path / "town.inp"
    path.write_text(TEXT)
    with pytest.raises(ReadError, match="larger"):
        inp.sections(path, Progress())


def test_words_that_are_no_bearable_numbers_are_none():
    assert inp.number(("a", "2.5"), 1) == 2.5
    for word in ("x", "inf", "nan", "1e300"):
        assert np.isnan(inp.number(("a", word), 1))
    assert np.isnan(inp.number(("a",), 1))
