"""Materials and textures, by theme, on the polygons they are meant for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from city.model import City
from importers.citygml.appearance import world_file
from tests.importers.citygml.shared import (
    SPACES_3,
    SQUARE,
    building,
    codes,
    model,
    read_text,
    take,
)
from tests.shared import DATA, needs_data

NAMED = (
    '<gml:Polygon gml:id="p"><gml:exterior><gml:LinearRing gml:id="r"><gml:posList>'
    f"{SQUARE}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>"
)
SHAPE = (
    '<bldg:lod1MultiSurface><gml:MultiSurface gml:id="all"><gml:surfaceMember>'
    f"{NAMED}</gml:surfaceMember></gml:MultiSurface></bldg:lod1MultiSurface>"
)
UV = "0 0 1 0 1 1 0 1 0 0"
CORNER_UV = [[0, 0], [1, 0], [1, 1], [0, 1]]


def appearance(data: str, theme: str = "photo", tag: str = "surfaceDataMember") -> str:
    return (
        f"<app:Appearance><app:theme>{theme}</app:theme><app:{tag}>{data}</app:{tag}>"
        "</app:Appearance>"
    )


def locally(data: str) -> str:
    return model(building(f"<app:appearance>{appearance(data)}</app:appearance>{SHAPE}"))


def globally(data: str) -> str:
    inside = f"<app:appearanceMember>{appearance(data)}</app:appearanceMember>"
    return model(building(SHAPE) + inside)


def texture(inside: str, uri: str = "front.png", more: str = "") -> str:
    return (
        f"<app:ParameterizedTexture><app:imageURI>{uri}</app:imageURI>{more}{inside}"
        "</app:ParameterizedTexture>"
    )


def coordinates(target: str = "p") -> str:
    return (
        f'<app:target uri="#{target}"><app:TexCoordList>'
        f'<app:textureCoordinates ring="#r">{UV}</app:textureCoordinates>'
        "</app:TexCoordList></app:target>"
    )


def picture(folder: Path, name: str = "front.png", size: tuple[int, int] = (8, 4)) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True, parents=True)
    Image.new("RGB", size).save(path)
    return path


def uv(city: City, theme: str = "photo") -> list[list[float]]:
    look = city.shapes["1"].appearances[theme]
    assert look.uv is not None
    return look.uv.tolist()


@pytest.mark.parametrize("place", [locally, globally])
@pytest.mark.parametrize("target", ["p", "all"])
def test_a_material(tmp_path: Path, place, target: str):
    data = f"""<app:X3DMaterial gml:id="red"><app:ambientIntensity>0.3</app:ambientIntensity>
    <app:diffuseColor>1 0 0</app:diffuseColor><app:transparency>0.5</app:transparency>
    <app:target>#{target}</app:target></app:X3DMaterial>"""
    city, report = read_text(tmp_path, place(data))
    (material,) = city.materials
    assert (material.name, material.diffuse, material.transparency) == ("red", (1, 0, 0), 0.5)
    assert city.shapes["1"].appearances["photo"].material.tolist() == [0]
    assert len(report) == 0


@pytest.mark.parametrize("place", [locally, globally])
@pytest.mark.parametrize("target", ["p", "all"])
def test_a_texture_by_coordinates(tmp_path: Path, place, target: str):
    path = picture(tmp_path)
    more = "<app:textureType>specific</app:textureType><app:wrapMode>wrap</app:wrapMode>"
    more += "<app:borderColor>1 0 0</app:borderColor>"
    city, report = read_text(tmp_path, place(texture(coordinates(target), more=more)))
    (found,) = city.textures
    assert (found.uri, found.path) == ("front.png", str(path.resolve()))
    assert (found.kind, found.wrap, found.border) == ("specific", "wrap", (1, 0, 0, 1))
    assert uv(city) == CORNER_UV
    assert len(report) == 0


def test_a_texture_of_version_3(tmp_path: Path):
    picture(tmp_path)
    data = f"""<app:ParameterizedTexture><app:imageURI>front.png</app:imageURI>
    <app:textureParameterization><app:TextureAssociation><app:target>#p</app:target>
    <app:textureParameterization><app:TexCoordList>
    <app:textureCoordinates>{UV}</app:textureCoordinates><app:ring>#r</app:ring>
    </app:TexCoordList></app:textureParameterization></app:TextureAssociation>
    </app:textureParameterization></app:ParameterizedTexture>"""
    inside = f"<appearance>{appearance(data, tag='surfaceData')}</appearance>{SHAPE}"
    city, report = read_text(tmp_path, model(building(inside), SPACES_3))
    assert uv(city) == CORNER_UV
    assert len(report) == 0


def test_a_texture_by_matrix(tmp_path: Path):
    picture(tmp_path)
    matrix = "0.25 0 0 -114500  0 0.5 0 -2719000  0 0 0 1"
    target = f"""<app:target uri="#p"><app:TexCoordGen><app:worldToTexture>{matrix}
    </app:worldToTexture></app:TexCoordGen></app:target>"""
    city, _ = read_text(tmp_path, locally(texture(target)))
    assert uv(city) == [[0, 0], [1, 0], [1, 1.5], [0, 1.5]]


GROUND = """<app:GeoreferencedTexture>{more}<app:imageURI>map.png</app:imageURI>
<app:target>#p</app:target></app:GeoreferencedTexture>"""


