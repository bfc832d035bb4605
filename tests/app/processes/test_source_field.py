"""Areas and documents: of the plan, of the picture, of a file, or typed."""

import pytest
import shapely
from PySide6.QtWidgets import QFileDialog

from app.process_inputs import Chosen, Ground, OfFile, Part
from app.processes.source_field import FILE, NONE, TYPED, SourceField
from importers.processes.form import input_of
from tests.app.processes.windows import Areas

BOX = {"format": "ogc-bbox"}
GEOMETRY = {"format": "geojson-geometry"}
FEATURES = {"format": "geojson-feature-collection"}
CITY = {"type": "string", "contentMediaType": "application/city+json"}
ANY_FILE = {"type": "string", "contentEncoding": "base64", "contentMediaType": "model/gltf-binary"}


def field(qtbot, schema, **told):
    made = SourceField(input_of("x", {"title": "X", **told}, schema), Areas())
    qtbot.addWidget(made)
    made.areas = made._areas
    made.show()
    return made


def keys(made):
    return [made.choice.itemData(k) for k in range(made.choice.count())]


def turn(made, key):
    made.choice.setCurrentIndex(made.choice.findData(key))
    return made


@pytest.mark.parametrize(
    ("schema", "offered"),
    [
        (BOX, ["scenario.box", "seen", "chosen", "drawn", TYPED]),
        (GEOMETRY, ["scenario.area", "seen", "chosen", "drawn", FILE, TYPED]),
        (FEATURES, ["scenario.geojson", "scenario.area", "seen", "chosen", "drawn", FILE, TYPED]),
        (CITY, ["scenario.city.json", FILE, TYPED]),
        ({"oneOf": [CITY, ANY_FILE]}, ["scenario.city.json", "scenario.glb", FILE, TYPED]),
        ({"type": "object"}, ["scenario.geojson", "scenario.city.json", FILE, TYPED]),
        ({"type": "array", "items": {"type": "object"}}, [FILE, TYPED]),
    ],
)
def test_what_fits_is_offered_the_likeliest_first(qtbot, schema, offered):
    assert keys(field(qtbot, schema)) == offered


def test_the_plan_as_it_is_given_by_exporters(qtbot):
    made = field(qtbot, {"oneOf": [CITY, ANY_FILE]})
    assert made.value() == Part("scenario.city.json")
    assert made.choice.currentText() == "The city with the plan, as CityJSON"
    assert turn(made, "scenario.glb").value() == Part("scenario.glb")


def test_what_is_in_the_picture_and_what_is_selected(qtbot):
    made = field(qtbot, BOX)
    assert turn(made, "seen").value() == Ground(shapely.box(0, 0, 100, 50))
    assert turn(made, "chosen").value() == Chosen(("house",))
    made.areas.box, made.areas.ids = None, ()
    with pytest.raises(ValueError, match="X: nothing is selected"):
        made.value()
    with pytest.raises(ValueError, match="X: no ground is in the picture"):
        turn(made, "seen").value()


def test_an_area_is_drawn_on_the_map(qtbot):
    made = turn(field(qtbot, GEOMETRY), "drawn")
    with pytest.raises(ValueError, match="no area is drawn yet"):
        made.value()
    made.button.click()
    assert made.areas.begun == 1 and made.said.text() == "Nothing is drawn yet"
    made.areas.polygon = shapely.box(0, 0, 50, 40)
    with qtbot.waitSignal(made.changed):
        made.areas.changed.emit()
    assert made.value() == Ground(made.areas.polygon) and made.said.text() == "2,000 m²"


def test_a_file(qtbot, tmp_path):
    made = turn(field(qtbot, CITY), FILE)
    with pytest.raises(ValueError, match="no file is chosen"):
        made.value()
    made.button.click()
    (asking,) = made.findChildren(QFileDialog)
    assert asking.nameFilters()[0] == "X (*.city.json)"
    asking.reject()
    made.take_file(tmp_path / "town.city.json")
    assert made.value() == OfFile(tmp_path / "town.city.json")
    assert made.said.text() == "town.city.json"


def test_what_is_typed(qtbot):
    made = turn(field(qtbot, BOX), TYPED)
    assert made.value() is None and made.text.isVisible() and not made.button.isVisible()
    made.type_in("4.3,51.9,4.4,52")
    assert made.value() == "4.3,51.9,4.4,52"
    json = field(qtbot, {"type": "object"}, minOccurs=0)
    assert json.value() is None and json.choice.currentData() == NONE
    json.type_in('{"a": 1}')
    assert json.value() == '{"a": 1}' and json.text.tabChangesFocus()


def test_a_default_is_typed(qtbot):
    made = field(qtbot, {"type": "object", "default": {"a": 1}})
    assert made.value() == '{"a": 1}'


def test_it_has_names_for_those_who_listen(qtbot):
    made = turn(field(qtbot, GEOMETRY), "drawn")
    assert made.choice.accessibleName() == "X" and made.button.accessibleName() == "Draw… X"
    assert made.text.accessibleName() == "X: typed"
