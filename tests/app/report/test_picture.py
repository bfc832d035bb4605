"""One picture of a study: all of it is seen, with its legend."""

import json

import numpy as np
from PIL import Image

from app.report.picture import SIZE, eye_over
from city.camera import Camera
from tests.app.test_cli_plans import apply, made, run
from tests.city.house_layer import box_layer
from tests.city.plans import EAST, NORTH, square

__all__ = ["made"]  # a fixture
AREA = f"area={EAST - 20},{NORTH - 20},{EAST + 40},{NORTH + 30}"
TALL = {"edit": "build", "footprint": square(15, -12, 8, 8), "storeys": 6, "id": "new"}
ASKED = ("--set", "date=2026-03-21", "--set", AREA, "--set", "spacing=2", "--set", "step=60")


def test_from_there_all_of_it_is_seen():
    layer = box_layer()
    eye = eye_over(layer)
    camera = Camera(eye.position, eye.focus, eye.up, eye.angle, SIZE)
    places = camera.project(layer.samples.points)
    assert (places >= 0).all() and (places <= SIZE).all()
    assert np.ptp(places[:, 1]) > 0.3 * SIZE[1]


def test_a_study_and_its_change_are_drawn(made, capsys, tmp_path):
    apply(made, capsys, TALL)
    drawn = []
    for name, more in (("plan.png", ()), ("change.jpg", ("--against", "Baseline"))):
        path = tmp_path / name
        asked = ("--scenario", "Plan A", *ASKED, *more, "--json", "-o", path)
        assert json.loads(run(capsys, "simulate", "sun", made, *asked))["result"]
        with Image.open(path) as picture:
            assert picture.size == SIZE
            drawn.append(np.asarray(picture.convert("RGB")).astype(int))
    apart = np.abs(drawn[0] - drawn[1]).max(2) > 30
    assert 0.02 < apart.mean() < 0.9


def test_another_kind_of_file_is_refused_before_anything_is_opened(made, capsys, tmp_path):
    said = run(capsys, "simulate", "sun", made, *ASKED, "-o", tmp_path / "a.gif", code=2)
    assert ".png" in said and ".pdf" in said
