"""What belongs to a source, and the way of packed files back onto the disk."""

import hashlib
import os
import shutil

import pytest

from city.progress import Cancelled, Progress
from city.project.packed import PART, Packed
from importers import ReadError, packing, places
from importers.packing import belongings, blocks, named, unpack

MEGABYTE = 1 << 20


def made(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


def names(source, *pictures):
    found = belongings(source, pictures, Progress())
    return [file.name for file, _ in named(source, found, Progress())]


# what belongs to a source


def test_a_file_comes_with_what_lies_beside_it_under_its_name(tmp_path):
    made(tmp_path, "a.shp", "a.dbf", "a.shx", "a.prj", "b.dbf", "a.tif", "a.txt", "a.shp.aux.xml")
    assert names(tmp_path / "a.shp") == ["a.shp", "a.dbf", "a.prj", "a.shp.aux.xml", "a.shx"]


def test_a_city_comes_with_its_pictures_but_with_none_from_elsewhere(tmp_path):
    home = made(tmp_path / "city", "a.gml", "looks/roof.jpg", "looks/other.jpg")
    far = made(tmp_path, "far.jpg") / "far.jpg"
    wanted = (home / "looks/roof.jpg", far, home / "gone.jpg", home / "looks/roof.jpg")
    assert names(home / "a.gml", *wanted) == ["a.gml", "looks/roof.jpg"]


def test_a_mesh_comes_with_the_materials_and_the_buffers_that_it_names(tmp_path):
    made(tmp_path, "paint.mtl", "data.bin", "b.mtl")
    (tmp_path / "a.obj").write_text(
        "# mtllib no.mtl\nmtllib paint.mtl\nmtllib ../up.mtl\nv 0 0 0\n"
    )
    (tmp_path / "a.gltf").write_text('{"buffers": [{"uri": "data.bin"}, {"uri": "data:x"}]}')
    assert names(tmp_path / "a.obj") == ["a.obj", "paint.mtl"]
    assert names(tmp_path / "a.gltf") == ["a.gltf", "data.bin"]


def test_a_folder_comes_with_all_that_belongs_to_a_city(tmp_path):
    folder = made(
        *(tmp_path / "tiles", "1/a.gml", "2/b.laz", "looks/roof.png", "c.zip"),
        *("letter.docx", ".hidden/x.gml", ".x.gml", "__MACOSX/a.gml"),
    )
    (tmp_path / "far.gml").write_text("x")
    os.symlink(tmp_path / "far.gml", folder / "link.gml")
    assert names(folder) == [
        "tiles/c.zip",
        "tiles/1/a.gml",
        "tiles/2/b.laz",
        "tiles/looks/roof.png",
    ]


def test_a_folder_of_far_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(packing, "MOST_FILES", 2)
    made(tmp_path, "a.gml", "b.gml", "c.gml")
    with pytest.raises(ReadError, match="more than 2 files"):
        names(tmp_path)


def test_a_file_is_read_in_blocks_and_watched(tmp_path):
    path = tmp_path / "a.las"
    path.write_bytes(os.urandom(2 * PART + 5))
    ((file, _),) = named(path, [path], Progress())
    assert file == Packed("a.las", 2 * PART + 5, hashlib.sha256(path.read_bytes()).hexdigest()[:32])
    assert [len(block) for block in blocks(file, path, Progress())] == [PART, PART, 5]
    with path.open("ab") as out:
        out.write(b"more")
    with pytest.raises(ReadError, match="it was changed while it was packed"):
        list(blocks(file, path, Progress()))
    path.unlink()
    with pytest.raises(ReadError, match="cannot be read"):
        list(blocks(file, path, Progress()))


# back onto the disk


def packed(**files):
    """Files by name with slashes for double underscores, and what is in them."""
    held = {}
    for name, data in files.items():
        name = name.replace("__", "/").replace("_", ".")
        held[Packed(name, len(data), hashlib.sha256(data).hexdigest()[:32])] = data
    return held


def out(held, size=MEGABYTE, progress=None):
    parts = {file: [data[k : k + 4] for k in range(0, len(data), 4)] for file, data in held.items()}
    return unpack(list(held), lambda file: parts[file], size, progress or Progress())


def test_files_come_back_by_their_names():
    held = packed(tiles__a_gml=b"<gml/>", tiles__looks__roof_png=b"picture")
    place = out(held)
    assert place.name == "tiles" and place.is_relative_to(places.packed())
    assert (place / "a.gml").read_bytes() == b"<gml/>"
    assert (place / "looks/roof.png").read_bytes() == b"picture"
    alone = out(packed(town_gml=b"<gml/>"))
    assert alone.name == "town.gml" and alone.read_bytes() == b"<gml/>"


def test_what_is_unpacked_already_is_used_again_and_mended():
    held = packed(town_gml=b"<gml/>", town_prj=b"here")
    place = out(held)
    before = place.stat().st_mtime_ns
    assert out(held) == place and place.stat().st_mtime_ns == before
    (place.parent / "town.prj").unlink()
    assert (out(held).parent / "town.prj").read_bytes() == b"here"


def test_other_contents_of_the_same_name_are_another_place():
    assert out(packed(town_gml=b"one")) != out(packed(town_gml=b"two"))


@pytest.mark.parametrize(
    "name",
    [
        *("../x.gml", "/etc/x.gml", "a/../../x.gml", "C:/x.gml", "C:x.gml", "a\\..\\x.gml", ""),
        *(".bashrc", "a/.x", "./x.gml", "a//b.gml", "a/", "x.gml.", "x.gml ", "x\0.gml", "a\nb"),
        *("..", "a/..", "con?.gml", "x|y.gml"),
    ],
)
def test_no_name_leads_out_or_hides(name):
    before = sorted(places.home().rglob("*"))
    with pytest.raises(ReadError, match="is not unpacked"):
        unpack([Packed(name, 1, "0" * 32)], lambda file: [b"x"], MEGABYTE, Progress())
    assert sorted(places.home().rglob("*")) == before


def nothing_left():
    folder = places.packed()
    return not folder.is_dir() or list(folder.iterdir()) == []


def test_what_is_damaged_is_said_and_nothing_stays():
    held = packed(town_gml=b"<gml/>", roof_png=b"picture")
    files = list(held)
    with pytest.raises(ReadError, match=r"roof.png: it is damaged in the project"):
        unpack(files, lambda file: [b"<gml/>"], MEGABYTE, Progress())
    assert nothing_left()


def test_what_would_not_fit_or_does_harm_is_not_begun(monkeypatch):
    large = Packed("a.las", 1 << 40, "0" * 32)
    with pytest.raises(ReadError, match="what is made to do harm"):
        unpack([large], lambda file: [], MEGABYTE, Progress())
    with pytest.raises(ReadError, match="its disk is full; free some space"):
        unpack([large], lambda file: [], 1 << 40, Progress())
    assert nothing_left()


def test_two_files_of_one_name_are_a_fault():
    twice = [Packed("a.gml", 1, "0" * 32), Packed("a.gml", 1, "0" * 32)]
    with pytest.raises(ReadError, match=r"cannot be unpacked|damaged"):
        unpack(twice, lambda file: [b"x"], MEGABYTE, Progress())
    assert nothing_left()


def test_it_can_be_cancelled_and_leaves_nothing():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        out(packed(town_gml=b"<gml/>"), progress=progress)
    assert nothing_left()


def test_clearing_the_cache_clears_it_too():
    from importers import cache

    place = out(packed(town_gml=b"<gml/>"))
    assert cache.clear() >= 6
    assert not place.exists()
    shutil.rmtree(places.packed(), ignore_errors=True)
