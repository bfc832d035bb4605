import gzip
import os
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from city.progress import Cancelled, Progress
from importers import archive
from importers.archive import expand
from importers.intake import ReadError
from importers.report import Report


@pytest.fixture(autouse=True)
def only_toys(toy):
    """Whatever starts with "toy" is a city here."""


@pytest.fixture
def report() -> Report:
    return Report()


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def zipped(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as out:
        for name, text in members.items():
            out.writestr(name.replace("__", "/").replace("_", "."), text)
    return path


def origins(path: Path, report: Report) -> list[str]:
    return [str(f.origin.relative_to(path.parent)) for f in expand(path, report, Progress())]


def said(report: Report) -> str:
    return " | ".join(f"{f.severity} {f.code}: {f.message}" for f in report)


def test_a_file_is_itself(tmp_path, report):
    write(tmp_path, a_gml="toy")
    (found,) = expand(tmp_path / "a.gml", report, Progress())
    assert found.path == found.origin == tmp_path / "a.gml"


def test_a_folder_is_all_that_is_read_in_it_in_order(tmp_path, report):
    write(tmp_path / "city", b_gml="toy", a_gml="toy", in__c_toy="toy", tex__1_png="", _hidden="")
    assert origins(tmp_path / "city", report) == ["city/a.gml", "city/b.gml", "city/in/c.toy"]
    assert not len(report)


def test_json_and_xml_of_other_kinds_are_skipped_with_a_note(tmp_path, report):
    write(tmp_path / "city", a_gml="toy", x_json="{}", codes__y_xml="<a/>", codes__z_xml="<a/>")
    assert origins(tmp_path / "city", report) == ["city/a.gml"]
    assert "note SKIPPED: city: 2 .xml files not about a city: y.xml, z.xml" in said(report)
    assert "note SKIPPED: city: 1 .json file not about a city: x.json" in said(report)


def test_a_gml_that_is_no_city_is_an_error_finding(tmp_path, report):
    write(tmp_path / "city", a_gml="toy", b_gml="<Exception/>", c_json="")
    assert origins(tmp_path / "city", report) == ["city/a.gml"]
    assert "error UNREADABLE: b.gml: this is no city model" in said(report)
    assert "error UNREADABLE: c.json: the file is empty" in said(report)


def test_files_of_other_kinds_are_counted(tmp_path, report):
    write(tmp_path / "city", a_gml="toy", b_md="", c_md="", d_ifcxml="", LICENCE="")
    origins(tmp_path / "city", report)
    assert "warning NOT_READ: city: 1 x an IFC building model" in said(report)
    assert "note SKIPPED: city: files of other kinds were left out (2 .md, 1 no ending)" in said(
        report
    )


def test_a_tileset_beside_a_city_is_named_and_left(tmp_path, report):
    write(tmp_path / "city", a_gml="toy", t__tileset_json="toy", t__b_gml="toy", t__c_b3dm="")
    assert origins(tmp_path / "city", report) == ["city/a.gml"]
    assert "3D Tiles tileset" in said(report)


def test_a_tileset_alone_is_refused_by_name(tmp_path, report):
    write(tmp_path / "tiles", tileset_json="{}", a__b_b3dm="")
    with pytest.raises(ReadError, match=r"tiles: nothing in it can be read: .*3D Tiles tileset"):
        expand(tmp_path / "tiles", report, Progress())


@pytest.mark.parametrize("files", [{}, {"a_md": "", "b_json": "{}"}])
def test_a_folder_with_nothing_to_read_is_refused(tmp_path, report, files):
    (tmp_path / "city").mkdir()
    write(tmp_path / "city", **files)
    with pytest.raises(ReadError, match="city: nothing in it is a city model"):
        expand(tmp_path / "city", report, Progress())


def test_a_link_out_of_the_folder_is_not_followed(tmp_path, report):
    write(tmp_path, secret_gml="toy", city__a_gml="toy")
    os.symlink(tmp_path / "secret.gml", tmp_path / "city" / "b.gml")
    os.symlink(tmp_path, tmp_path / "city" / "loop")
    os.symlink("a.gml", tmp_path / "city" / "same.gml")
    assert origins(tmp_path / "city", report) == ["city/a.gml", "city/same.gml"]
    assert "warning UNSAFE_PATH" in said(report)


def test_a_pipe_in_a_folder_is_passed_over(tmp_path, report):
    write(tmp_path / "city", a_gml="toy")
    os.mkfifo(tmp_path / "city" / "b.gml")
    assert origins(tmp_path / "city", report) == ["city/a.gml"]


def test_a_folder_without_an_end_is_refused(tmp_path, report, monkeypatch):
    monkeypatch.setattr(archive, "MOST_FILES", 2)
    write(tmp_path / "city", a_gml="toy", b_gml="toy", c_gml="toy")
    with pytest.raises(ReadError, match="more than 2 files"):
        expand(tmp_path / "city", report, Progress())


def test_a_zip_is_what_it_holds_named_as_the_user_knows_it(tmp_path, report):
    path = zipped(tmp_path / "city.zip", t__a_gml="toy", t__tex__1_png="", c_xml="<a/>", d_md="")
    (found,) = expand(path, report, Progress())
    assert found.origin == path / "t/a.gml"
    assert found.path.read_text() == "toy"
    assert (found.path.parent / "tex/1.png").is_file()
    assert "1 .xml file not about a city: c.xml" in said(report)
    assert "(1 .md)" in said(report)


def test_what_was_wrong_with_a_zip_is_told_each_time(tmp_path):
    path = tmp_path / "city.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("a.gml", "toy")
        out.writestr("../b.gml", "toy")
    for _ in range(2):
        report = Report()
        assert len(expand(path, report, Progress())) == 1
        assert "error UNSAFE_PATH: ../b.gml" in said(report)


def test_a_zip_with_nothing_to_read_says_why(tmp_path, report):
    path = tmp_path / "city.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("../b.gml", "toy")
    with pytest.raises(ReadError, match=r"city\.zip: nothing in it can be read: \.\./b\.gml"):
        expand(path, report, Progress())


def test_a_gz_is_the_file_in_it(tmp_path, report):
    (tmp_path / "a.gml.gz").write_bytes(gzip.compress(b"toy"))
    (found,) = expand(tmp_path / "a.gml.gz", report, Progress())
    assert found.origin == tmp_path / "a.gml.gz"
    assert found.path.name == "a.gml"


def test_a_gz_of_something_else_is_refused(tmp_path, report):
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"Dear Sir or Madam"))
    with pytest.raises(ReadError, match=r"a\.txt: this is no city model"):
        expand(tmp_path / "a.txt.gz", report, Progress())


