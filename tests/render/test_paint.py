"""Pictures and materials on surfaces."""

import numpy as np
import pytest
from PIL import Image

from city.builder import CityBuilder
from city.model import Material, Texture
from city.query import drawn
from render.mesh import mesh_of
from render.paint import FRINGE, paint
from render.picture import render
from tests.render.towns import UTM

SQUARE = np.array([(0, 0, 0), (10, 0, 0), (10, 10, 0), (0, 10, 0)], float)
WHOLE = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float)


def picture(path, colour, size=(40, 30)):
    Image.new("RGB", size, colour).save(path)
    return Texture(path.name, str(path))


def wall(*paints):
    """Squares side by side, each with (texture, material, uv)."""
    builder = CityBuilder(UTM)
    shape = builder.add_shape(builder.add_object("Building", "it"), "2")
    for k, (texture, material, uv) in enumerate(paints):
        polygon = builder.add_polygon(shape, [SQUARE + np.array((10.0 * k, 0, 0))])
        builder.paint(
            "summer",
            polygon,
            -1 if material is None else builder.add_material(material),
            -1 if texture is None else builder.add_texture(texture),
            uv,
        )
    return builder.freeze()


def painted(city):
    return paint(city, mesh_of(city, drawn(city)))


def test_pictures_share_a_sheet_and_keep_their_colours(tmp_path):
    red = picture(tmp_path / "red.png", (200, 10, 10))
    blue = picture(tmp_path / "blue.png", (10, 10, 200), (70, 20))
    _, (sheet,) = painted(wall((red, None, WHOLE), (blue, None, WHOLE)))
    assert sorted(sheet.triangles.tolist()) == [0, 1, 2, 3] and not sheet.repeats
    rows, columns = sheet.pixels.shape[:2]
    for triangle, uv in zip(sheet.triangles, sheet.uv, strict=True):
        expected = (200, 10, 10) if triangle < 2 else (10, 10, 200)
        column, row = (uv.mean(0) * (columns, rows)).astype(int)
        assert tuple(sheet.pixels[row, column]) == expected
        # and at the very corners, where a neighbour might shine in
        for u, v in uv:
            around = sheet.pixels[
                max(int(v * rows) - FRINGE, 0) : int(v * rows) + FRINGE,
                max(int(u * columns) - FRINGE, 0) : int(u * columns) + FRINGE,
            ]
            assert (around == expected).all()


def test_the_lower_left_of_a_picture_is_at_zero_zero(tmp_path):
    image = Image.new("RGB", (20, 20), (0, 0, 0))
    image.putpixel((0, 19), (250, 250, 250))
    image.save(tmp_path / "corner.png")
    corner = Texture("corner.png", str(tmp_path / "corner.png"))
    _, (sheet,) = painted(wall((corner, None, WHOLE)))
    assert tuple(sheet.pixels[FRINGE, FRINGE]) == (250, 250, 250)


def test_a_picture_that_repeats_stays_alone(tmp_path):
    red = picture(tmp_path / "red.png", (200, 10, 10))
    brick = picture(tmp_path / "brick.png", (90, 50, 10))
    _, parts = painted(wall((brick, None, WHOLE * 5), (red, None, WHOLE)))
    assert [p.repeats for p in parts] == [True, False]
    assert parts[0].uv.max() == 5 and parts[0].pixels.shape == (30, 40, 3)


@pytest.mark.parametrize("content", [None, b"", b"no picture"])
def test_a_missing_or_damaged_picture_leaves_plaster(tmp_path, content):
    path = tmp_path / "lost.png"
    if content is not None:
        path.write_bytes(content)
    assert painted(wall((Texture("lost.png", str(path)), None, WHOLE)))[1] == []


def test_a_picture_cut_short_is_drawn_grey(tmp_path):
    path = tmp_path / "half.png"
    Image.effect_noise((64, 64), 90).convert("RGB").save(path)
    path.write_bytes(path.read_bytes()[:2000])
    _, (sheet,) = painted(wall((Texture("half.png", str(path)), None, WHOLE)))
    assert (sheet.pixels[FRINGE:-FRINGE, FRINGE:-FRINGE] == 200).all()


def test_materials_colour_their_polygons_and_no_others():
    green = Material(diffuse=(0.0, 1.0, 0.5))
    city = wall((None, green, None), (None, None, None))
    mesh = mesh_of(city, drawn(city))
    colours, parts = paint(city, mesh)
    assert parts == [] and (colours[:4] == (0, 255, 127)).all()
    assert np.array_equal(colours[4:], mesh.colours[4:])


def test_many_large_pictures_are_made_smaller(tmp_path, monkeypatch):
    monkeypatch.setattr("render.paint.SHEET", 128)
    monkeypatch.setattr("render.paint.SHEETS", 1)
    names = [picture(tmp_path / f"{k}.jpg", (k * 20, 0, 0), (200, 200)) for k in range(9)]
    _, sheets = painted(wall(*((t, None, WHOLE) for t in names)))
    assert sum(len(s.triangles) for s in sheets) == 18
    assert all(max(s.pixels.shape[:2]) <= 128 for s in sheets) and len(sheets) <= 2


def test_a_textured_roof_is_seen_in_the_picture(tmp_path):
    red = picture(tmp_path / "red.png", (230, 20, 20))
    city = wall((red, None, WHOLE))
    plain, shown = (render([city], (80, 60), textures=on) for on in (False, True))

    def reddish(picture):
        return (picture[..., 0].astype(int) - picture[..., 2] > 100).sum()

    assert reddish(plain) == 0 and reddish(shown) > 200
