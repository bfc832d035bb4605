"""The shadows in the picture at rest and the sun study say the same of the same moment.

Places of the study that the camera sees are looked up in the picture. It draws the penumbra of the
sun's disc, where the study asks for its middle alone; there they may differ, and nowhere else.
"""

import numpy as np
import pytest
from scipy.ndimage import distance_transform_edt

import assets
from city.base import Base
from city.growth import all_grown
from city.outcome import city_of
from city.progress import Progress
from city.simulate.light import in_the_open, look_up, starts
from city.simulate.parameters import settled
from city.simulate.places import PLACES, placed
from city.view import View
from importers import Options, read
from render import camera as eye
from render.light import Sun
from render.picture import off_screen
from render.scene import Scene
from tests.city.plans import at, plan

SIZE, YEAR = (800, 600), 2040.0
SUNS = [Sun(110, 15), Sun(180, 38), Sun(250, 22), Sun(140, 60)]
EDGE = 2.0  # pixels
PLANS = (
    {"edit": "build", "footprint": [at(40, 30), at(60, 30), at(60, 50)], "storeys": 9},
    {"edit": "demolish", "objects": ["house"]},
    {
        "edit": "plant",
        "places": [at(30, 20), at(80, -12)],
        "height": 6,
        "grown_height": 18,
        "grown_crown": 12,
        "years": 20,
        "year": 2026,
    },
)


def planned():
    """The toy town and a plan over it, and what the window shows of both."""
    view = plan(*PLANS)
    grown = city_of(all_grown(view.things.values(), YEAR), view.base.frame)
    return view, [view.base.cities[0], grown, *view.terrains()], (-10, -40, 140, 60)


def sample():
    """The sample city."""
    reading = read([assets.path("sample")], Options())
    base = Base.of([reading.city, *reading.terrains], reading.frame)
    x, y = base.extent.mean(0).tolist()
    return View.of(base), [reading.city, *reading.terrains], (x - 120, y - 120, x + 120, y + 120)


@pytest.fixture(scope="module", params=[planned, sample])
def shown(request):
    """A view, its places and what stands around them, and a scene that shows it."""
    view, things, box = request.param()
    east, north, _ = view.base.frame.origin
    area = [box[0] + east, box[1] + north, box[2] + east, box[3] + north]
    settings = settled(PLACES, {"area": area, "spacing": 2})
    obstacles, samples = placed(view, settings, YEAR)
    scene = Scene()
    scene.spare_nothing()
    window = off_screen(scene, SIZE)
    for number, thing in enumerate(things):
        scene.show(str(number), thing)
    scene.set_shown("0", ~view.gone[0])
    camera = scene.renderer.GetActiveCamera()
    bounds = (box[0], box[2], box[1], box[3], float(samples.points[:, 2].min()), 30.0)
    eye.home(camera, bounds, SIZE[0] / SIZE[1])
    scene.rest()
    window.Render()
    yield scene, camera, samples, obstacles
    scene.close()
    window.Finalize()


def in_sight(camera, samples, sight, free):
    """Which places are seen, their columns and rows, and how many metres a pixel is there."""
    x, y, away = eye.project(camera, SIZE, samples.points)
    column, row = (np.floor(v).astype(int) for v in (x, y))
    inside = (column >= 0) & (row >= 0) & (column < SIZE[0]) & (row < SIZE[1])
    rows = np.flatnonzero(free & (away > 0) & inside)
    column, row, metres = column[rows], row[rows], away[rows] * eye.pixel(camera, SIZE[1])
    apart = sight.start[row, column] - samples.points[rows]
    along = np.einsum("ij,ij->i", sight.normal[row, column], samples.normals[rows])
    off = np.einsum("ij,ij->i", apart, samples.normals[rows])
    near = np.linalg.norm(apart, axis=1) < 2 * metres + 0.1
    seen = (along > 0.99) & near & (np.abs(off) < 0.05 + away[rows] * 2e-5)
    return rows[seen], column[seen], row[seen], metres[seen]


def edges(lit):
    """Pixels from each to the nearest edge of a shadow or of what does not face the sun."""
    edge = np.zeros(lit.shape, bool)
    edge[1:] |= lit[1:] != lit[:-1]
    edge[:, 1:] |= lit[:, 1:] != lit[:, :-1]
    return distance_transform_edt(~edge)


@pytest.mark.parametrize("sun", SUNS, ids=lambda sun: f"{sun.azimuth}-{sun.altitude}")
def test_picture_and_study_agree(shown, sun):
    scene, camera, samples, obstacles = shown
    towards = sun.direction()
    shade = scene.shading(towards)()
    free = in_the_open(samples, obstacles)
    rows, column, row, metres = in_sight(camera, samples, shade.sight, free)
    bits = look_up(samples, obstacles, towards[None], True, Progress(), "").clear
    study = bits[rows, 0] > 0
    share = np.where(shade.lit > 0, shade.sun, 0)
    picture = share[row, column]
    assert len(rows) > 2000 and 0.1 < study.mean() < 0.97
    assert ((picture > 0.5) == study).mean() > 0.985  # wherever the edge of a shadow falls
    clear = (picture < 0.05) | (picture > 0.95)
    wrong = clear & ((picture > 0.5) != study)
    assert clear.mean() > 0.9
    assert wrong.sum() <= 0.003 * clear.sum()
    # What is left lies beside an edge, or in a shadow that is narrower than the picture's pixels.
    far = wrong & (edges(share > 0.5)[row, column] > EDGE)
    start = starts(samples, obstacles, rows[far])
    reach = obstacles.solid.first(start, np.tile(towards.astype(np.float32), (far.sum(), 1)))[0]
    assert (reach[~study[far]] < EDGE * metres[far][~study[far]]).all()
    assert far.sum() <= 0.002 * clear.sum()
