import json

import pytest

from app.reopening import is_project, reopen
from city.progress import Progress
from city.project import Contents, HeightFix, Origin, Project, ProjectError
from importers.content import content_hash


def town_file(path, east=0.0):
    """A town of one block, as footprints with heights."""
    ring = [
        [84000 + east, 447000],
        [84010 + east, 447000],
        [84010 + east, 447008],
        [84000 + east, 447008],
    ]
    block = {
        "type": "Feature",
        "properties": {"height": 9.0, "id": f"block {east:g}"},
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": [block]}))
    return path


def project(folder, contents):
    made = Project.create(folder / "p.maquette", contents)
    made.close()
    return made.path


def origin(path, opening=1, position=0):
    return Origin(opening, position, str(path), hash=content_hash(path, Progress()))


@pytest.fixture
def files(tmp_path):
    return town_file(tmp_path / "a.geojson"), town_file(tmp_path / "b.geojson", 100)


def test_sources_come_back_where_they_were_and_as_high_as_they_were_put(tmp_path, files):
    a, b = files
    fixes = (HeightFix(7, 0, 12.0),)
    path = project(tmp_path, Contents(origins=(origin(a, 3), origin(b, 7)), fixes=fixes))
    found = reopen(path, True, Progress())
    assert [o.number for o in found.opened] == [3, 7]
    assert (found.lost, found.told) == ((), ())
    assert [layer.lift for o in found.opened for layer in o.layers] == [0.0, 12.0]
    assert found.opened[1].layers[0].thing.extent()[:, 2] == pytest.approx((12.0, 21.0))
    assert found.opened[1].frame == found.opened[0].frame
    found.project.close()


def test_the_rest_opens_without_what_is_missing(tmp_path, files):
    a, b = files
    contents = Contents(origins=(origin(a, 1, 0), origin(b, 1, 1)), fixes=(HeightFix(1, 1, 2.0),))
    path = project(tmp_path, contents)
    a.unlink()
    found = reopen(path, True, Progress())
    assert [lost.path for lost in found.lost] == [a]
    assert found.opened[0].paths == (str(a), str(b))  # still the second, as the fix knows it
    assert found.opened[0].layers[0].lift == 2.0
    found.project.close()


def test_what_has_changed_is_told_by_its_content(tmp_path, files):
    path = project(tmp_path, Contents(origins=(origin(files[0]), origin(files[1], 2))))
    town_file(files[1], 200)
    found = reopen(path, True, Progress())
    assert len(found.told) == 1 and "b.geojson has changed" in found.told[0]
    assert len(found.opened) == 2
    found.project.close()


def test_what_cannot_be_read_any_more_is_lost_with_its_reason(tmp_path, files):
    path = project(tmp_path, Contents(origins=(origin(files[0]), origin(files[1], 2))))
    files[0].write_text("")
    found = reopen(path, True, Progress())
    assert [lost.origin.opening for lost in found.lost] == [1]
    assert "empty" in found.lost[0].why
    assert len(found.opened) == 1
    found.project.close()


def test_a_project_moves_with_its_sources(tmp_path, files):
    project(tmp_path, Contents(origins=(origin(files[0]),)))
    there = tmp_path.rename(tmp_path.with_name("moved"))
    found = reopen(there / "p.maquette", True, Progress())
    assert found.opened[0].paths == (str(there / "a.geojson"),)
    assert found.told == ()
    found.project.close()


def test_no_project_is_no_project(tmp_path, files):
    assert is_project("X.MAQUETTE") and not is_project("x.gml")
    with pytest.raises(ProjectError):
        reopen(files[0], True, Progress())
