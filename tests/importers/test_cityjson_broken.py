"""CityJSON files with faults: one plain line, or a finding while everything else loads."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers import Options, ReadError, read
from tests.importers.cityjson_files import (
    BOX,
    CORNERS,
    SQUARE,
    building,
    document,
    feature,
    saved,
    sequence,
)
from tests.shared import DATA, needs_data

GOOD = {"good": building()}


def opened(folder, root, name="house.city.json"):
    return read(saved(folder, root, name), Options())


def findings(reading):
    return {(finding.code, finding.object) for finding in reading.report}


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (5, "BAD_OBJECT"),
        (None, "BAD_OBJECT"),
        ({"geometry": []}, "BAD_OBJECT"),
        ({"type": 7}, "BAD_OBJECT"),
        ({"type": "Building", "geometry": 5}, "BAD_GEOMETRY"),
        ({"type": "Building", "geometry": {}}, "BAD_GEOMETRY"),
        ({"type": "Building", "geometry": [5, "x", None]}, "BAD_GEOMETRY"),
        (building("Sphere"), "BAD_GEOMETRY"),
        (building(boundaries=5), "BAD_BOUNDARIES"),
        (building(boundaries="123"), "BAD_BOUNDARIES"),
        (building(boundaries=[[[[0, 1, "2"]]]]), "BAD_BOUNDARIES"),
        (building(boundaries=[[[[0, 1, 2.5]]]]), "BAD_BOUNDARIES"),
        (building(boundaries=[[[0, 1, 2]]]), "BAD_BOUNDARIES"),
        (building(boundaries=[[[[0, 1, {"a": 2}]]]]), "BAD_BOUNDARIES"),
        (building(boundaries=[[[[0, 1, 2**80]]]]), "BAD_BOUNDARIES"),
        (building(boundaries=[[[[0, 1, 99]]]]), "BAD_INDEX"),
        (building(boundaries=[[[[0, 1, -1]]]]), "BAD_INDEX"),
        (building(boundaries=[[[[0, 1, 2], []]]]), "EMPTY_POLYGON"),
        (building(boundaries=[[[]]]), "EMPTY_POLYGON"),
        (building("MultiSurface", boundaries=[[]]), "EMPTY_POLYGON"),
        ({"type": "Building", "geometry": [{"type": "Solid", "boundaries": []}]}, "EMPTY_GEOMETRY"),
        (building(lod=[2]), "BAD_LOD"),
        (building(lod="two"), "BAD_LOD"),
        (building(semantics=5), "BAD_SEMANTICS"),
        (building(semantics={"surfaces": 5}), "BAD_SEMANTICS"),
        (building(semantics={"surfaces": [5], "values": [[0] * 6]}), "BAD_SEMANTICS"),
        (
            building(semantics={"surfaces": [{"type": "Roof"}], "values": [[0, 0, 0, 0, 0, 9]]}),
            "BAD_SEMANTICS",
        ),
        (
            building(semantics={"surfaces": [{"type": "Roof"}], "values": [[0, 0]]}),
            "VALUES_MISFIT",
        ),
        (
            building(semantics={"surfaces": [{"type": "Roof"}], "values": ["abcdef"]}),
            "VALUES_MISFIT",
        ),
        (
            building(semantics={"surfaces": [{"type": "Roof", "parent": 0}], "values": None}),
            "CYCLIC_PARENT",
        ),
        (
            building(semantics={"surfaces": [{"type": "Roof", "parent": 8}], "values": None}),
            "BAD_SEMANTICS",
        ),
        (building(material=5), "BAD_APPEARANCE"),
        (building(material={"a": 5}), "BAD_APPEARANCE"),
        (building(material={"a": {"value": "x"}}), "BAD_APPEARANCE"),
        (building(material={"a": {"value": 3}}), "BAD_APPEARANCE"),
        (building(material={"a": {"values": [[0]]}}), "VALUES_MISFIT"),
        (building(texture={"a": {"values": [[[0]]]}}), "VALUES_MISFIT"),
        (building(texture={"a": {"values": [[[[0, 5, 6, 7, 8]]] * 6]}}), "BAD_APPEARANCE"),
        ({**building(), "attributes": [1]}, "BAD_ATTRIBUTES"),
        ({**building(), "parents": {"a": 1}}, "BAD_PARENT"),
        ({**building(), "children": [3]}, "BAD_PARENT"),
        ({**building(), "parents": ["nobody"]}, "DANGLING_PARENT"),
        ({"type": "CityObjectGroup", "children": ["good"], "children_roles": 3}, "BAD_GROUP"),
        (
            {**building(), "address": {"location": {"boundaries": [99]}}},
            "BAD_INDEX",
        ),
        (
            building("GeometryInstance", boundaries=[0], template=0, transformationMatrix=[1]),
            "BAD_TEMPLATE",
        ),
    ],
)
def test_a_fault_in_one_object_is_told_and_the_others_load(tmp_path, bad, code):
    reading = opened(tmp_path, document({"bad": bad, **GOOD}))
    city = reading.city
    row = list(city.objects.ids).index("good")
    shapes = city.shapes["2"]
    per_object = shapes.object_polygons()
    assert per_object[row + 1] - per_object[row] == 6
    assert (code, "bad") in findings(reading)


def test_good_polygons_of_a_bad_object_are_kept(tmp_path):
    house = building(boundaries=[[*BOX, [[0, 1, 99]]]])
    reading = opened(tmp_path, document({"house": house}))
    assert reading.city.shapes["2"].polygons == 6
    words = [finding.message for finding in reading.report]
    assert words == ["house: a polygon is left out because of vertices that do not exist"]


@pytest.mark.parametrize("number", [10**300, -1e20])
def test_a_place_out_of_this_world_costs_only_what_stands_there(tmp_path, number):
    root = document({"a": building(), "b": building("MultiSurface", [[[8, 0, 1]]])}, CORNERS)
    root["vertices"].append([0, number, 0])
    reading = opened(tmp_path, json.dumps(root))
    assert reading.city.shapes["2"].polygons == 6
    assert ("NOT_A_NUMBER", "b") in findings(reading)


def test_not_a_number_costs_only_what_stands_there(tmp_path):
    far = [[x + 50, y, z] for x, y, z in CORNERS]
    root = document({"a": building(), "b": building("MultiSurface", [[[8, 9, 10]]])}, CORNERS + far)
    root["vertices"][8] = [0, 0, "here"]
    root["CityObjects"]["a"]["attributes"] = {"height": 12345}
    text = json.dumps(root).replace("12345", "NaN").replace('"here"', "Infinity")
    reading = opened(tmp_path, text)
    assert reading.city.shapes["2"].polygons == 6
    assert {("NOT_A_NUMBER", "a"), ("NOT_A_NUMBER", "b")} <= findings(reading)


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("vertices", [[0, 0]] * 8, "BAD_VERTICES"),
        ("vertices", 5, "BAD_VERTICES"),
        ("transform", {"scale": [1]}, "BAD_TRANSFORM"),
        ("transform", [], "BAD_TRANSFORM"),
        ("version", "7.5", "VERSION"),
        ("version", None, "VERSION"),
        ("appearance", [], "BAD_APPEARANCE"),
        ("appearance", {"materials": 5, "textures": {}}, "BAD_APPEARANCE"),
        ("appearance", {"materials": [5, {"diffuseColor": 1}]}, "BAD_APPEARANCE"),
        ("appearance", {"textures": [5, {}, {"image": 5}]}, "BAD_APPEARANCE"),
        ("appearance", {"vertices-texture": [[1, 2], [3], "x", [1, None]]}, "BAD_APPEARANCE"),
        ("geometry-templates", 5, "BAD_TEMPLATE"),
        ("geometry-templates", {"vertices-templates": [5]}, "BAD_TEMPLATE"),
        ("metadata", 5, "CRS_MISSING"),
        ("metadata", {"referenceSystem": "EPSG:0"}, "CRS_UNKNOWN"),
    ],
)
def test_a_fault_of_the_whole_file_is_told(tmp_path, member, value, code):
    reading = opened(tmp_path, document(GOOD, **{member: value} if member != "vertices" else {}))
    if member == "vertices":
        reading = opened(tmp_path, document(GOOD) | {"vertices": value})
    assert reading.city.objects.counts() == {"Building": 1}
    assert code in {found for found, _ in findings(reading)}


@pytest.mark.parametrize("objects", [None, 5, "x", [], True])
def test_objects_that_are_no_object_are_told(tmp_path, objects):
    reading = opened(tmp_path, document(GOOD) | {"CityObjects": objects})
    assert reading.city is None
    assert {"BAD_MEMBER", "EMPTY"} <= {code for code, _ in findings(reading)}


def test_a_city_of_nothing_is_told(tmp_path):
    assert "EMPTY" in {code for code, _ in findings(opened(tmp_path, document({})))}


def test_two_lists_of_objects_are_told(tmp_path):
    text = json.dumps(document(GOOD))
    more = json.dumps({"b": building()})
    reading = opened(tmp_path, f'{{"CityObjects": {more}, {text[1:]}')
    assert list(reading.city.objects.ids) == ["good"]
    assert "DUPLICATE_MEMBER" in {code for code, _ in findings(reading)}


def test_an_object_that_is_no_json_costs_only_itself(tmp_path):
    text = json.dumps(document({"a": building(), "bad": building(), "c": building()}))
    at = text.index('"geometry"', text.index('"bad"'))
    reading = opened(tmp_path, text[:at] + "=" + text[at:])
    assert sorted(reading.city.objects.ids) == ["a", "c"]
    assert ("BAD_OBJECT", "") in findings(reading)


def test_the_same_id_twice_is_kept_twice(tmp_path):
    text = json.dumps(document({"a": building(), "b": building()})).replace('"b"', '"a"')
    reading = opened(tmp_path, text)
    assert sorted(reading.city.objects.ids) == ["a", "a#2"]
    assert ("DUPLICATE_ID", "a#2") in findings(reading)


def test_braces_and_quotes_in_texts_are_only_texts(tmp_path):
    name = 'a } "{" \\ " }} \\" {'
    house = {**building(), "attributes": {"name": name, 'x"}': 1}}
    reading = opened(tmp_path, document({'h"}{': house, **GOOD}))
    row = list(reading.city.objects.ids).index('h"}{')
    assert reading.city.objects.attributes(row) == {"name": name, 'x"}': 1}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_with_a_mark_are_read(tmp_path, encoding):
    text = json.dumps(document({"Straße": building()}), ensure_ascii=False)
    reading = opened(tmp_path, text.encode(encoding))
    assert list(reading.city.objects.ids) == ["Straße"]


def test_text_that_is_not_utf8_is_read_and_told(tmp_path):
    text = json.dumps(document({"Straße": building()}), ensure_ascii=False)
    reading = opened(tmp_path, text.encode("cp1252"))
    assert list(reading.city.objects.ids) == ["Straße"]
    assert "TEXT" in {code for code, _ in findings(reading)}


def test_nesting_without_end_is_told(tmp_path):
    deep = "[" * 100_000 + "]" * 100_000
    text = json.dumps(document({"bad": building(boundaries="deep"), **GOOD}))
    reading = opened(tmp_path, text.replace('"deep"', deep))
    assert list(reading.city.objects.ids) == ["good"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"type": "CityJSON"}', "without CityObjects"),
        ('{"type": "CityJSON", "CityObjects"', "no JSON"),
        ('{"type": "CityJSON", oops', "no JSON"),
    ],
)
def test_what_is_no_cityjson_is_refused_in_one_line(tmp_path, text, words):
    with pytest.raises(ReadError, match=words) as fault:
        opened(tmp_path, text)
    assert "house.city.json" in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_file_that_ends_before_its_vertices_cannot_be_used(tmp_path):
    text = json.dumps(document(GOOD))
    with pytest.raises(ReadError, match="ends in the middle of its objects, at byte"):
        opened(tmp_path, text[: text.index('"boundaries"') + 40])


def test_a_file_that_ends_within_its_vertices_keeps_what_it_can(tmp_path):
    far = [[x + 50, y, z] for x, y, z in CORNERS]
    lost = building("MultiSurface", [[[12, 13, 14, 15]]])
    text = json.dumps(document({"a": building(), "lost": lost}, CORNERS + far))
    reading = opened(tmp_path, text[:-40])
    assert reading.city.shapes["2"].polygons == 6
    assert {("TRUNCATED", ""), ("BAD_INDEX", "lost")} <= findings(reading)


# CityJSONSeq


def test_a_bad_line_costs_that_line_only(tmp_path):
    text = sequence(
        document({}, []),
        feature("a"),
        '{"type": "CityJSONFeature", "id": "cut',
        "[1]",
        '{"type": "CityJSON"}',
        feature("b"),
    )
    reading = opened(tmp_path, text, "lines.city.jsonl")
    assert list(reading.city.objects.ids) == ["a", "b"]
    words = [f.message for f in reading.report if f.code == "BAD_LINE"]
    assert [word.split(":")[0] for word in words] == ["line 3", "line 4", "line 5"]


def test_a_sequence_without_a_header_is_read_as_it_stands(tmp_path):
    reading = opened(tmp_path, sequence(feature("a"), feature("b")), "lines.city.jsonl")
    assert list(reading.city.objects.ids) == ["a", "b"]
    assert "NO_HEADER" in {code for code, _ in findings(reading)}


def test_a_sequence_of_nothing_is_refused(tmp_path):
    with pytest.raises(ReadError, match="not one line"):
        opened(tmp_path, sequence(document({}, []), "oops"), "lines.city.jsonl")


# any damage at all

SMALL = (
    "cityjson/cjval-textures/address.json",
    "cityjson/cjval-textures/texture7.city.json",
    "cityjson/noise_extension_montreal.json/energy_data.json",
    "cityjson/seq_2.0_noise_extension.city.jsonl",
    "cityjson/all-types.city.json",
)


def survives(path):
    """The file is read, or refused in one plain line."""
    try:
        reading = read(path)
    except ReadError as fault:
        assert "\n" not in str(fault)
    else:
        assert reading.city is None or len(reading.city.objects) >= 0


@needs_data
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_damage_of_the_bytes_is_more_than_a_finding(tmp_path, data):
    path = DATA / data.draw(st.sampled_from(SMALL))
    text = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at] = data.draw(st.integers(0, 255))
    end = data.draw(st.one_of(st.just(len(text)), st.integers(1, len(text))))
    survives(saved(tmp_path, bytes(text[:end]), path.name))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(value, path=()):
    """Every place in a JSON value."""
    yield path
    for key in (
        value if isinstance(value, dict) else range(len(value) if isinstance(value, list) else 0)
    ):
        yield from places(value[key], (*path, key))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_junk_in_any_place_is_more_than_a_finding(tmp_path, data):
    surfaces = [{"type": "RoofSurface", "children": [1]}, {"type": "Window", "parent": 0}]
    house = building(
        semantics={"surfaces": surfaces, "values": [[0, 1, 0, 0, 0, 0]]},
        material={"a": {"values": [[0] * 6]}},
        texture={"a": {"values": [[[[0, 0, 1, 2, 3]]] * 6]}},
    )
    house |= {"attributes": {"height": 1.5, "name": "x"}, "parents": ["group"], "address": {}}
    tree = building("GeometryInstance", [0], template=0)
    tree["geometry"][0]["transformationMatrix"] = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    root = document(
        {"house": house, "tree": tree, "group": {"type": "CityObjectGroup", "children": ["house"]}},
        appearance={
            "materials": [{"name": "a", "diffuseColor": [1, 1, 1]}],
            "textures": [{"type": "PNG", "image": "a.png"}],
            "vertices-texture": [[0, 0], [1, 0], [1, 1], [0, 1]],
        },
        **{
            "geometry-templates": {
                "templates": [{"type": "MultiSurface", "lod": "1", "boundaries": SQUARE}],
                "vertices-templates": CORNERS,
            }
        },
    )
    root = json.loads(json.dumps(root))
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from([p for p in places(root) if p]))
        here = root
        for key in way:
            here = here[key]
        here[last] = data.draw(JUNK)
    survives(saved(tmp_path, root))
