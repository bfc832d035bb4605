"""The preview: what is new, other and gone, as it is seen from the eye."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from app.plan_layers import ADDED, CHANGED, LANES, PLOT, SOLAR, ZONE
from app.sketch import preview
from app.sketch.preview import Preview, differences
from app.sketch.telling import telling
from city.base import Base
from city.terrain import Terrain
from city.view import View
from tests.city.plans import FRAME, at, base, do, square
from tests.city.toy import town

BARE = View.of(base())
MIDDLE, METRES = (60.0, 20.0), 0.25


class Eye:
    """Sees as tests.app.aslant does, 800 x 600 pixels, in parallel or, nearly so, from afar."""

    def __init__(self, parallel=True, stretch=1.0):
        self.parallel, self.stretch, self.updates = parallel, stretch, 0

    def update(self):
        self.updates += 1

    def projection(self):
        def places(points):
            flat = np.c_[points[:, 0], points[:, 1] + points[:, 2] * self.stretch]
            depth = 500 + (points[:, 1] - points[:, 2] * self.stretch) / 2
            ahead = np.ones(len(points)) if self.parallel else depth
            return (flat - MIDDLE) / METRES * (1, -1) + (400, 300), ahead

        return places

    def seen(self, points):
        return [], 500 + (points[:, 1] - points[:, 2]) / 2


class Sheet:
    """What a preview paints."""

    def __init__(self, after, before=BARE, **eye):
        self.eye = Eye(**eye)
        self.preview = Preview(self.eye, lambda: self.eye.stretch)
        self.preview.show(before, after)
        self.image = QImage(800, 600, QImage.Format.Format_RGB32)
        self.image.fill(QColor("#ffffff"))
        painter = QPainter(self.image)
        self.preview.paint(painter)
        painter.end()

    def colour(self, x, y, z=0.0):
        at = (np.array([x, y + z]) - MIDDLE) / METRES * (1, -1) + (400, 300)
        return self.image.pixelColor(*np.round(at).astype(int).tolist())

    def bare(self, *place):
        return self.colour(*place) == QColor("#ffffff")


BLOCK = do(BARE, "build", footprint=square(40, -10, 20, 20), storeys=3, id="block")


@pytest.mark.parametrize("parallel", [True, False])
def test_roofs_and_the_walls_that_face_the_eye_are_painted(parallel):
    sheet = Sheet(BLOCK, parallel=parallel)
    roof, wall = sheet.colour(50, 0, 9), sheet.colour(50, -10, 4)
    assert not sheet.bare(50, 0, 9) and not sheet.bare(50, -10, 4)
    assert roof.lightness() > wall.lightness()  # the light comes from above
    assert sheet.bare(30, 0) and sheet.bare(50, -14) and sheet.bare(50, 10, 12)
    assert sheet.eye.updates == 1


def test_heights_are_drawn_as_all_the_others():
    sheet = Sheet(BLOCK, stretch=2.0)
    assert not sheet.bare(50, 9, 17) and sheet.bare(50, 10, 20)
    assert Sheet(BLOCK).bare(50, 9, 17)


def test_nearer_bodies_hide_those_behind():
    park = {"kind": "park", "outline": square(40, 12, 20, 3)}  # seen behind the roof
    block = {"footprint": square(40, -10, 20, 20), "storeys": 3, "id": "block"}
    alone = Sheet(do(BARE, "lay", **park)).colour(50, 13)
    assert alone.green() > alone.blue()
    first, last = do(BLOCK, "lay", **park), do(do(BARE, "lay", **park), "build", **block)
    for view in (first, last):
        seen = Sheet(view).colour(50, 13)
        assert seen.blue() > seen.green()  # the roof, through which it shines
    assert Sheet(first).colour(50, 13) == Sheet(last).colour(50, 13)


def test_a_courtyard_is_left_open():
    ring, hole = square(40, -10, 40, 40), square(50, 0, 20, 20)
    sheet = Sheet(do(BARE, "build", footprint=ring, holes=[hole], storeys=1, id="block"))
    assert not sheet.bare(45, 10, 3) and sheet.bare(60, 8, 3)


def test_what_is_new_other_and_gone():
    raised = do(BLOCK, "raise", objects=["house"], storeys=1)
    fresh, gone = differences(BLOCK, raised)
    assert [colour for _, colour in fresh] == [CHANGED] and gone == []
    assert [colour for _, colour in differences(BARE, BLOCK)[0]] == [ADDED]
    fresh, gone = differences(raised, do(raised, "raise", objects=["block"], storeys=1))
    assert [colour for _, colour in fresh] == [CHANGED] and gone == []
    fresh, gone = differences(raised, do(raised, "demolish", objects=["block", "tower"]))
    assert fresh == [] and sorted(body.high for body in gone) == [9, 25]
    fresh, gone = differences(raised, do(raised, "demolish", objects=["house"]))
    assert fresh == [] and [body.high for body in gone] == [6]
    assert differences(BLOCK, BLOCK) == ([], [])


@pytest.mark.parametrize(
    ("verb", "said", "colour"),
    [
        ("build", {"footprint": square(40, -10, 20, 20), "storeys": 2, "use": "parking"}, ADDED),
        ("wall", {"line": [at(40, 0), at(60, 0)], "height": 2}, ADDED),
        ("lay", {"kind": "parking", "outline": square(40, -10, 20, 20)}, LANES["parking"]),
        ("plot", {"outline": square(40, -10, 20, 20)}, PLOT),
        ("solar", {"objects": ["house"]}, SOLAR),
        ("zone", {"outline": square(40, -10, 20, 20), "height": 12}, ZONE),
    ],
)
def test_it_has_the_colour_that_it_will_stand_in(verb, said, colour):
    fresh, _ = differences(BARE, do(BARE, verb, **said))
    assert [one for _, one in fresh] == [colour]


def test_one_sees_through_an_envelope_that_stands_on_the_ground():
    zone = {"outline": square(40, -10, 20, 20), "height": 12}
    ((body, _),), _ = differences(BARE, do(BARE, "zone", **zone))
    assert body.high - body.low == pytest.approx(12)  # it reaches below, for cellars
    assert Sheet(do(BARE, "zone", **zone)).colour(50, 0, 12).lightness() > 180


def test_of_very_many_demolished_only_some_are_marked(monkeypatch):
    monkeypatch.setattr(preview, "MOST_GONE", 1)
    _, gone = differences(BARE, do(BARE, "demolish", objects=["house", "tower"]))
    assert len(gone) == 1


def test_many_trees_are_painted_as_silhouettes():
    places = [at(20 + 4 * (k % 20), -20 + 4 * (k // 20)) for k in range(100)]
    few, many = (do(BARE, "plant", places=p, height=6.0, crown=3.0) for p in (places[:20], places))
    for view in (few, many):
        sheet = Sheet(view)
        assert not sheet.bare(20, -20, 4) and sheet.bare(22, -20, 0.3)
    lights = {Sheet(many).colour(20 + 4 * k, -4, z).rgb() for k in range(19) for z in (3, 4)}
    assert len(lights) <= 2  # without light and shade


def test_of_too_many_faces_the_largest_are_painted(monkeypatch):
    monkeypatch.setattr(preview, "MOST_FACES", 1)
    sheet = Sheet(BLOCK)
    assert not sheet.bare(50, 0, 9) and sheet.bare(50, -10, 4)  # the roof, and no wall


def hilly():
    x = np.arange(201)
    heights = np.add.outer(np.zeros(201), 3 * np.sin(x / 3)).astype(np.float32)
    return Base(FRAME, (town().freeze(),), (Terrain("hills", FRAME, heights, -1e3, 1e3, (10, 10)),))


def test_land_on_hills_is_painted_by_its_outline():
    before = View.of(hilly())
    after = do(before, "lay", kind="park", outline=square(-100, -100, 300, 80), id="park")
    ((body, _),), _ = differences(before, after)
    assert telling(before, after) == "24,000 m²"
    assert "built" not in vars(after.things["park"])  # nobody has cut it up yet
    assert len(after.things["park"].body) > 100 and len(body) == 1
    ring = body.faces()[0][0]
    assert ring[:, 2] == pytest.approx(before.ground(ring[:, :2]))
    assert np.ptp(ring[:, 2]) > 4


def test_nothing_is_painted_for_no_view():
    sheet = Sheet(None)
    assert sheet.preview.fresh == [] and sheet.bare(50, 0, 9)
    assert Sheet(do(BARE, "change", objects=["house"], attributes={"use": "x"})).bare(5, 4, 3)
