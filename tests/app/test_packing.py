"""Packing a project: one file that opens where nothing else is."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from app import cli
from app.packing import pack, page
from app.reopening import reopen
from city.progress import Progress
from city.project import Contents, Project, ProjectError
from exporters import write
from importers import places
from importers.content import content_hash
from tests.app.test_reopening import origin, project, town_file
from tests.exporters import pair
from tests.shared import looked_into


@pytest.fixture
def quarter(tmp_path):
    """A project of a folder, a textured city and a block, in a folder of its own."""
    home = tmp_path / "here"
    (home / "tiles").mkdir(parents=True)
    city = pair.town(home)
    write(city, home / "city.gml")
    blocks = [town_file(home / "tiles/a.geojson"), town_file(home / "tiles/b.geojson", 100)]
    alone = town_file(home / "alone.geojson", 200)
    origins = (origin(blocks[0].parent, 1), origin(home / "city.gml", 2), origin(alone, 3))
    return project(home, Contents(origins=origins))


def moved(path, folder):
    """The project alone, on a machine that has none of its sources."""
    folder.mkdir()
    there = folder / path.name
    shutil.copy(path, there)
    shutil.rmtree(path.parent)
    return there


def state(found):
    found.project.close()
    ids = [sorted(layer.thing.objects.ids) for one in found.opened for layer in one.layers[:1]]
    return ids, found.lost, found.told


def test_a_packed_project_opens_where_nothing_else_is(tmp_path, quarter):
    before = state(reopen(quarter, True, Progress()))
    hashes = [o.hash for o in looked_into(quarter).contents.origins]
    packing = pack(quarter, None, Progress())
    assert [(name, files) for name, files, _, _ in packing.sources] == [
        ("tiles", 2),
        ("city.gml", 2),  # with its picture
        ("alone.geojson", 1),
    ]
    assert packing.left == ()
    there = moved(quarter, tmp_path / "there")
    found = reopen(there, True, Progress())
    city = next(layer.thing for layer in found.opened[1].layers)
    assert [texture.path != "" for texture in city.textures] == [True]
    assert [o.hash for o in found.project.contents.origins] == hashes
    assert state(found) == before
    assert list(there.parent.iterdir()) == [there]  # nothing is put beside it


def test_a_source_that_is_there_is_read_where_it_is(quarter):
    pack(quarter, None, Progress())
    found = reopen(quarter, True, Progress())
    assert found.opened[1].paths == (str(quarter.parent / "city.gml"),)
    assert not places.packed().exists()
    found.project.close()


def test_one_damaged_part_costs_its_own_source_only(tmp_path, quarter):
    pack(quarter, None, Progress())
    there = moved(quarter, tmp_path / "there")
    with closing(sqlite3.connect(there)) as connection, connection:
        (digest,) = connection.execute("SELECT hash FROM packed WHERE name = 'city.gml'").fetchone()
        connection.execute("UPDATE parts SET bytes = x'00' WHERE hash = ?", (digest,))
    connection.close()
    found = reopen(there, True, Progress())
    (lost,) = found.lost
    assert lost.origin.path.endswith("city.gml")
    assert lost.why == "p.maquette: city.gml is damaged in it"
    assert [o.number for o in found.opened] == [1, 3]
    found.project.close()


def test_packing_a_copy_leaves_the_project_as_it_is(tmp_path, quarter):
    before = quarter.read_bytes()
    out = tmp_path / "travels.maquette"
    pack(quarter, out, Progress())
    assert quarter.read_bytes() == before
    assert looked_into(out).pack.sources
    pack(quarter, out, Progress())  # in place of the older one
    assert sorted(p.name for p in tmp_path.iterdir()) == ["here", "travels.maquette"]


def test_a_copy_that_cannot_be_packed_leaves_what_was_there(tmp_path, quarter, monkeypatch):
    out = tmp_path / "travels.maquette"
    out.write_bytes(b"older")

    def full(*_):
        raise ProjectError("the disk is full")

    monkeypatch.setattr("city.project.packed.Pack.add", full)
    with pytest.raises(ProjectError, match="disk is full"):
        pack(quarter, out, Progress())
    assert out.read_bytes() == b"older"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["here", "travels.maquette"]


def test_what_is_missing_is_told_and_the_rest_is_packed(tmp_path, quarter):
    (quarter.parent / "alone.geojson").unlink()
    packing = pack(quarter, None, Progress())
    (left,) = packing.left
    assert "alone.geojson: it is not there, so it could not be packed" in left
    assert len(packing.sources) == 2


def test_what_travelled_in_can_be_packed_on(tmp_path, quarter):
    pack(quarter, None, Progress())
    there = moved(quarter, tmp_path / "there")
    packing = pack(there, tmp_path / "on.maquette", Progress())
    assert packing.left == () and len(packing.sources) == 3
    before = state(reopen(there, True, Progress()))
    assert state(reopen(tmp_path / "on.maquette", True, Progress())) == before


def test_a_changed_source_is_packed_as_it_is_now_and_the_old_one_goes(quarter):
    pack(quarter, None, Progress())
    town_file(quarter.parent / "alone.geojson", 300)
    pack(quarter, None, Progress())
    again = Project.open(quarter)
    fresh = content_hash(quarter.parent / "alone.geojson", Progress())
    assert [o.hash for o in again.contents.origins][2] == fresh
    assert set(again.pack.sources) == {o.hash for o in again.contents.origins}
    again.close()


def test_licences_are_listed(tmp_path):
    town_file(tmp_path / "a.geojson")
    town = pair.town(tmp_path)
    said = {"title": "Munich in blocks", "pointOfContact": {"contactName": "City of Munich"}}
    write(replace(town, metadata=said), tmp_path / "town.city.json")
    origins = (origin(tmp_path / "town.city.json", 1), origin(tmp_path / "a.geojson", 2))
    lines = page(pack(project(tmp_path, Contents(origins=origins)), None, Progress())).splitlines()
    assert lines[1].startswith("  town.city.json  2 files, ")
    assert lines[2] == "    Munich in blocks, City of Munich"
    assert lines[4] == "    the source says nothing of its licence"


def test_on_the_command_line(tmp_path, quarter, capsys):
    assert cli.main(["pack", str(quarter), "-o", str(tmp_path / "out.maquette")]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"{tmp_path / 'out.maquette'}\n  tiles  2 files, 0.0 MB\n")
    assert cli.main(["pack", str(quarter), "-o", str(tmp_path / "out.maquette")]) == 1
    assert "there is a file already" in capsys.readouterr().err
    (quarter.parent / "alone.geojson").unlink()
    assert cli.main(["pack", str(quarter)]) == 1
    assert "could not be packed" in capsys.readouterr().err
    assert cli.main(["pack", str(quarter), "-o", str(tmp_path / "no/x.maquette")]) == 1
    assert "there is no folder" in capsys.readouterr().err
    assert cli.main(["info", str(quarter), "--json"]) == 0
    assert '"state": "unchanged"' in capsys.readouterr().out


def test_what_is_in_it_is_told_where_it_is_missing(tmp_path, quarter, capsys):
    pack(quarter, None, Progress())
    there = moved(quarter, tmp_path / "there")
    assert cli.main(["info", str(there)]) == 0
    assert "  packed     " in capsys.readouterr().out


def test_a_project_without_sources_has_nothing_to_pack(tmp_path):
    empty = project(tmp_path, Contents())
    assert pack(empty, None, Progress()).sources == ()


def test_sources_elsewhere_keep_their_place(tmp_path, quarter):
    """A source that is unpacked is still known by where it lay."""
    pack(quarter, None, Progress())
    there = moved(quarter, tmp_path / "there")
    before = looked_into(there).contents.origins
    found = reopen(there, True, Progress())
    assert found.opened[1].paths[0].startswith(str(places.packed()))
    assert found.project.contents.origins == before
    found.project.close()
