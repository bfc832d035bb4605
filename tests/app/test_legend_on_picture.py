"""A legend ends up in the corner of a picture file."""

import numpy as np
from PIL import Image

from app.legend_on_picture import add_legend
from app.legend_picture import Line


def test_a_legend_in_the_lower_left_corner(qapp, tmp_path):
    path = tmp_path / "city.png"
    Image.new("RGB", (1600, 900), (10, 120, 10)).save(path)
    add_legend(path, [Line("Height (m)", "heading"), Line("1 – 2", "class", 0, (255, 0, 0), "3")])
    pixels = np.asarray(Image.open(path).convert("RGB")).astype(int)
    assert pixels.shape == (900, 1600, 3)
    red = np.argwhere((np.abs(pixels - (255, 0, 0)) < 3).all(2))
    assert len(red) > 50
    assert red[:, 0].min() > 800
    assert red[:, 1].max() < 60
    assert (pixels[:700] == (10, 120, 10)).all()


def test_letters_that_no_font_has_are_told(qapp, tmp_path):
    path = tmp_path / "city.png"
    Image.new("RGB", (1600, 900)).save(path)
    assert add_legend(path, [Line("Höhe – Дом\u200b", "heading")]) == []
    nobody = "\U000e0fff"  # is no letter of any language
    (told,) = add_legend(path, [Line(f"a{nobody}", "class"), Line(nobody, "source")])
    assert told.startswith(f"no font on this machine has {nobody}: the legend shows boxes")
