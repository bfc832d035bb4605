"""Pictures of results of models without a window."""

import numpy as np
import pytest
from PIL import Image

from app import cli
from tests.app.command_line import one_line
from tests.app.simulated.model_files import flood, heat


def drawn(path, *asked):
    out = path.parent / "out.png"
    code = cli.main(["render", str(path), "-o", str(out), "--size", "480x300", *asked])
    return code, out


def bluish(out):
    """The share of the picture that is clearly blue."""
    pixels = np.asarray(Image.open(out).convert("RGB")).astype(int)[:, 120:]
    return float((pixels[..., 2] - pixels[..., 0] > 60).mean())


def test_a_flood_alone_is_drawn_at_the_middle_of_its_time(tmp_path, capsys):
    code, out = drawn(flood(tmp_path / "flood.nc"))
    told = capsys.readouterr()
    assert code == 0 and told.out == f"{out}\n"
    assert "9 steps (UTC)" in told.err
    assert bluish(out) > 0.03


def test_the_moment_that_is_asked_for(tmp_path):
    path = flood(tmp_path / "flood.nc")
    _, first = drawn(path, "--when", "2026-07-14T12:00Z", "--as", "ground")
    little = bluish(first)
    _, most = drawn(path, "--highest", "--as", "ground")
    assert bluish(most) > 2 * little


def test_over_a_city_and_in_several_manners(house, tmp_path):
    path = heat(tmp_path / "heat.nc")
    more = ["--variable", "air_temperature", "--as", "contours", "--as", "ground"]
    out = tmp_path / "out.png"
    asked = ["render", str(path), "-o", str(out), "--size", "480x300", *more]
    assert cli.main(asked) == 0
    pixels = np.asarray(Image.open(out).convert("RGB"))
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 50


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["--variable", "nothing"], "there is no variable nothing; there are water_depth"),
        (["--as", "arrows"], "does not show as arrows; it does as water, ground, contours"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_plain_words(tmp_path, capsys, more, why):
    code, _ = drawn(flood(tmp_path / "flood.nc"), *more)
    assert code == 1 and why in one_line(capsys.readouterr().err)