def test_a_map_on_the_ground_by_point_and_turn(tmp_path: Path):
    picture(tmp_path, "map.png")  # 8 by 4 pixels of half a metre: 4 by 2 metres
    more = """<app:referencePoint><gml:Point><gml:pos>458000.25 5438002.75</gml:pos></gml:Point>
    </app:referencePoint><app:orientation>0.5 0 0 -0.5</app:orientation>"""
    city, report = read_text(tmp_path, locally(GROUND.format(more=more)))
    assert np.allclose(uv(city), [[0, -0.5], [1, -0.5], [1, 1], [0, 1]])
    assert len(report) == 0


def test_a_map_on_the_ground_by_world_file(tmp_path: Path):
    picture(tmp_path, "map.png")
    (tmp_path / "map.pgw").write_text("0.5\n0\n0\n-0.5\n458000.25\n5438002.75\n")
    city, report = read_text(tmp_path, locally(GROUND.format(more="")))
    assert np.allclose(uv(city), [[0, -0.5], [1, -0.5], [1, 1], [0, 1]])
    assert len(report) == 0


def test_a_map_that_nobody_placed_is_reported(tmp_path: Path):
    picture(tmp_path, "map.png")
    city, report = read_text(tmp_path, locally(GROUND.format(more="")))
    assert codes(report) == ["TEXTURE_UNPLACED"]
    assert city.shapes["1"].appearances["photo"].texture.tolist() == [0]


def test_world_files_by_their_usual_names(tmp_path: Path):
    for name in ("a.jgw", "b.jpgw", "c.wld"):
        (tmp_path / name).write_text("1\n2\n3\n4\n5\n6")
        picture_name = tmp_path / f"{name[0]}.jpg"
        assert world_file(picture_name) == [1, 2, 3, 4, 5, 6]
    assert world_file(tmp_path / "d.jpg") == []


def test_a_missing_picture_is_reported_once_and_its_coordinates_kept(tmp_path: Path):
    city, report = read_text(tmp_path, locally(texture(coordinates()) * 1))
    assert codes(report) == ["MISSING_TEXTURE"]
    assert city.textures[0].path == ""
    assert uv(city) == CORNER_UV


@pytest.mark.parametrize("uri", ["../secret.png", "/etc/hostname", "a/../../secret.png"])
def test_a_picture_outside_the_folder_is_refused(tmp_path: Path, uri: str):
    picture(tmp_path, "secret.png")
    inner = tmp_path / "city"
    inner.mkdir()
    city, report = read_text(inner, locally(texture(coordinates(), uri)))
    assert codes(report) == ["TEXTURE_REFUSED"]
    assert city.textures[0].path == ""


def test_a_picture_behind_a_link_out_of_the_folder_is_refused(tmp_path: Path):
    picture(tmp_path, "secret.png")
    inner = tmp_path / "city"
    inner.mkdir()
    (inner / "front.png").symlink_to(tmp_path / "secret.png")
    _, report = read_text(inner, locally(texture(coordinates())))
    assert codes(report) == ["TEXTURE_REFUSED"]


def test_a_picture_in_a_folder_named_the_windows_way(tmp_path: Path):
    picture(tmp_path, "pictures/front.png")
    city, report = read_text(tmp_path, locally(texture(coordinates(), "pictures\\front.png")))
    assert city.textures[0].path.endswith("front.png")
    assert len(report) == 0


@pytest.mark.parametrize("uri", ["My%20Pictures/Front.PNG", "my pictures/front.png"])
def test_a_picture_by_a_name_as_uris_or_windows_have_it(tmp_path: Path, uri: str):
    picture(tmp_path, "My Pictures/Front.PNG")
    city, report = read_text(tmp_path, locally(texture(coordinates(), uri)))
    assert city.textures[0].path.endswith("Front.PNG")
    assert city.textures[0].uri == uri
    assert len(report) == 0


def test_a_texture_without_a_name_is_told(tmp_path: Path):
    _, report = read_text(tmp_path, locally(texture(coordinates(), "")))
    assert [f.message for f in report] == ["a texture names no picture"]


def test_a_polygon_that_is_used_backwards_turns_its_picture_with_it(tmp_path: Path):
    picture(tmp_path)
    turned = f"""<bldg:lod1MultiSurface><gml:MultiSurface><gml:surfaceMember>
    <gml:OrientableSurface orientation="-"><gml:baseSurface>{NAMED}</gml:baseSurface>
    </gml:OrientableSurface></gml:surfaceMember></gml:MultiSurface></bldg:lod1MultiSurface>"""
    inside = f"<app:appearance>{appearance(texture(coordinates()))}</app:appearance>{turned}"
    city, _ = read_text(tmp_path, model(building(inside)))
    assert uv(city) == CORNER_UV[::-1]


def test_coordinates_that_do_not_fit_their_ring_are_left_out(tmp_path: Path):
    picture(tmp_path)
    target = coordinates().replace(UV, "0 0 1 0")
    city, _ = read_text(tmp_path, locally(texture(target)))
    assert np.isnan(uv(city)).all()


@needs_data
def test_the_summer_and_the_winter_of_a_real_house():
    path = DATA / "citygml/2.0/ogc-examples/appearance/Appearance-EPSG25832.gml"
    city, report = take(path)
    assert set(city.shapes["2"].appearances) == {"Summer", "Winter"}
    for theme in ("Summer", "Winter"):
        look = city.shapes["2"].appearances[theme]
        assert (look.texture >= 0).sum() == 7  # two roofs, front, back, right, twice left
        assert look.uv is not None
        painted = np.repeat(look.texture >= 0, np.diff(city.shapes["2"].ring_points))
        assert np.isfinite(look.uv[painted]).all()
    names = {t.uri for t in city.textures}
    assert names == {
        "facade.png",
        "ground_summer.png",
        "front_back_summer.png",
        "ground_winter.png",
        "front_back_winter.png",
    }
    assert len(report) == 0
