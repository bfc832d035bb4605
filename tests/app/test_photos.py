"""Photographs: opened, matched by pairs, kept, renamed, and drawn."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from app.photos import Photos
from app.tasks import Tasks
from city.camera import Camera
from city.photo_match import KEPT
from city.project import Eye
from importers.photo import AS_FILM, EXIF, TAKEN
from tests.app.planned import Desk
from tests.app.standin import StandIn

TRUE = Camera((0.0, -60.0, 10.0), (5.0, 20.0, 6.0), angle=45.0, size=(600, 400))
CORNERS = [(0, 0, 0), (0, 0, 12), (20, 5, 0), (20, 5, 9), (30, 40, 18), (-8, 30, 15)]


class Seeing(StandIn):
    looks_from = Eye((3.0, -55.0, 8.0), (6.0, 25.0, 7.0), angle=50.0)


@pytest.fixture
def photos(qtbot, tmp_path):
    desk, tasks = Desk(tmp_path), Tasks()
    viewport = Seeing(tasks)
    viewport.resize(900, 300)
    qtbot.addWidget(viewport)
    held = lambda: desk.project  # noqa: E731
    made = Photos(viewport, desk.document, desk.planning, tasks, held, held)
    made.desk, made.viewport, made.said = desk, viewport, []
    made.refused.connect(made.said.append)
    made.path = tmp_path / "quay.jpg"
    Image.new("RGB", TRUE.size, (120, 140, 160)).save(made.path)
    yield made
    tasks.close()
    desk.project.close()


def pair(photos, place, pixel):
    photos.pair(*pixel)
    photos.viewport.told[-1][1]._then(np.array(place, float))


def test_it_begins_where_one_looks_from_and_fits_over_the_city(photos):
    assert photos.open(photos.path)
    eye = photos.viewport.looks_from
    assert photos.camera.position == eye.position and photos.camera.size == TRUE.size
    assert photos.name == "quay"
    # the picture is wider than the photograph: the same angle; and narrower: a larger one
    assert eye.angle == pytest.approx(photos.camera.angle)
    photos.viewport.resize(300, 400)
    photos.look()
    wide = 2 * np.degrees(np.arctan(np.tan(np.radians(photos.camera.angle) / 2) * 2))
    assert photos.viewport.looks_from.angle == pytest.approx(wide)
    before = photos.camera
    photos.take_view()
    assert photos.camera.angle == pytest.approx(before.angle)


def test_what_the_file_says_is_taken_up(photos):
    exif = Image.Exif()
    exif.get_ifd(EXIF)[AS_FILM] = 28
    exif.get_ifd(EXIF)[TAKEN] = "2026:06:21 15:00:00"
    Image.new("RGB", TRUE.size).save(photos.path, exif=exif)
    photos.open(photos.path)
    assert photos.keep_angle and photos.camera.angle == pytest.approx(46.4, abs=0.1)
    photos.keep("Quay")
    assert photos.kept["Quay"].moment.startswith("2026-06-21T15:00")


def test_pairs_find_the_camera_and_can_be_taken_away(photos):
    photos.open(photos.path)
    for place, pixel in zip(CORNERS, TRUE.project(np.array(CORNERS, float)), strict=True):
        assert (photos.found is not None) is (len(photos.pairs) >= 4)
        pair(photos, place, pixel)
    assert photos.found.error < 1e-3
    np.testing.assert_allclose(photos.camera.position, TRUE.position, atol=1e-2)
    assert photos.camera.angle == pytest.approx(TRUE.angle, abs=1e-2)
    for _ in range(3):
        photos.unpair(0)
    assert photos.found is None and len(photos.pairs) == 3


def test_pairs_that_tell_nothing_are_refused(photos):
    photos.open(photos.path)
    for at in range(4):
        pair(photos, (0.0, 0.0, float(at)), (300.0, 200.0 - at))
    assert "The camera is not found" in photos.said[-1]


def test_it_is_kept_in_the_world_and_taken_up_again(photos):
    photos.open(photos.path)
    photos.camera = replace(TRUE)
    photos.keep("  From   the quay ")
    kept = photos.kept["From the quay"]
    np.testing.assert_allclose(kept.position, np.add(TRUE.position, (84000, 447000, 0)))
    assert photos.desk.project.contents.settings[KEPT]["From the quay"] == kept.as_json()
    photos.put_away()
    assert photos.photo is None
    assert photos.take_up("From the quay")
    np.testing.assert_allclose(photos.camera.position, TRUE.position)
    photos.rename("From the quay", "Quay")
    assert list(photos.kept) == ["Quay"] and photos.name == "Quay"
    photos.keep("Other")
    photos.rename("Other", "Quay")
    assert list(photos.kept) == ["Quay", "Other"]  # none is replaced
    photos.forget("Quay")
    assert list(photos.kept) == ["Other"]


def test_what_is_no_photograph_is_refused(photos, tmp_path):
    bad = tmp_path / "bad.jpg"
    bad.write_text("no picture")
    assert not photos.open(bad) and "no picture" in photos.said[-1]
    assert not photos.open(tmp_path / "nothing.jpg") and len(photos.said) == 2
    assert not photos.take_up("nobody")


def test_a_picture_that_cannot_be_made_is_said(photos, qtbot, tmp_path):
    photos.open(photos.path)
    photos.keep("Quay")
    photos.path.unlink()
    photos.make("Quay", tmp_path / "out.png")
    assert photos.busy
    qtbot.waitUntil(lambda: not photos.busy, timeout=60_000)
    assert "The picture was not made" in photos.said[-1]
    photos.make("nobody", tmp_path / "out.png")
    assert not photos.busy
