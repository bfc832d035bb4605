"""What of a plan is sent to a process."""

import json

import pytest
import shapely

from app.process_inputs import PARTS, Chosen, Ground, OfFile, Part, drawn, part_of, worked_out
from city.base import Base
from city.frame import Frame
from city.place import local_of
from city.progress import Progress
from city.scenario import Scenario
from importers.processes.form import Document, input_of, settled
from tests.app.test_plan_export import plan
from tests.city.plans import base


def part(name):
    ground = base()
    return part_of(name, plan(ground), ground, Progress())


def metres(shape):
    """A shape in degrees as local metres of the toy town."""
    return shapely.transform(shape, lambda places: local_of(base().frame, places))


def test_what_the_plan_changes():
    found = part("scenario.geojson")
    assert found.media == "application/geo+json"
    features = {one["id"]: one for one in json.loads(found.content)["features"]}
    assert {name: one["properties"]["sort"] for name, one in features.items()} == {
        "house": "removed",
        "new": "added",
    }
    new = metres(shapely.geometry.shape(features["new"]["geometry"]))
    assert new.bounds == pytest.approx((200, 0, 210, 8), abs=0.02)
    assert new.area == pytest.approx(80, abs=0.2)


def test_the_ground_that_it_touches():
    area = metres(shapely.geometry.shape(part("scenario.area")))
    assert area.area == pytest.approx(160, abs=0.4)  # the old house and the new one
    west, south, east, north = part("scenario.box")
    box = metres(shapely.box(west, south, east, north)).buffer(0.05)
    assert box.contains(shapely.box(0, 0, 210, 8))
    assert box.area < 210 * 8 * 2  # the grid is turned against the degrees
    assert 4.2 < west < east < 4.6 and 51.8 < south < north < 52.2


@pytest.mark.parametrize(
    ("name", "media", "start"),
    [
        ("scenario.city.json", "application/city+json", b"{"),
        ("scenario.gml", "application/gml+xml", b"<?xml"),
        ("scenario.glb", "model/gltf-binary", b"glTF"),
        ("scenario.jsonl", "application/x-ndjson", b'{"maquette"'),
    ],
)
def test_whole_documents(name, media, start):
    found = part(name)
    assert isinstance(found, Document) and found.media == media
    assert found.content.startswith(start)
    form = [input_of("city", {}, {"contentMediaType": media})]
    assert settled(form, {"city": found})["city"]["mediaType"] == media
    assert set(PARTS) >= {name}


def test_a_plan_without_changes_has_no_area():
    ground = base()
    with pytest.raises(ValueError, match="changes nothing yet"):
        part_of("scenario.area", Scenario("a", "Plan A"), ground, Progress())


def test_what_is_drawn_needs_a_place_on_earth():
    square = shapely.box(0, 0, 10, 8)
    told = drawn(square, base())
    assert told["type"] == "Polygon"
    assert metres(shapely.geometry.shape(told)).area == pytest.approx(80, abs=0.2)
    with pytest.raises(ValueError, match="nobody knows where on Earth"):
        drawn(square, Base(Frame("local")))


def an_input(kind="geometry", **schema):
    made = {
        "geometry": {"format": "geojson-feature-collection", "type": "object"},
        "box": {"format": "ogc-bbox"},
        "document": {"type": "string", "contentMediaType": "application/geo+json"},
        "json": {},
    }[kind]
    return input_of("area", {}, {**made, **schema})


def given(source, one):
    ground = base()
    return worked_out(source, one, plan(ground), ground, Progress())


def test_an_area_on_the_ground_is_sent_in_degrees():
    area = Ground(shapely.box(0, 0, 100, 50))
    found = metres(shapely.geometry.shape(given(area, an_input())))
    assert found.bounds == pytest.approx((0, 0, 100, 50), abs=0.02)
    west, south, east, north = given(area, an_input("box"))
    assert metres(shapely.box(west, south, east, north)).buffer(0.05).contains(area.shape)


def test_what_is_selected_is_the_ground_that_it_stands_on():
    found = metres(shapely.geometry.shape(given(Chosen(("new", "nobody")), an_input())))
    assert found.area == pytest.approx(80, abs=0.2)
    with pytest.raises(ValueError, match="covers no ground"):
        given(Chosen(("house",)), an_input())  # the plan has demolished it


def test_a_part_of_the_plan_is_taken_as_the_input_wants_it():
    one = an_input()
    taken = one.taken(given(Part("scenario.geojson"), one))
    assert {feature["id"] for feature in taken["value"]["features"]} == {"house", "new"}


def test_what_a_file_holds(tmp_path):
    path = tmp_path / "field.json"
    path.write_text('{"a": 1}')
    assert given(OfFile(path), an_input("json")) == '{"a": 1}'
    model = tmp_path / "model.glb"
    model.write_bytes(b"glTF")
    document = an_input("document", contentMediaType="model/gltf-binary")
    assert given(OfFile(model), document) == Document("model/gltf-binary", b"glTF")
    with pytest.raises(ValueError, match="cannot be opened"):
        given(OfFile(tmp_path / "none"), document)


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "large.json"
    path.write_bytes(b"1" * (2 << 20))
    monkeypatch.setattr("app.process_inputs.LARGEST", 1 << 20)
    with pytest.raises(ValueError, match="2 MB, and 1 MB can be sent"):
        given(OfFile(path), an_input("json"))
