import shutil

import pytest

from city.progress import Progress
from importers import ReadError
from importers.content import content_hash

POINT = '{"type":"FeatureCollection","features":[]}'


def test_a_file_is_what_it_holds_wherever_it_lies(tmp_path):
    for name in ("a.geojson", "b.geojson"):
        (tmp_path / name).write_text(POINT)
    first, second = (content_hash(tmp_path / n, Progress()) for n in ("a.geojson", "b.geojson"))
    assert first == second and len(first) == 32
    (tmp_path / "b.geojson").write_text(POINT + " ")
    assert content_hash(tmp_path / "b.geojson", Progress()) != first


def test_a_folder_is_the_names_and_contents_of_what_is_read_in_it(tmp_path):
    folder = tmp_path / "tiles"
    folder.mkdir()
    for name in ("a.geojson", "b.geojson"):
        (folder / name).write_text(POINT)
    before = content_hash(folder, Progress())
    (folder / "notes.txt").write_text("nothing of a city")
    assert content_hash(folder, Progress()) == before
    shutil.copytree(folder, tmp_path / "copy")
    assert content_hash(tmp_path / "copy", Progress()) == before
    (folder / "b.geojson").rename(folder / "c.geojson")
    assert content_hash(folder, Progress()) != before


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(ReadError, match="missing"):
        content_hash(tmp_path / "missing.gml", Progress())