def test_a_folder_of_archives_is_opened(tmp_path, report):
    (tmp_path / "city").mkdir()
    zipped(tmp_path / "city/a.zip", a_gml="toy")
    zipped(tmp_path / "city/b.zip", b_gml="toy")
    (tmp_path / "city/c.zip").write_bytes(b"no zip")
    assert origins(tmp_path / "city", report) == ["city/a.zip/a.gml", "city/b.zip/b.gml"]
    assert "error UNREADABLE: c.zip: the archive is damaged" in said(report)


def test_archives_beside_plain_files_are_taken_for_copies(tmp_path, report):
    write(tmp_path / "city", a_gml="toy")
    zipped(tmp_path / "city/a.zip", a_gml="toy")
    assert origins(tmp_path / "city", report) == ["city/a.gml"]
    assert "a.zip: left out beside plain files" in said(report)


def test_cancel_stops_the_looking(tmp_path, report):
    write(tmp_path / "city", a_gml="toy")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        expand(tmp_path / "city", report, progress)


def test_a_city_delivered_in_two_formats_is_read_once(tmp_path, report, monkeypatch):
    monkeypatch.setattr(archive, "reader_for", lambda path: formats[path.suffix])
    monkeypatch.setattr(archive, "rank", lambda reader: list(formats.values()).index(reader))
    formats = {
        ".gml": SimpleNamespace(FORMAT="CityGML"),
        ".json": SimpleNamespace(FORMAT="CityJSON"),
        ".tif": SimpleNamespace(FORMAT="GeoTIFF"),
    }
    write(tmp_path / "city", a_gml="1", a_city_json="1", a_more_json="1", a_tif="1", b_json="1")
    write(tmp_path / "city", in__a_json="1", t_1_gml="1", t_2_gml="1")
    names = ["a.gml", "a.tif", "b.json", "t.1.gml", "t.2.gml", "in/a.json"]
    assert origins(tmp_path / "city", report) == [f"city/{name}" for name in names]
    assert report.counts() == {("warning", "SAME_CITY"): 2}
