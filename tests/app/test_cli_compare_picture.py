"""A picture of what differs, drawn without a window."""

import numpy as np
import pytest
from PIL import Image

from app.plan_layers import ADDED
from exporters import write
from tests.app.test_cli_plans import BUILD, apply, made, run
from tests.city.compare.towns import delivery, house

__all__ = ["made"]  # a fixture
SIZE = ("--size", "320x240")
pytestmark = pytest.mark.usefixtures("qapp")  # the legend is painted by Qt


def blue(path):
    """How many points of a picture are in about the colour of what was added."""
    pixels = np.asarray(Image.open(path).convert("RGB")).astype(int)
    assert pixels.shape == (240, 320, 3)
    red, green, b = pixels.transpose(2, 0, 1)
    return int(((b - red > 60) & (b > green)).sum())


def test_what_came_is_blue_in_the_picture_of_two_files(tmp_path, capsys):
    one, other, out = (tmp_path / n for n in ("a.city.json", "b.city.json", "out.png"))
    write(delivery(house()), one)
    write(delivery(house(), house(14, 9, "new")), other)
    run(capsys, "compare", one, other, "-o", out, *SIZE)
    assert blue(out) > 1000 and ADDED[2] > ADDED[0]
    run(capsys, "compare", other, other, "-o", out, *SIZE)
    assert blue(out) < 100


def test_what_came_is_striped(tmp_path, capsys):
    one, other, out = (tmp_path / n for n in ("a.city.json", "b.city.json", "out.png"))
    write(delivery(house()), one)
    write(delivery(house(), house(14, 9, "new")), other)
    run(capsys, "compare", one, other, "-o", out, *SIZE)
    pixels = np.asarray(Image.open(out).convert("RGB")).astype(int)
    red, green, b = pixels.transpose(2, 0, 1)
    came = (b - red > 25) & (b > green)
    row = int(np.argmax(came.sum(1)))
    light = pixels[row, came[row]].sum(1)
    turns = np.count_nonzero(np.diff(light > light.mean()))
    assert turns >= 6  # along one line, from stripe to ground and back


def test_what_a_plan_builds_is_blue_in_the_picture_of_plans_and_of_a_delivery(made, capsys):
    apply(made, capsys, BUILD)
    out = made.parent / "out.png"
    run(capsys, "compare", made, "Baseline", "Plan A", "-o", out, *SIZE)
    assert blue(out) > 100
    again = made.parent / "town.city.json"
    given = ["--scenario", "Plan A", "--delivery", again, "-o", out, *SIZE]
    run(capsys, "compare", made, *given)
    assert blue(out) > 100


def test_what_both_plans_build_wears_no_colour(made, capsys):
    apply(made, capsys, BUILD)
    run(capsys, "scenario", "branch", made, "Plan A", "Plan B")
    out = made.parent / "out.png"
    run(capsys, "compare", made, "Plan A", "Plan B", "-o", out, *SIZE)
    assert blue(out) < 50
