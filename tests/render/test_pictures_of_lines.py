"""Pictures of results of models, into pictures/results: to be looked at, and known to show them."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from city.glyphs import Glyphs
from city.scales import scale_of
from city.simulated.contours import contours, steps
from city.simulated.flow import Particles, Region, seen_grid, streamlines
from city.simulated.ribbons import laid, nodes, strongest, widths
from city.simulated.vectors import arrows, spread, vectors
from city.subjects import Subject
from importers import read as read_city
from importers.simulated import read
from importers.simulated.results import Options
from render.draft import draft_of
from render.picture import off_screen, taken
from render.scene import Scene
from render.style import themes_of
from tests.shared import DATA, ROOT, needs_data

pytestmark = needs_data

PICTURES = ROOT / "pictures" / "results"
SIZE = (1280, 800)
START = np.datetime64("2026-07-14T00:00", "ms")
NOTHING = Glyphs.of("disc", np.zeros((0, 3)), np.zeros((0, 3)))
GREY = (60, 64, 70)


class Table:
    """A scene, and pictures of it with what is shown over it."""

    def __init__(self, middle, beside, up):
        self.scene = Scene()
        self.scene.spare_nothing()
        self.window = off_screen(self.scene, SIZE)
        self._stands = (*middle, 0.0), (middle[0], middle[1] - beside, up)

    def picture(self, name, glyphs=NOTHING, trails=None, ribbons=None):
        """The pixels that differ from the bare city."""
        self.scene.hide_things("result")
        bare = self._taken()
        self.scene.show_things("result", glyphs, trails, None, ribbons)
        shown = self._taken()
        PICTURES.mkdir(parents=True, exist_ok=True)
        Image.fromarray(shown).save(PICTURES / f"{name}.png")
        return (np.abs(shown.astype(int) - bare) > 12).any(-1)

    def _taken(self):
        camera = self.scene.renderer.GetActiveCamera()
        camera.SetFocalPoint(*self._stands[0])
        camera.SetPosition(*self._stands[1])
        camera.SetViewUp(0, 0, 1)
        self.scene.renderer.ResetCameraClippingRange(-3000, 3000, -3000, 3000, 0, 100)
        self.scene.rest()
        return taken(self.scene, self.window)


@pytest.fixture
def table(request):
    made = Table(*request.param)
    yield made
    made.scene.close()


def scale(variable, values):
    quantity = variable.quantity
    told = values.astype(np.float64).ravel()
    if quantity is not None:
        told = quantity.converted(told, variable.unit)
    subject = Subject(variable.key, variable.title, variable.unit, quantity)
    return scale_of(subject, told), told


@pytest.mark.parametrize("table", [((425, 400), 500, 600)], indirect=True)
def test_traffic_of_both_directions_on_the_streets_of_sumo(table):
    results = read(DATA / "live/sim/sumo_edgedata.xml", Options(start=START))
    streets = results.networks[0]
    moment = streets.times[0]
    colours, speed = scale(streets.variable("speed"), streets.at("speed", moment))
    wide = widths(streets.at("flow", moment), strongest(streets, "flow"))
    ribbons = laid(streets).ribbons(colours.of(speed), wide)
    seen = table.picture("traffic", ribbons=ribbons)
    assert 0.04 < seen.mean() < 0.3


@pytest.mark.parametrize("table", [((1000, 700), 900, 900)], indirect=True)
def test_the_streets_of_a_town(table):
    results = read(DATA / "traffic/ingolstadt_cutmap.net.xml.gz", Options())
    streets = results.networks[0]
    wide = np.nan_to_num(streets.links.width, nan=3.0)
    ribbons = laid(streets).ribbons((74, 124, 168), wide / 2, metres=True, least=2.0)
    around = laid(streets, of="areas").ribbons((180, 180, 176), 1.0)
    seen = table.picture("town", ribbons=ribbons)
    assert 0.03 < seen.mean() < 0.4
    assert table.picture("crossings", ribbons=around).any()


@pytest.mark.parametrize("table", [((71, 55), 130, 120)], indirect=True)
@pytest.mark.parametrize("name", ["swmm_min.out", "epanet_min.inp"])
def test_pipes_and_their_nodes(table, name):
    results = read(DATA / "live/sim" / name, Options(crs="EPSG:4326"))
    pipes = results.networks[0]
    lay = laid(pipes, lambda places: np.zeros(len(places)), above=True)
    ribbons = lay.ribbons((52, 110, 180), pipes.links.width, metres=True, least=5.0)
    ends = nodes(pipes, GREY, lambda places: np.zeros(len(places)), size=4, above=True)
    assert table.picture(name.partition(".")[0], ends, ribbons=ribbons).sum() > 2000


@pytest.mark.parametrize("table", [((50, 50), 60, 80)], indirect=True)
def test_contours_of_the_depth_of_water(table):
    results = read(DATA / "live/sim/depth.slf", Options(crs="local"))
    field = results.fields[0]
    variable = field.variables[0]
    depth = field.at(variable.key, field.times[-1])
    colours, _ = scale(variable, depth)
    lines = contours(field.shape, depth, steps(0, float(np.nanmax(depth))), variable.at)
    seen = table.picture(
        "depth", ribbons=lines.ribbons(colours, lambda places: np.zeros(len(places)), width=2.4)
    )
    assert seen.mean() > 0.02 and len(lines.labels(25.0, 3.0, "m").words) > 10


CITY = ("B_others", "B_school", "B_commerce", "B_hotel", "B_office")


@pytest.mark.parametrize("table", [((465, 1240), 330, 260)], indirect=True)
def test_wind_between_the_buildings_of_yokosuka(table):
    frame = None
    for name in CITY:
        one = read_city(DATA / "mesh-ifc/yokosuka_obj" / f"{name}.obj").city
        frame = frame or one.frame
        off = np.array(one.frame.origin) - np.array(frame.origin)
        shapes = {lod: replace(s, points=s.points + off) for lod, s in one.shapes.items()}
        city = replace(one, frame=frame, shapes=shapes)
        for theme in dict.fromkeys(themes_of(city.objects.kinds)):
            table.scene.show(f"{name} {theme}", city, theme, draft_of(city, None, theme))
    units = {"wind_vector": "m/s", "wind_strength": "m/s"}
    options = Options(crs="EPSG:4326", frame=frame, units=units)
    field = read(DATA / "simulation/yokosuka-cfd/wind_3m.geojson", options).fields[0]
    wind, height = field.variables[0], 5.0
    box = np.percentile(field.shape.places[:, :2], [1, 97], axis=0)
    colours, strength = scale(wind, field.values(wind.key))
    places, apart = spread(box)
    points = np.column_stack([places, np.full(len(places), height)])
    told = vectors(field, wind.key, START, points)
    shown = arrows(
        told, points, apart=apart, scale=colours, strongest=float(np.percentile(strength, 99))
    )
    assert table.picture("wind_arrows", shown).sum() > 5000
    grid = seen_grid(field, box)
    assert grid is not None
    flow = Region.of(field, wind.key, grid, height).flow(field, wind.key, START)
    particles = Particles()
    for _ in range(60):
        particles.step(flow, 1.2)
    assert table.picture("wind_particles", trails=particles.trails(colours)).sum() > 20_000
    lines = streamlines(flow, 14.0)
    seen = table.picture("wind_lines", lines.arrows(colours, 10.0), None, lines.ribbons(colours))
    assert seen.sum() > 5000
