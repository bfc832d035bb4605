"""Where sources lie, as a project is moved about."""

from city.project import Contents, Origin
from city.project.located import beside, located


def test_a_source_is_found_beside_the_project_first(tmp_path):
    moved = tmp_path / "moved"
    moved.mkdir()
    origin = Origin(1, 0, str(tmp_path / "old" / "town.gml"), "town.gml")
    project = moved / "p.maquette"
    assert located(origin, project) == tmp_path / "old" / "town.gml"
    (moved / "town.gml").touch()
    assert located(origin, project) == moved / "town.gml"
    abroad = Origin(1, 0, r"\\stranger\share\town.gml")
    assert located(abroad, project).parent == moved


def test_paths_are_kept_as_seen_from_the_folder_of_the_project(tmp_path):
    source = tmp_path / "data" / "town.gml"
    contents = Contents(origins=(Origin(1, 0, str(source)),))
    kept = beside(contents, tmp_path / "plans" / "p.maquette")
    assert [one.relative for one in kept.origins] == ["../data/town.gml"]
    assert located(kept.origins[0], tmp_path / "plans" / "p.maquette") == source
