"""Results of real models, drawn into pictures/ for people to look at; the north is up in each."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import importers
from city.base import Base
from city.measure import boxes
from city.scales import Scale, scale_of
from city.simulated.colouring import coloured
from city.simulated.covers import over_covers
from city.simulated.field import Field, Variable
from city.simulated.raster import Raster
from city.simulated.run import Run
from city.simulated.slices import level_slice, skin, upright_slice
from city.simulated.surfaces import draped
from city.simulated.volume import Volume
from city.simulated.water import Water
from city.subjects import Subject
from importers.simulated import Options, read
from render import camera as eye
from render.draft import draft_of
from render.picture import taken
from render.style import themes_of
from tests.render.towns import is_sky
from tests.shared import DATA, ROOT, needs_data

SIM, FLOOD = DATA / "live" / "sim", DATA / "simulation" / "kumamoto-flood"
HERE = Options(crs="local", start=np.datetime64("2026-07-14T00:00"))

pytestmark = needs_data


def flat(places):
    return np.zeros(len(places))


def scale_for(field: Field, key: str, step: int = -1) -> Scale:
    """The colours of the curated table, as far as the values of a step reach."""
    variable = field.variable(key)
    values = field.values(key, step % field.steps).astype(float)
    quantity = variable.quantity
    if quantity is not None:
        low, high = np.nanpercentile(values, (2, 98)).tolist()
        quantity = replace(quantity, low=low, high=high)
    return scale_of(Subject(key, variable.title, variable.unit, quantity), values.ravel())


def drawn(stage, name: str, above: bool = False) -> np.ndarray:
    """The picture of the stage, kept under a name. above: seen from straight above."""
    scene = stage.scene
    stage.window.SetSize(1200, 800)
    if above:
        eye.top(scene.renderer.GetActiveCamera(), scene.bounds(), 1.5)
    else:
        scene.home()
    scene.spare_nothing()
    scene.rest()
    picture = taken(scene, stage.window)
    folder = ROOT / "pictures"
    folder.mkdir(exist_ok=True)
    Image.fromarray(picture).save(folder / f"{name}.png")
    sky = is_sky(picture)
    assert 0.1 < 1 - sky.mean() < 0.95
    rim = np.concatenate([sky[0], sky[-1], sky[:, 0], sky[:, -1]])
    assert rim.all()  # nothing is clipped
    return picture


def seen_at(stage, picture, place):
    """The colour at a place (3,)."""
    x, y = stage.at(place)
    return picture[picture.shape[0] - 1 - y, x].astype(int)


@pytest.mark.parametrize("above", [False, True])
def test_the_heat_of_a_city(stage, above):
    (field,) = read(SIM / "cf_urban_heat.nc").fields
    scale, values = scale_for(field, "ta", 14), field.values("ta", 14)
    stage.scene.sheets.lay("heat", draped(field.shape, flat))
    rgba = coloured(values, scale.edges, scale.colours)
    stage.scene.sheets.paint("heat", rgba)
    picture = drawn(stage, f"heat{'_above' if above else ''}", above)
    rows, columns = field.shape.shape
    for row, column in ((2, 2), (2, columns - 3), (rows - 3, 2), (rows // 2, columns // 2)):
        cell = row * columns + column
        place = [*field.shape.places()[cell], 0.0]
        assert np.abs(seen_at(stage, picture, place) - rgba[cell, :3]).max() <= 3
    middles = field.shape.places().reshape(rows, columns, 2)
    assert (np.diff(middles[:, 0, 1]) < 0).all()  # so the first row is the northernmost


def test_the_levels_of_a_flood_in_kumamoto(stage):
    (field,) = read(FLOOD / "flood_00300min" / "tileset.json").fields
    scale, values = scale_for(field, "level"), field.values("level")
    stage.scene.sheets.lay("flood", draped(field.shape, flat, "nodes"))
    stage.scene.sheets.paint("flood", coloured(values, scale.edges, scale.colours))
    stage.scene.sheets.set_opacity("flood", 0.7)
    drawn(stage, "kumamoto")


@pytest.mark.parametrize(
    ("name", "more"),
    [("depth.slf", {}), ("flood_ugrid.nc", {"units": {"h": "m", "time": "s"}})],
)
def test_water_over_a_mesh(stage, name, more):
    (field,) = read(SIM / name, replace(HERE, **more)).fields
    key = field.variables[0].key
    scale, water = scale_for(field, key), Water(field, flat, depth=key)
    stage.scene.sheets.lay("water", water.surface)
    heights, deep = water.at(field.times[-1])
    assert np.nanmax(deep) == pytest.approx(np.nanmax(field.values(key, field.steps - 1)))
    stage.scene.sheets.lift("water", heights)
    stage.scene.sheets.paint("water", coloured(deep, scale.edges, scale.colours))
    drawn(stage, f"water_{Path(name).stem}")


def test_the_bay_of_san_diego(stage):
    units = {"elevation": "m", "depth": "m"}
    options = Options(crs="EPSG:26911", units=units)
    fields = read(DATA / "simulation" / "ADH_SanDiego_ugrid.nc", options).fields
    field = next(one for one in fields if one.title == "elevation")
    scale = scale_for(field, "elevation")
    stage.scene.sheets.lay("bay", draped(field.shape, flat, "nodes"))
    values = field.values("elevation")
    stage.scene.sheets.paint("bay", coloured(values, scale.edges, scale.colours))
    drawn(stage, "san_diego")


def test_the_air_over_yokosuka(stage):
    options = Options(units={"temperature": "°C"})
    (field,) = read(DATA / "simulation/yokosuka-cfd/air_temperature_3m.geojson", options).fields
    scale = scale_for(field, "temperature")
    stage.scene.sheets.lay("air", draped(field.shape, flat))
    values = field.values("temperature")
    rgba = coloured(values, scale.edges, scale.colours)
    stage.scene.sheets.paint("air", rgba)
    stage.window.SetSize(1200, 800)
    eye.top(stage.scene.renderer.GetActiveCamera(), stage.scene.bounds(), 1.5)
    stage.scene.rest()
    picture = taken(stage.scene, stage.window)
    Image.fromarray(picture).save(ROOT / "pictures" / "yokosuka.png")
    for place in range(0, len(values), 200):
        seen = seen_at(stage, picture, field.shape.places[place])
        assert np.abs(seen - rgba[place, :3]).max() <= 3


@pytest.mark.parametrize("what", ["skin", "level", "upright"])
def test_a_case_of_openfoam(stage, what):
    (field,) = read(SIM / "foam", HERE).fields
    volume = field.shape
    assert isinstance(volume, Volume)
    key = field.variables[0].key
    scale = scale_for(field, key)
    surface = {
        "skin": lambda: skin(volume),
        "level": lambda: level_slice(volume, 0.6),
        "upright": lambda: upright_slice(volume, np.array([0.0, 0.2]), np.array([1.0, 0.4])),
    }[what]()
    stage.scene.sheets.lay("air", surface)
    rgba = coloured(field.values(key), scale.edges, scale.colours)
    stage.scene.sheets.paint("air", rgba)
    drawn(stage, f"foam_{what}")


@pytest.mark.parametrize("what", ["heat", "water"])
def test_what_lies_on_the_ground_of_delft_is_seen_and_its_roofs_too(stage, what):
    city = importers.read(DATA / "demo-delft" / "delft_3dfier.city.json").city
    base, scene = Base(city.frame, (city,)), stage.scene
    for name in set(themes_of(city.objects.kinds)):
        scene.show(name, city, name, draft_of(city, None, name))
    west, east, south, north = scene.bounds()[:4]
    x = np.linspace(west, east, 200)
    y = np.linspace(north, south, 130)
    cells = Raster(
        x + city.frame.origin[0], y + city.frame.origin[1], city.frame.horizontal, city.frame
    )
    far = np.hypot(x - x.mean(), (y - y.mean())[:, None]).astype(np.float32) / 50
    deep = np.maximum(0.5 - over_covers(base)(cells.places()).reshape(130, 200), 0)
    told = {"heat": far, "water": deep.astype(np.float32)}[what]
    variable = Variable("water_depth", "Depth", "m")
    times = np.zeros(0, "datetime64[ms]")
    field = Field("delft", Run("delft"), cells, (variable,), times, lambda *_: told[None])
    scale = scale_for(field, "water_depth")
    camera, middle = scene.renderer.GetActiveCamera(), (x.mean(), y.mean(), 0.0)
    stage.window.SetSize(900, 600)
    camera.SetPosition(middle[0] - 100, middle[1] - 200, 140)
    camera.SetFocalPoint(*middle)
    camera.SetViewUp(0, 0, 1)
    bare = stage.picture().astype(int)
    if what == "heat":
        scene.sheets.lay("it", draped(cells, over_covers(base, water=True)))
        scene.sheets.paint("it", coloured(told, scale.edges, scale.colours))
    else:
        water = Water(field, over_covers(base), depth="water_depth")
        heights, depth = water.at(np.datetime64("2026-07-14"))
        scene.sheets.lay("it", water.surface)
        scene.sheets.set_opacity("it", 0.7)
        scene.sheets.lift("it", heights)
        scene.sheets.paint("it", coloured(depth, scale.edges, scale.colours))
    picture = stage.picture()
    Image.fromarray(picture).save(ROOT / "pictures" / f"delft_{what}.png")
    spans = boxes(city, next(iter(city.shapes)))
    built = np.array([kind == "Building" for kind in city.objects.kinds])[city.objects.kind]
    changed = np.abs(picture - bare).max(2) > 12
    assert changed.mean() > 0.1
    roofs = [(*box[:, :2].mean(0), box[1, 2]) for box in spans[built][::8]]
    pixels = [stage.at(roof) for roof in roofs]
    inside = [(x, y) for x, y in pixels if 0 <= x < 900 and 0 <= y < 600]
    kept = [not changed[599 - y, x] for x, y in inside]
    assert len(kept) > 5 and np.mean(kept) > 0.9
