from pathlib import Path

import platformdirs

from importers import places


def test_everything_lies_in_the_folder_that_is_named(fresh_folders: Path):
    assert places.home() == fresh_folders
    for place in (places.unpacked(), places.imports(), places.pictures()):
        assert place.parent == fresh_folders


def test_without_a_name_it_is_the_users_cache_folder(monkeypatch):
    monkeypatch.delenv("MAQUETTE_HOME")
    assert places.home() == Path(platformdirs.user_cache_dir("maquette", appauthor=False))


def test_a_relative_folder_is_made_absolute(monkeypatch):
    monkeypatch.setenv("MAQUETTE_HOME", "here")
    assert places.home() == Path.cwd() / "here"
