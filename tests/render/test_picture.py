"""Pictures without a window."""

import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from city.glyphs import Glyphs
from importers import read
from render import camera
from render.picture import draw, off_screen, render, taken
from render.scene import Scene
from tests.render.towns import cloud, hill, street
from tests.shared import DATA, needs_data


def test_a_picture_has_sky_above_plaster_and_shadow():
    picture = render([street(12)], (480, 270)).astype(int)
    assert picture.shape == (270, 480, 3)
    top = picture[:8, :200].reshape(-1, 3)
    assert (top[:, 2] > top[:, 0]).all() and (top > 200).all()  # a pale blue sky
    assert (np.ptp(picture.reshape(-1, 3), axis=0) > 120).all()  # light and dark
    warm = (picture[..., 0] > picture[..., 2] + 8) & (picture[..., 0] > 190)
    dark = picture.max(2) < 110
    assert warm.mean() > 0.02 and 0.005 < dark.mean() < 0.3


def test_the_same_city_gives_the_same_picture():
    assert np.array_equal(render([street()], (200, 120)), render([street()], (200, 120)))


def test_a_file_of_the_wanted_size(tmp_path):
    path = tmp_path / "city.png"
    draw({"city": street(), "hill": hill(), "survey": cloud()}, path, (300, 200))
    with Image.open(path) as image:
        assert image.size == (300, 200)
        assert len(image.convert("RGB").getcolors(100_000)) > 100


def test_a_view_of_ones_own():
    def from_above(eye):
        camera.top(eye, (0, 50, 0, 10, 0, 8), 2.0)

    home, above = (render([street()], (200, 100), view=v) for v in (None, from_above))
    assert not np.array_equal(home, above)
    assert np.abs(above[:, ::-1].astype(int) - above).mean() < 12  # three houses in a row


def test_a_level_that_a_city_lacks_and_no_city_at_all_are_sky():
    for things, lod in (([street()], "3"), ([], None)):
        picture = render(things, (60, 40), lod=lod).astype(int)
        assert (picture[..., 2] >= picture[..., 0]).all() and (picture > 200).all()


def test_no_display_is_needed_and_nothing_is_said():
    code = (
        "from tests.render.towns import street\n"
        "from render.picture import render\n"
        "print(render([street()], (64, 48)).std() > 1)"
    )
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout.strip(), done.stderr.strip()) == ("True", "")


@needs_data
@pytest.mark.parametrize(
    "name", ["cityjson/2.0_DenHaag_01.city.json", "demo-delft/delft_3dfier.city.json"]
)
def test_a_real_city_fills_its_picture(name):
    city = read(DATA / name).city
    picture = render([city], (640, 360)).astype(int)
    bare = render([], (640, 360)).astype(int)
    covered = (np.abs(picture - bare).sum(2) > 12).mean()
    assert covered > 0.3
    assert (np.abs(picture[:10] - bare[:10]).sum(2) < 25).mean() > 0.9  # sky above it


def test_a_picture_of_a_scene_has_its_live_things_over_it():
    scene = Scene()
    window = off_screen(scene, (200, 120))
    try:
        scene.show("city", street())
        scene.home()
        scene.rest()
        plain = taken(scene, window)
        scene.show_things("air", Glyphs.of("disc", [[5, 5, 8]], (0, 158, 115), height=3))
        live = taken(scene, window)
    finally:
        scene.close()
        window.Finalize()
    assert 20 < (plain != live).any(2).sum() < plain[..., 0].size / 5
    assert ((np.abs(live.astype(int) - (0, 158, 115)) < 30).all(2)).any()
