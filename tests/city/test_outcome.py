"""Plans as cities: what is drawn, what still stands, and all of it out to files and back."""

import time

import numpy as np
import pytest
import shapely

from city.base import Base, Spot
from city.body import CEILING, GROUND, PLAIN, ROOF, WALL, Body
from city.builder import CityBuilder
from city.draping import draped
from city.forms import Land, Massing, Shape, Tree
from city.frame import Frame
from city.measure import surface_areas, volumes
from city.outcome import city_of, whole_city
from city.outline import clean_rings
from city.solid import cut
from city.thing import Thing
from city.view import Site, View
from exporters import write
from importers import read
from tests.city.test_body import box
from tests.city.test_union import areas, objects
from tests.city.toy import FRAME, add_box, town
from tests.shared import DATA, needs_data

RECTANGLE = np.array([(0, 0), (10, 0), (10, 8), (0, 8)], float)


@pytest.fixture(scope="module")
def base():
    return Base(FRAME, (town().freeze(),))


def spot_of(base, ident):
    (spot,) = base.find([ident])
    return spot


def house(ident="new", x=200.0, **said):
    rings = clean_rings(RECTANGLE + np.array((x, 0)), [RECTANGLE / 4 + np.array((x + 2, 2))])
    return Thing(ident, "Building", Massing(rings, 0.0, 3), said)


# what was drawn


def test_things_are_objects_with_their_surfaces():
    tree = Thing("oak", "SolitaryVegetationObject", Tree((5.0, 5, 0), 8.0, 4.0), {"height": 8.0})
    city = city_of([house(function="office", storeysAboveGround=3), tree], FRAME)
    assert objects(city) == {
        "new": (
            "Building",
            None,
            {"function": "office", "storeysAboveGround": 3, "measuredHeight": 9.0},
        ),
        "oak": ("SolitaryVegetationObject", None, {"height": 8.0}),
    }
    found = areas(city)
    assert found["2", "new", "RoofSurface"] == pytest.approx(75)
    assert found["2", "new", "GroundSurface"] == pytest.approx(75)
    assert found["2", "new", "WallSurface"] == pytest.approx((36 + 9) * 9)
    assert found["2", "oak", ""] == pytest.approx(tree.body.area())
    assert city.surfaces.counts() == {"GroundSurface": 1, "RoofSurface": 1, "WallSurface": 1}
    row = list(city.objects.ids).index("new")
    assert volumes(city, "2")[row] == pytest.approx(75 * 9)


def test_every_value_that_can_be_said_is_kept():
    said = {
        "whole": 3,
        "real": 2.5,
        "yes": True,
        "word": "ä",
        "list": ["a", 1],
        "names": {"a": {"b": None}},
        "nothing": None,
    }
    city = city_of([Thing("a", "LandUse", Shape(box()), said)], FRAME)
    del said["nothing"]
    assert city.objects.attributes(0) == said
    assert type(city.objects.attributes(0)["yes"]) is bool


def test_what_has_no_faces_has_its_attributes():
    empty = Thing("none", "Building", Shape(Body.of([], [])), {"a": 1})
    for things, count in (([], 0), ([empty], 1), ([empty, house()], 2)):
        city = city_of(things, FRAME)
        assert len(city.objects) == count
    assert objects(city)["none"] == ("Building", None, {"a": 1})


def test_a_thing_that_is_no_solid_is_made_of_surfaces():
    body = Body.of(box().faces()[1:], [ROOF, *[WALL] * 4], False)
    city = city_of([Thing("a", "Building", Shape(body), {})], FRAME)
    assert np.isnan(volumes(city, "2")[0])


