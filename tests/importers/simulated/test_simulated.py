"""The door for results: which reader is asked, and what a person reads when none can help."""

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

import importers.simulated as simulated
from importers.intake import ReadError
from importers.simulated import Entry, Results, read
from importers.simulated.netcdf import SUFFIXES
from tests.importers.simulated.netcdf_files import grid, write


def test_a_file_is_known_by_what_is_in_it_and_not_by_its_name(tmp_path: Path):
    path = write(tmp_path / "results.nc", grid(), "NETCDF3_CLASSIC").rename(
        tmp_path / "results.dat"
    )
    assert read(path).format == "CF-NetCDF"


def test_every_reader_is_found_and_named_with_its_suffixes():
    for entry in simulated.BUILT_IN:
        assert import_module(entry.module).FORMAT
    assert simulated.BUILT_IN[0].suffixes == SUFFIXES


def test_what_is_no_result_is_refused_in_one_line(tmp_path: Path):
    path = tmp_path / "letter.nc"
    path.write_text("Dear Sir or Madam")
    with pytest.raises(ReadError, match=r"letter\.nc: these are no results"):
        read(path)


@pytest.mark.parametrize("there", [True, False])
def test_an_empty_file_and_none_are_told(tmp_path: Path, there: bool):
    path = tmp_path / "nothing.nc"
    if there:
        path.write_bytes(b"")
    with pytest.raises(ReadError, match=r"is empty" if there else r"cannot be opened"):
        read(path)


def test_what_a_library_throws_is_one_line_of_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object) -> Results:
        raise KeyError("mesh2d\nnode")

    fake = SimpleNamespace(FORMAT="Odd", recognises=lambda path, head: True, read=broken)
    monkeypatch.setattr(simulated, "BUILT_IN", (Entry("odd", (".odd",)),))
    monkeypatch.setattr(simulated, "import_module", lambda name: fake)
    path = tmp_path / "a.odd"
    path.write_text("x")
    with pytest.raises(ReadError, match=r"a\.odd: the reader of Odd could not cope") as fault:
        read(path)
    assert "\n" not in str(fault.value)
