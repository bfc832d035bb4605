"""A file finds what it names beside it, and nothing outside of its folder."""

from pathlib import Path

import pytest

from importers.beside import beside, leads_out


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.png").write_bytes(b"x")
    (tmp_path / "city" / "Pictures").mkdir(parents=True)
    (tmp_path / "city" / "Pictures" / "Roof ü.PNG").write_bytes(b"x")
    (tmp_path / "city" / "50%20.png").write_bytes(b"x")
    (tmp_path / "city" / "out.png").symlink_to(tmp_path / "secret.png")
    return tmp_path / "city"


@pytest.mark.parametrize(
    "uri",
    [
        "Pictures/Roof ü.PNG",
        "Pictures\\Roof ü.PNG",
        "./Pictures/Roof%20%C3%BC.PNG",
        "pictures/roof ü.png",
        "PICTURES\\ROOF%20%C3%BC.png",
    ],
)
def test_a_name_in_every_spelling(folder: Path, uri: str) -> None:
    assert beside(folder, uri) == (folder / "Pictures" / "Roof ü.PNG").resolve()
    assert not leads_out(folder, uri)


def test_a_percent_sign_may_be_one(folder: Path) -> None:
    assert beside(folder, "50%20.png") == (folder / "50%20.png").resolve()


@pytest.mark.parametrize(
    "uri",
    ["../secret.png", "/etc/hostname", "%2e%2e/secret.png", "a/../../secret.png", "..\\secret.png"],
)
def test_nothing_outside_of_the_folder(folder: Path, uri: str) -> None:
    assert beside(folder, uri) is None
    assert leads_out(folder, uri)


def test_no_way_out_through_links(folder: Path) -> None:
    for uri in ("out.png", "OUT.PNG"):
        assert beside(folder, uri) is None
    assert leads_out(folder, "out.png")


@pytest.mark.parametrize("uri", ["", ".", "Pictures", "gone.png", "a\0b.png", "x" * 5000, "a/b/c"])
def test_what_is_not_there_is_none(folder: Path, uri: str) -> None:
    assert beside(folder, uri) is None
    assert not leads_out(folder, uri)


def test_what_comes_later_is_found_then(folder: Path) -> None:
    assert beside(folder, "WALL.png") is None
    (folder / "wall.png").write_bytes(b"x")
    assert beside(folder, "WALL.png") == (folder / "wall.png").resolve()