def test_ten_thousand_buildings_and_as_many_trees_take_a_second_or_two():
    houses = [
        Thing(
            f"b{k}",
            "Building",
            Massing((RECTANGLE + np.array((k % 100 * 20, k // 100 * 20)),), 0.0, 3),
            {"function": "residential", "storeysAboveGround": 3},
        )
        for k in range(10_000)
    ]
    start = time.process_time()
    city = city_of(houses, FRAME)
    assert time.process_time() - start < 3.0  # 0.7 s, on a machine that does no more
    assert surface_areas(city, "2")["RoofSurface"].sum() == pytest.approx(10_000 * 80)
    trees = [
        Thing(f"t{k}", "SolitaryVegetationObject", Tree((k * 5.0, 0, 0), 8, 4), {})
        for k in range(10_000)
    ]
    start = time.process_time()
    assert len(city_of(trees, FRAME).objects) == 10_000
    assert time.process_time() - start < 6.0


# the whole city


def same(one, other):
    assert objects(one) == objects(other)
    assert areas(one) == pytest.approx(areas(other))
    assert len(one.surfaces) == len(other.surfaces)


def test_an_untouched_city_is_the_base(base):
    same(whole_city(View.of(base)), base.cities[0])


def test_a_plan_without_a_city_is_what_was_drawn():
    site = Site(View.of(Base(FRAME)))
    assert len(whole_city(site.done()).objects) == 0
    site.put(house())
    assert list(whole_city(site.done()).objects.ids) == ["new"]


@needs_data
@pytest.mark.parametrize("path", ["2.0_DenHaag_01.city.json", "2.0_multi_lod_3dbag.json"])
def test_an_untouched_real_city_is_the_base(path):
    city = read(DATA / "cityjson" / path).city
    base = Base(city.frame, (city,))
    same(whole_city(View.of(base)), city)
    site = Site(View.of(base))
    x = float(base.extent[:, 0].mean())
    site.put(house("new", x))
    whole = whole_city(site.done())
    expected = objects(city)
    found = objects(whole)
    assert found.pop("new")[0] == "Building"
    assert found == expected
    held = {key: area for key, area in areas(whole).items() if key[1] != "new"}
    assert held == pytest.approx(areas(city))


def test_what_was_demolished_is_not_there(base):
    site = Site(View.of(base))
    site.vanish(spot_of(base, "tower"))
    site.vanish(spot_of(base, "street"))
    assert sorted(whole_city(site.done()).objects.ids) == ["house", "square", "tree"]


def test_a_part_goes_alone_and_its_building_stays(base):
    site = Site(View.of(base))
    site.vanish(spot_of(base, "shaft"))
    found = objects(whole_city(site.done()))
    assert "shaft" not in found
    assert found["podium"][1] == "tower"


def test_what_is_said_anew_is_said_there_and_nowhere_else(base):
    site = Site(View.of(base))
    site.say(spot_of(base, "house"), {"storeys": None, "name": "School", "area": 2.5})
    site.say(spot_of(base, "tower"), {"storeys": 8, "name": "Tower"})
    found = objects(whole_city(site.done()))
    assert found["house"][2] == {"name": "School", "area": 2.5}
    assert found["tower"][2] == {"storeys": 8, "name": "Tower"}
    assert base.cities[0].objects.attributes(spot_of(base, "house").row) == {"storeys": 1}


@pytest.mark.parametrize(
    ("old", "kind", "new"),
    [
        (3, "integer", 4),
        (3, "integer", 4.5),
        (2.5, "number", 4),
        (True, "boolean", False),
        (3, "integer", "many"),
        ("a", "text", 3),
        ("2001-05-06", "date", "2011-05-06"),
        ("2001-05-06", "date", "about 1900"),
        (["a"], "structure", "b"),
        (True, "boolean", 3),
    ],
)
def test_a_value_of_another_type_leaves_the_others_as_they_are(old, kind, new):
    builder = CityBuilder(FRAME)
    for ident in ("a", "b", "c"):
        row = builder.add_object("Building", ident)
        add_box(builder, row, (0, 0, 0), (1, 1, 1))
        builder.objects.set(row, "said", kind, '["a"]' if kind == "structure" else old)
    base = Base(FRAME, (builder.freeze(),))
    site = Site(View.of(base))
    site.say(spot_of(base, "b"), {"said": new})
    body = Shape(box())
    spot = spot_of(base, "c")
    site.put(Thing("c", "Building", body, site.attributes(spot), spot))
    found = {ident: told[2]["said"] for ident, told in objects(whole_city(site.done())).items()}
    assert found == {"a": old, "b": new, "c": old}


def test_zones_and_plots_are_left_out_unless_they_are_wanted(base):
    site = Site(View.of(base))
    for ident, function in (("z", "zone"), ("p", "plot"), ("q", "parking")):
        site.put(Thing(ident, "LandUse", Shape(box()), {"function": function}))
    site.put(house("b", function="plot"))
    view = site.done()
    assert {"q", "b"} <= set(whole_city(view).objects.ids)
    assert not {"z", "p"} & set(whole_city(view).objects.ids)
    assert {"z", "p", "q", "b"} <= set(whole_city(view, zones=True).objects.ids)


def test_a_changed_part_is_a_part_of_its_building_still(base):
    site = Site(View.of(base))
    shaft = spot_of(base, "shaft")
    site.put(Thing("shaft", "BuildingPart", Shape(box(100, 0, 5)), {}, shaft))
    view = site.done()
    assert objects(whole_city(view))["shaft"] == ("BuildingPart", "tower", {})
    site = Site(view)
    site.vanish(spot_of(base, "tower"))
    assert objects(whole_city(site.done()))["shaft"][1] is None


def test_a_changed_part_stands_beside_its_building_in_the_rows_too(base, tmp_path, monkeypatch):
    site = Site(View.of(base))
    site.put(Thing("podium", "BuildingPart", Shape(box(100, 0, 0)), {}, spot_of(base, "podium")))
    whole = whole_city(site.done())
    ids = list(whole.objects.ids)
    first = ids.index("tower")
    assert set(ids[first : first + 3]) == {"tower", "podium", "shaft"}
    monkeypatch.setattr("exporters.citygml.document.STRETCH", 1)  # as in a large city
    write(whole, tmp_path / "whole.gml")
    assert objects(read(tmp_path / "whole.gml").city)["podium"][1] == "tower"


def test_two_cities_with_the_same_ids_stay_two(base):
    both = Base(FRAME, (base.cities[0], base.cities[0]))
    whole = whole_city(View.of(both))
    assert len(set(whole.objects.ids)) == 2 * len(base.cities[0].objects)


# out and back


@pytest.fixture(scope="module")
def plan():
    """A house with a courtyard, a passage, a tree, a park on a slope, a changed part, a square."""
    frame = Frame("EPSG:28992", "EPSG:5709", (84000.0, 447000.0, 0.0))
    builder = CityBuilder(frame)
    tower = builder.add_object("Building", "tower")
    for ident, low, high in (("podium", (0, 0, 0), (20, 20, 5)), ("shaft", (0, 0, 5), (9, 9, 25))):
        part = builder.add_object("BuildingPart", ident, tower)
        add_box(builder, part, low, high)
    old = builder.add_object("Building", "old")
    add_box(builder, old, (40, 0, 0), (50, 8, 6))
    base = Base(frame, (builder.freeze(),))
    site = Site(View.of(base))
    site.vanish(spot_of(base, "old"))
    shaft = spot_of(base, "shaft")
    site.put(Thing("shaft", "BuildingPart", Shape(box(0, 0, 5, 9, 9, 30)), {}, shaft))
    site.put(house("yard", 60.0, function="office", storeysAboveGround=3, name="Hof & Söhne"))
    arch = cut(box(100, 0, 0, 20, 10, 9), box(105, -1, -1, 4, 12, 5))
    site.put(Thing("arch", "Building", Shape(arch), {"function": "retail"}))
    tree = Tree((5.0, 40, 0), 8.0, 4.0)
    site.put(Thing("oak", "SolitaryVegetationObject", tree, {"height": 8.0, "species": "Quercus"}))
    park = shapely.Polygon([(0, 50), (40, 50), (40, 90), (0, 90)], [RECTANGLE + np.array((10, 60))])
    pieces = draped(park, lambda p: np.sin(p[:, 0] / 9), 0.05)
    site.put(Thing("park", "PlantCover", Land(park, pieces), {"function": "park"}))
    return site.done()


def outside(city):
    """Square metres by id and kind of surface, whatever the level of detail is called."""
    return {(ident, kind): area for (_, ident, kind), area in areas(city).items()}


def test_the_plan_itself(plan):
    city = whole_city(plan)
    assert sorted(city.objects.ids) == ["arch", "oak", "park", "podium", "shaft", "tower", "yard"]
    found = outside(city)
    assert found["arch", "OuterCeilingSurface"] == pytest.approx(40)
    assert found["shaft", "WallSurface"] == pytest.approx(36 * 30)
    assert {GROUND, ROOF, WALL, CEILING} == set(plan.things["arch"].body.surface.tolist())
    assert set(plan.things["park"].body.surface.tolist()) == {PLAIN}


@pytest.mark.parametrize(
    ("name", "version"),
    [("plan.city.json", None), ("plan.city.jsonl", None), ("plan.gml", "2.0"), ("plan.gml", "3.0")],
)
def test_a_plan_comes_back_from_a_file(plan, tmp_path, name, version):
    city = whole_city(plan)
    findings = write(city, tmp_path / name, version=version)
    assert not findings
    back = read(tmp_path / name).city
    kinds = {ident: told[:2] for ident, told in objects(city).items()}
    assert {ident: told[:2] for ident, told in objects(back).items()} == kinds
    for ident, (_, _, said) in objects(city).items():
        found = objects(back)[ident][2]
        if version == "3.0" and "measuredHeight" in said:  # there it is a height of many words
            (height,) = (v for name, v in found.items() if name.startswith("height"))
            found |= {"measuredHeight": float(height["value"]["value"])}
        assert {name: found.get(name) for name in said} == said
    assert outside(back) == pytest.approx(outside(city), rel=1e-6)
    base = Base(back.frame, (back,))
    for ident, cubic in (("yard", 75 * 9), ("arch", 1800 - 160), ("tower", 2000 + 2430)):
        assert base.body(spot_of(base, ident)).volume() == pytest.approx(cubic, rel=1e-6)


def test_a_plan_comes_back_from_glb(plan, tmp_path):
    city = whole_city(plan)
    write(city, tmp_path / "plan.glb")
    back = read(tmp_path / "plan.glb").city
    shapes = next(iter(back.shapes.values()))
    a, b, c = (shapes.points[corner] for corner in shapes.triangles.T)
    found = np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2
    assert found == pytest.approx(sum(outside(city).values()), rel=1e-4)


@needs_data
def test_a_changed_quarter_comes_back_from_a_file(tmp_path):
    city = read(DATA / "cityjson/2.0_DenHaag_01.city.json").city
    base = Base(city.frame, (city,))
    site = Site(View.of(base))
    rows = [k for k, above in enumerate(city.objects.parent.tolist()) if above < 0][:40]
    for row in rows[:10]:
        site.vanish(Spot(0, row))
    for row in rows[10:20]:
        spot = Spot(0, row)
        thing = Thing(
            *(base.ident(spot), base.kind(spot), Shape(base.body(spot).moved((0, 0, 1)))),
            *(site.attributes(spot), spot),
        )
        site.put(thing)
    whole = whole_city(site.done())
    write(whole, tmp_path / "whole.city.json")
    back = read(tmp_path / "whole.city.json").city
    assert objects(back).keys() == objects(whole).keys()
    assert outside(back) == pytest.approx(outside(whole), rel=1e-5, abs=1e-3)
    assert not {base.ident(Spot(0, row)) for row in rows[:10]} & set(back.objects.ids)
