"""Places that are clicked, as a form holds them, and their marks in the picture."""

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from app.chosen_places import ChosenPlaces
from app.on_the_table import Selection
from city.project import Eye
from tests.app.planned import Desk
from tests.app.standin import StandIn, row_of

EAST, NORTH = 84000.0, 447000.0


class Seeing(StandIn):
    def eye(self):
        return Eye((0.0, -500.0, 100.0), (0.0, 0.0, 0.0))


@pytest.fixture
def places(qtbot, tmp_path):
    desk = Desk(tmp_path)
    viewport = Seeing(None)
    viewport.resize(400, 300)
    qtbot.addWidget(viewport)
    said = []
    made = ChosenPlaces(viewport, desk.document, desk.planning, said.append, lambda: ["tower"])
    made.desk, made.viewport, made.said = desk, viewport, said
    yield made
    desk.project.close()


def face_of(document, ident, upright):
    """A face of a building, as if it were clicked; and a point of it."""
    city = next(iter(document.layers.values())).thing
    row = row_of(document, ident)
    lod, shapes = max(city.shapes.items())
    polygons = range(*shapes.object_polygons()[[row, row + 1]])
    for polygon in polygons:
        corners = shapes.points[shapes.triangles[shapes.polygon_triangles[polygon]]].astype(float)
        across = np.cross(corners[1] - corners[0], corners[2] - corners[0])
        share = across[2] / np.linalg.norm(across)
        if (abs(share) < 0.1) == upright and corners[:, 2].mean() > 2:
            point = tuple(corners.mean(0).tolist())
            return Selection("1/Buildings", city, row, -1, polygon, lod, point), across
    raise AssertionError("no such face")


def test_the_ground_is_a_place_without_a_height(places):
    x, y, z = places.place_of((12.0, 34.0, 0.2), None)
    assert (x, y) == (EAST + 12, NORTH + 34) and np.isnan(z)


def test_on_a_roof_one_stands(places):
    hit, _ = face_of(places.desk.document, "shaft", upright=False)
    ground = places.desk.planning.view.ground(np.array([hit.point[:2]]))[0]
    found = places.place_of(hit.point, hit)
    np.testing.assert_allclose(found[2], hit.point[2] - ground + 1.6)
    np.testing.assert_allclose(found[:2] - (EAST, NORTH), hit.point[:2])


def test_out_of_a_facade_one_looks(places):
    hit, across = face_of(places.desk.document, "shaft", upright=True)
    off = places.place_of(hit.point, hit)[:2] - (EAST, NORTH) - hit.point[:2]
    towards = np.array(places.viewport.eye().position) - hit.point
    np.testing.assert_allclose(np.linalg.norm(off), 0.3)
    assert off @ towards[:2] > 0
    np.testing.assert_allclose(off[0] * across[1] - off[1] * across[0], 0, atol=1e-6)


def test_what_is_looked_at_is_the_point_itself(places):
    found = places.aim_of((12.0, 34.0, 20.0))
    ground = places.desk.planning.view.ground(np.array([[12.0, 34.0]]))[0]
    np.testing.assert_allclose(found, [EAST + 12, NORTH + 34, 20 - ground])
    assert places.aim_of((12.0, 34.0, -50.0))[2] == 0


def test_a_tool_is_taken_and_it_is_said_what_to_do(places):
    found = []
    places.point_out("places", found.append, lambda: None)
    (_, tool), said = places.viewport.told[-1], places.said
    assert "Backspace" in said[-1]
    tool._pointed((1.0, 2.0, 0.0), None)
    assert len(found) == 1
    tool.put_down()
    assert said[-1] == ""
    places.point_out("aim", found.append, lambda: None)
    places.viewport.told[-1][1]._pointed((1.0, 2.0, 9.0), None)
    assert np.isfinite(found[-1]).all()
    assert places.chosen() == ["tower"]


def test_marks_are_painted_where_the_places_are(places):
    def painted():
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFF)
        painter = QPainter(image)
        places.paint(painter)
        painter.end()
        return np.array(
            [[image.pixelColor(x, y).name() != "#ffffff" for x in range(400)] for y in range(300)]
        )

    places.mark([("From", np.array([[EAST + 50, NORTH + 60, np.nan]]))])
    assert painted()[55:66, 45:56].any()
    places.mark([])
    assert not painted().any()
