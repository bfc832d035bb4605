"""The door to other engines."""

import pytest

from app.cli_engines import FOR
from city.base import Base
from city.frame import Frame
from city.view import View
from exporters import WriteError
from exporters.engines import ENGINES, write_for
from tests.exporters.engines.towns import planned, written


def test_the_command_line_knows_them_all():
    assert tuple(ENGINES) == FOR


@pytest.mark.parametrize(
    ("engine", "name", "more", "why"),
    [
        ("cfd", "a.gml", {}, "for cfd the name ends with .stl or .obj"),
        ("envi-met", "a.inx", {"step": 0.01}, "too large"),
        ("raster", "a.tif", {"step": 1e-4}, "too large"),
    ],
)
def test_what_cannot_be_written_is_told(tmp_path, engine, name, more, why):
    with pytest.raises(WriteError, match=why):
        written(engine, tmp_path / name, **more)
    assert not list(tmp_path.iterdir())


def test_nothing_is_nothing(tmp_path):
    with pytest.raises(WriteError, match="there is nothing to write"):
        write_for("cfd", View.of(Base(Frame())), tmp_path / "a.stl")
    with pytest.raises(WriteError, match="nothing stands there"):
        write_for("cfd", planned(), tmp_path / "a.stl", box=(0.0, 0.0, 1.0, 1.0))


def test_without_a_box_all_is_written(tmp_path):
    assert (
        write_for("energy", planned(), tmp_path / "a.gml") and (tmp_path / "a.gml").stat().st_size
    )
