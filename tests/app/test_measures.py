"""What each kind of measure says, against what can be worked out in the head."""

import numpy as np
import pytest

from app.measurements import Measurements
from app.measures import KINDS
from app.on_the_table import Selection
from city.progress import Progress
from tests.app.standin import row_of, town_document
from tests.render.towns import hill

SQUARE = np.array([[0.0, 50, 0], [10, 50, 0], [10, 60, 0], [0, 60, 0]])


@pytest.fixture
def document():
    return town_document()


def hit(document, ident, face=-1):
    """As if a face of an object had been clicked: the last one is its roof."""
    layer = next(iter(document.layers.values()))
    row = row_of(document, ident)
    shapes = layer.thing.shapes["2"]
    first, last = shapes.object_polygons()[row : row + 2]
    polygon = int(range(first, last)[face]) if last > first else -1
    return Selection(layer.key, layer.thing, row, -1, polygon, "2", (0.0, 0.0, 0.0))


def found(document, kind, points, what=None, **choices):
    measures = Measurements(document)
    for name, value in choices.items():
        setattr(measures.choices, name, value)
    mark = measures.job(KINDS[kind], np.array(points, float), what)(Progress())
    return mark, dict(mark.lines)


def test_a_distance_of_3_4_12(document):
    mark, lines = found(document, "distance", [(0, 0, 0), (3, 4, 12)])
    assert mark.value == "13.00 m"
    assert (lines["Horizontal"], lines["Rise"]) == ("5.00 m", "12.00 m")
    assert lines["Bearing (grid)"] == "36.9° (NE)"


def test_a_height_is_the_difference_alone(document):
    mark, _ = found(document, "height", [(0, 0, 1), (3, 4, 26)])
    assert mark.value == "25.00 m"


def test_the_area_of_a_square_and_of_a_facade(document):
    assert found(document, "area", SQUARE)[0].value == "100.00 m²"
    facade = [(0, 0, 0), (10, 0, 0), (10, 0, 3), (0, 0, 3)]
    mark, lines = found(document, "area", facade)
    assert mark.value == "30.00 m²" and lines["Seen from above"] == "0.00 m²"
    assert lines["Slope of its plane"] == "90.0°"


def test_the_slope_of_a_roof_and_of_a_wall(document):
    assert found(document, "slope", [(0, 0, 3)], hit(document, "house"))[0].value == "0.0°"
    mark, lines = found(document, "slope", [(0, 0, 3)], hit(document, "house", 1))
    assert mark.value == "90.0°" and lines["Rise"] == "upright"
    assert lines["Falls to (grid)"] == "180.0° (S)" and lines["Area of the face"] == "30.00 m²"


def test_the_slope_of_a_hill(document):
    ground = hill()  # rises to the east by one in ten
    what = Selection("terrain", ground, -1, point=(20.0, 10.0, 5.0))
    mark, lines = found(document, "slope", [(20, 10, 5)], what)
    assert mark.value == "5.7°" and lines["Rise"] == "10.0 %"
    assert lines["Falls to (grid)"] == "270.0° (W)"
    with pytest.raises(ValueError, match="all round"):
        found(document, "slope", [(-30, 10, 5)], what)


def test_an_angle_in_space_and_from_above(document):
    mark, lines = found(document, "angle", [(1, 0, 0), (0, 0, 0), (0, 1, 5)])
    assert mark.value == "90.0°" and lines["Seen from above"] == "90.0°"


def test_the_volume_of_a_house(document):
    mark, lines = found(document, "volume", [(0, 0, 0)], hit(document, "house"))
    assert mark.value == "240.0 m³" and lines["Height"] == "3.00 m"


@pytest.mark.parametrize(
    ("kind", "points", "what", "said"),
    [
        ("volume", [(0, 0, 0)], None, "click a building"),
        ("volume", [(0, 0, 0)], "square", "is not closed: 8 of its edges"),
        ("volume", [(0, 0, 0)], "tower", "one of its parts"),
        ("slope", [(0, 0, 0)], None, "no face"),
        ("area", [(0, 0, 0), (1, 1, 1), (2, 2, 2)], None, "not on one line"),
        ("earthwork", SQUARE, None, "no terrain"),
        ("section", [(0, 0, 0), (0, 0, 5)], None, "length"),
    ],
)
def test_why_there_is_no_result(document, kind, points, what, said):
    with pytest.raises(ValueError, match=said):
        found(document, kind, points, hit(document, what) if what else None)


def test_coordinates_in_the_citys_system_and_in_another(document):
    mark, lines = found(document, "place", [(155000 - 84000, 463000 - 447000, 12)])
    assert mark.value == "155,000.00  463,000.00"
    assert lines["Lat"].startswith("52.1551") and lines["Lon"].startswith("5.3872")
    names = [name for name, _ in mark.lines]
    assert names.index("Lat") < names.index("Lon") and "WGS 84 (EPSG:4326)" in names


def test_a_section_cuts_the_town(document):
    mark, lines = found(document, "section", [(-10, 4, 0), (140, 4, 0)])
    assert mark.value == "150.00 m" and lines["Objects cut"] == "3"
    assert lines["Highest"] == "25.00 m"


def test_how_far_the_grid_is_from_the_ground_is_said_where_it_matters(document):
    near = [(71000, 16000, 0), (71100, 16000, 0)]  # near Amersfoort the scale is 0.99991
    assert "On the ground" not in found(document, "distance", near)[1]
    far = [(-229000, 16000, 0), (-228900, 16000, 0)]  # 300 km to the west of it
    _, lines = found(document, "distance", far)
    metres = float(lines["On the ground"].removesuffix(" m"))
    assert metres == pytest.approx(100 / (0.9999079 * (1 + 300**2 / 4 / 6382**2)), abs=0.006)


def test_the_list_can_be_shortened_and_cleared(document, qtbot):
    measures = Measurements(document)
    first, second = (found(document, "height", [(0, 0, 0), (0, 0, h)])[0] for h in (1, 2))
    with qtbot.waitSignals([measures.changed] * 4):
        measures.add(first)
        measures.add(second)
        measures.remove(first)
        assert measures.marks == [second]
        measures.clear()
    assert measures.marks == []


def test_a_result_can_be_copied_as_text(document):
    mark, _ = found(document, "distance", [(0, 0, 0), (3, 4, 12)])
    assert mark.words().splitlines()[:2] == ["Distance\t13.00 m", "In space\t13.00 m"]
