"""Building models come in whole: their things, shapes, words and colours; bad ones as a line."""

import re
import sys
import time
import zipfile
from collections import Counter
from functools import cache, partial

import numpy as np
import pytest
import shapely

from city.measure import boxes, footprint_areas, surface_areas, volumes
from city.progress import Cancelled, Progress
from city.query import drawn, plan_faces
from importers import Options, ReadError, ifc, read
from importers.intake import NeedsCrs
from tests.importers.ifc.models import BY, FEET, METRES, MILLIMETRES, model, point
from tests.importers.ifc.shared import city_of, codes, lost, opened, row, short, world
from tests.shared import files, name, needs_data

LOCAL = {"crs": "local"}
whole = cache(partial(read, options=Options(crs="local")))  # the real house takes half a minute
VOLUMES = {
    "wall": 9.0 - 0.6,
    "window": 0.2,
    "base": 40.0,
    "roof": 40.0,
    "room": 374.4,
    "table": 1.6,
    "step": 6.0,
}


@pytest.mark.parametrize(
    ("schema", "unit"),
    [
        ("IFC2X3", METRES),
        ("IFC4", MILLIMETRES),
        ("IFC4X3_ADD2", FEET),
        ("IFC4X3", METRES),
        ("IFC4_ADD2_TC1", METRES),
    ],
    ids=lambda value: value if value.startswith("IFC") else BY[value],
)
def test_a_house_has_its_true_size_in_every_schema_and_unit(tmp_path, schema, unit):
    reading = opened(tmp_path, model(schema, unit), **LOCAL)
    city = city_of(reading)
    assert reading.sources[0].version == schema
    found = volumes(city, "3")
    assert {id: pytest.approx(found[row(city, id)]) for id in VOLUMES} == VOLUMES
    np.testing.assert_allclose(reading.extent, [[0, 0, -0.2], [10, 20, 6]], atol=1e-9)
    assert codes(reading) == set()


def test_things_have_kinds_parents_and_words(tmp_path):
    city = city_of(opened(tmp_path, model(), **LOCAL))
    table = city.objects
    parents = {
        short(table.ids[k]): (
            table.kind_of(k),
            short(table.ids[p]) if (p := int(table.parent[k])) >= 0 else "",
        )
        for k in range(len(table))
    }
    assert parents == {
        "site": ("CityObjectGroup", ""),
        "house": ("Building", ""),
        "ground": ("BuildingStorey", "house"),
        "upper": ("BuildingStorey", "house"),
        "room": ("BuildingRoom", "ground"),
        "wall": ("BuildingConstructiveElement", "house"),
        "window": ("BuildingConstructiveElement", "house"),
        "base": ("BuildingConstructiveElement", "house"),
        "roof": ("BuildingConstructiveElement", "house"),
        "stair": ("BuildingInstallation", "house"),
        "step": ("BuildingConstructiveElement", "house"),
        "table": ("BuildingFurniture", "room"),
    }
    assert table.attributes(row(city, "house")) == {
        "ifcClass": "IfcBuilding",
        "name": "House",
        "longName": "Long house",
        "address": "Main street 1, 2600, Delft",
    }
    assert table.attributes(row(city, "upper"))["elevation"] == 3.0
    assert table.attributes(row(city, "step"))["partOf"].startswith("stair_")
    assert table.attributes(row(city, "step"))["storey"] == "Ground floor"


@pytest.mark.parametrize("unit", [METRES, MILLIMETRES], ids=["m", "mm"])
def test_sets_quantities_and_materials_become_attributes(tmp_path, unit):
    city = city_of(opened(tmp_path, model(unit=unit), **LOCAL))
    assert city.objects.attributes(row(city, "wall")) == {
        "ifcClass": "IfcWall",
        "name": "South wall",
        "tag": "W1",
        "storey": "Ground floor",
        "material": "Brick",
        "Pset_WallCommon.IsExternal": True,
        "Pset_WallCommon.FireRating": "Fü90",
        "Pset_WallCommon.Width": 0.3,
        "Pset_WallCommon.Status": ["NEW", "KEPT"],
        "BaseQuantities.NetSideArea": 28.0,
        "BaseQuantities.NetVolume": 8.4,
    }
    units = {name: column.unit for name, column in city.objects.columns.items()}
    assert units["Pset_WallCommon.Width"] == "m"
    assert units["BaseQuantities.NetVolume"] == "m3"


def test_colours_are_kept_and_holes_are_cut(tmp_path):
    city = city_of(opened(tmp_path, model(), **LOCAL))
    shapes = city.shapes["3"]
    wall = shapes.polygon_object() == row(city, "wall")
    look = shapes.appearances[ifc.building.THEME]
    painted = {city.materials[m] for m in look.material[wall]}
    assert [(m.name, m.diffuse, m.transparency) for m in painted] == [
        ("Red brick", (0.5, 0.25, 0.125), 0.25)
    ]
    assert (look.material[~wall] == -1).all()
    rings = np.diff(shapes.polygon_rings)[wall]
    assert sorted(rings.tolist()) == [1] * 8 + [2] * 2  # six sides, four of the opening


def test_windows_and_roofs_are_surfaces(tmp_path):
    city = city_of(opened(tmp_path, model(), **LOCAL))
    areas = surface_areas(city, "3")
    assert areas["Window"][row(city, "window")] == pytest.approx(4.6)
    assert areas["RoofSurface"][row(city, "roof")] == pytest.approx(200)
    assert areas["GroundSurface"][row(city, "base")] == pytest.approx(200)


def test_rooms_and_what_stands_in_them_are_not_seen_from_outside(tmp_path):
    city = city_of(opened(tmp_path, model(), **LOCAL))
    seen = {short(city.objects.ids[int(k)]) for k in np.flatnonzero(drawn(city)["3"])}
    assert seen == {"wall", "window", "base", "roof", "step"}


@needs_data
@pytest.mark.parametrize("path", files("mesh-ifc/*.ifc"), ids=name)
def test_real_files_come_whole(path):
    text = path.read_text("latin-1")
    said = Counter(
        m.upper() for m in re.findall(r"=\s*(IFC\w+)\(", re.sub(r"'(?:[^']|'')*'", "", text))
    )
    reading = whole(path)
    city = city_of(reading)
    column = city.objects.columns["ifcClass"]
    found = Counter(str(value).upper() for _, value in column.items())
    assert found == {kind: said[kind] for kind in found}
    products = ("WALL", "SLAB", "ROOF", "WINDOW", "DOOR", "STAIR", "BEAM", "MEMBER", "RAILING")
    others = ("COVERING", "FURNISHING", "BUILDINGELEMENTPROXY", "SPACE", "SITE", "BUILDING")
    names = re.compile(rf"IFC({'|'.join(products + others)})(STANDARDCASE|ELEMENT|STOREY)?$")
    assert {kind: n for kind, n in said.items() if names.match(kind)} == dict(found)
    assert reading.report.count("error") == 0
    assert len(set(city.objects.ids)) == len(city.objects)
    wide = (boxes(city, "3")[:, 1] - boxes(city, "3")[:, 0]).max(0)
    assert (np.nan_to_num(wide) < 60).all()


@needs_data
def test_quantities_that_a_file_counts_are_those_that_are_measured():
    city = city_of(whole(files("mesh-ifc/AC20*.ifc")[0]))
    column = city.objects.columns["BaseQuantities.NetVolume"]
    measured = volumes(city, "3")
    pairs = [(said, measured[k]) for k, said in column.items() if np.isfinite(measured[k])]
    close = [abs(said - found) <= 0.02 * said for said, found in pairs]
    assert len(pairs) >= 15
    assert sum(close) >= 0.8 * len(close)


@needs_data
def test_the_same_house_as_in_citygml():
    house = city_of(whole(files("mesh-ifc/AC20*.ifc")[0]))
    gml = city_of(read(files("citygml/2.0/FZK-Haus-LoD-all.zip")[0], Options()))
    walls, roofs = (classes(house, f"Ifc{name}") for name in ("WallStandardCase", "Slab"))
    around = shapely.envelope(outline(house, "3", walls))
    assert around.area == pytest.approx(120.0, abs=0.02)
    assert footprint_areas(gml, "2")[0] == pytest.approx(120.0, abs=0.02)
    assert outline(house, "3", roofs).area == pytest.approx(
        outline(gml, "0", np.arange(1)).area, abs=0.02
    )
    theirs = np.ptp(boxes(gml, "3")[0], axis=0)
    ours = boxes(house, "3")[roofs]
    np.testing.assert_allclose(ours[:, 1].max(0) - ours[:, 0].min(0), theirs, atol=0.01)


def classes(city, wanted):
    """The rows of an IFC class."""
    return np.array([k for k, name in city.objects.columns["ifcClass"].items() if name == wanted])


def outline(city, lod, rows):
    """What some objects cover as seen from above, without the holes in it."""
    chosen = np.isin(np.arange(len(city.objects)), rows)
    shapes = shapely.union_all(plan_faces(city.shapes[lod], chosen)[0])
    return shapely.union_all([shapely.Polygon(p.exterior) for p in shapely.get_parts(shapes)])


# what cannot be used, and what is left out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ISO-10303-21;", "names no schema"),
        ("ISO-10303-21;" + "x(#=;'" * 1000, "names no schema"),
        (model("IFC2X2_FINAL"), "written in IFC2X2_FINAL, which cannot be read"),
        (model("IFC4X1"), "written in IFC4X1, which cannot be read"),
        (model("AUTOMOTIVE_DESIGN"), "written in AUTOMOTIVE_DESIGN"),
        (model()[:300], "there is no plot, building or building part in it"),
        (model().split("#24=")[0], "there is no plot, building or building part in it"),
        (model().replace("'Body'", "'Box'"), "no faces"),
    ],
    ids=["header", "garbage", "old", "draft", "cars", "cut early", "cut", "no shapes"],
)
def test_a_line_for_what_is_no_model(tmp_path, text, said):
    with pytest.raises(ReadError, match=re.escape(said)) as fault:
        opened(tmp_path, text, **LOCAL)
    assert "\n" not in str(fault.value)
    assert str(fault.value).startswith("toy.ifc: ")


def test_garbage_of_many_megabytes_is_refused_at_once(tmp_path):
    path = tmp_path / "toy.ifc"
    with path.open("wb") as file:
        file.write(b"ISO-10303-21;\nHEADER;")
        file.truncate(200_000_000)
    begun = time.monotonic()
    with pytest.raises(ReadError, match="names no schema"):
        read(path, Options(crs="local"))
    assert time.monotonic() - begun < 20


def test_a_file_that_breaks_off_keeps_what_comes_before(tmp_path):
    text = model()
    cut = text[: text.index("#170=")]  # the roof's shape is gone
    assert text.index("#57=IFCSLAB") < len(cut)
    reading = opened(tmp_path, cut, **LOCAL)
    assert world(city_of(reading), "wall")[1].tolist() == pytest.approx([10, 0.3, 3])
    assert reading.report.counts() == {("error", "IFC_TRUNCATED"): 1}
    assert not np.isfinite(boxes(city_of(reading), "3")[row(city_of(reading), "roof")]).any()


def test_a_shape_that_cannot_be_made_is_reported_and_the_rest_is_there(tmp_path):
    bad = model().replace("IFCEXTRUDEDAREASOLID(#114", "IFCEXTRUDEDAREASOLID(#115")
    reading = opened(tmp_path, bad, **LOCAL)
    assert lost(reading) == ["wall"]
    assert np.isfinite(volumes(city_of(reading), "3")[row(city_of(reading), "roof")])


def test_a_placement_that_leads_back_to_itself_is_left_out(tmp_path):
    bad = model(extra="#600=IFCLOCALPLACEMENT(#601,#22);\n#601=IFCLOCALPLACEMENT(#600,#22);")
    bad = bad.replace("'Roof',$,$,#23", "'Roof',$,$,#600")
    reading = opened(tmp_path, bad, **LOCAL)
    assert lost(reading) == ["roof"]
    assert len(city_of(reading).objects) == 12


def test_buildings_that_are_parts_of_each_other_come_to_an_end(tmp_path):
    bad = model(extra="#600=IFCRELAGGREGATES('x',#5,$,$,#26,(#25));").replace("#24,(#25)", "#24,()")
    begun = time.monotonic()
    reading = opened(tmp_path, bad, **LOCAL)
    assert time.monotonic() - begun < 60  # the library has not walked in circles until it is ended
    assert codes(reading) == set() and len(city_of(reading).objects) == 12


def test_coordinates_beyond_the_earth_harm_only_their_own_thing(tmp_path):
    bad = model().replace("#170=IFCCARTESIANPOINT((5.0", "#170=IFCCARTESIANPOINT((1.E300")
    reading = opened(tmp_path, bad, **LOCAL)
    np.testing.assert_allclose(reading.extent, [[0, 0, -0.2], [10, 20, 3]], atol=1e-9)
    assert "NOT_A_NUMBER" in codes(reading)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (model(unit=""), "UNITS_MISSING"),
        (model(unit=METRES, scale=1000), "UNITS_DOUBTFUL"),
        (model(unit=MILLIMETRES, scale=1), "UNITS_DOUBTFUL"),
        (model().replace(METRES, METRES.replace("$", ".MEGA.")), "UNITS_DOUBTFUL"),
        (model().replace("IFCPROJECT(", "IFCLIBRARY("), "IFC_NO_PROJECT"),
    ],
    ids=["none", "millimetres as metres", "metres as millimetres", "absurd", "no project"],
)
def test_what_is_doubtful_is_said(tmp_path, text, code):
    assert code in codes(opened(tmp_path, text, **LOCAL))


def crash(path, name, done, cautious):
    """Stands in for the study: the library dies over thing 1, whenever it comes to it."""
    import os
    import signal

    from importers.ifc.study import study

    for news in study(path, name, done, True):
        if getattr(news, "thing", -1) == 6 and not isinstance(news, ifc.Shape):
            if cautious:
                yield news
            os.kill(os.getpid(), signal.SIGSEGV)
        if cautious or not isinstance(news, ifc.Begun):
            yield news


def dead(path, name, done, cautious):
    import os
    import signal

    os.kill(os.getpid(), signal.SIGSEGV)
    yield


def test_a_crash_costs_only_the_thing_it_happened_over(tmp_path, monkeypatch):
    whole = city_of(opened(tmp_path, model(), **LOCAL))
    (tmp_path / "b").mkdir()
    monkeypatch.setattr(ifc, "study", crash)
    reading = opened(tmp_path / "b", model(), **LOCAL)
    assert [f.message for f in reading.report if f.code == "MESH_LOST"] == [
        "IfcWindow: the library that makes its shape crashed; it is there without one"
    ]
    assert len(city_of(reading).objects) == len(whole.objects)
    assert city_of(reading).shapes["3"].polygons == whole.shapes["3"].polygons - 6


def test_a_crash_over_the_whole_file_is_a_line(tmp_path, monkeypatch):
    monkeypatch.setattr(ifc, "study", dead)
    with pytest.raises(ReadError, match="crashed over it; the file is damaged"):
        opened(tmp_path, model(), **LOCAL)


def test_a_zip_of_one_model_is_opened(tmp_path):
    path = tmp_path / "toy.ifczip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("toy.ifc", model())
    assert len(city_of(read(path, Options(crs="local"))).objects) == 12


def test_xml_is_refused_by_name(tmp_path):
    (tmp_path / "toy.ifcxml").write_text("<ifcXML/>")
    with pytest.raises(ReadError, match="an IFC building model in XML, which Maquette does not"):
        read(tmp_path / "toy.ifcxml", Options(crs="local"))


def test_without_the_library_it_is_said_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ifcopenshell", None)
    monkeypatch.setattr(ifc, "find_spec", lambda name: None)
    with pytest.raises(ReadError, match=re.escape('pip install "maquette[ifc]"')):
        opened(tmp_path, model(), **LOCAL)


def test_a_model_without_a_place_asks_for_one(tmp_path):
    with pytest.raises(NeedsCrs):
        opened(tmp_path, model(), need_crs=True)


@needs_data
def test_cancel_stops_within_a_second(tmp_path):
    stopped: list[float] = []

    def stop(done: int, total: int, note: str) -> None:
        if done > 0 and not stopped:  # it is under way
            stopped.append(time.monotonic())
            progress.cancel()

    progress = Progress(stop)
    with pytest.raises(Cancelled):
        read(files("mesh-ifc/AC20*.ifc")[0], Options(crs="local"), progress)
    assert time.monotonic() - stopped[0] < 1.5


def grid(side, brep):
    """A bumpy field of 2 * side * side triangles, as a tessellation or as a faceted body."""
    places = [(x, y, (x * y) % 3) for y in range(side + 1) for x in range(side + 1)]
    first = [y * (side + 1) + x for y in range(side) for x in range(side)]
    faces = [
        t for k in first for t in ((k, k + 1, k + side + 1), (k + 1, k + side + 2, k + side + 1))
    ]
    lines = []
    if brep:
        lines += [f"#{10_000 + k}=IFCCARTESIANPOINT(({point(p)}));" for k, p in enumerate(places)]
        for k, face in enumerate(faces):
            loop = ",".join(f"#{10_000 + corner}" for corner in face)
            lines.append(f"#{20_000 + k}=IFCPOLYLOOP(({loop}));")
            lines.append(f"#{40_000 + k}=IFCFACEOUTERBOUND(#{20_000 + k},.T.);")
            lines.append(f"#{60_000 + k}=IFCFACE((#{40_000 + k}));")
        listed = ",".join(f"#{60_000 + k}" for k in range(len(faces)))
        lines.append(f"#700=IFCCLOSEDSHELL(({listed}));\n#701=IFCFACETEDBREP(#700);")
    else:
        listed = ",".join(f"({point(p)})" for p in places)
        corners = ",".join(f"({a + 1},{b + 1},{c + 1})" for a, b, c in faces)
        lines.append(f"#700=IFCCARTESIANPOINTLIST3D(({listed}));")
        lines.append(f"#701=IFCTRIANGULATEDFACESET(#700,$,$,({corners}),$);")
    lines.append("#702=IFCSHAPEREPRESENTATION(#12,'Body','Tessellation',(#701));")
    lines.append("#703=IFCPRODUCTDEFINITIONSHAPE($,$,(#702));")
    lines.append("#704=IFCBUILDINGELEMENTPROXY('field',#5,'Field',$,$,#23,#703,$,$);")
    return "\n".join(lines)


@pytest.mark.parametrize("brep", [False, True], ids=["tessellation", "faceted body"])
def test_many_triangles_come_as_they_are(tmp_path, brep):
    """100,000 would take the library's exact way minutes; these 5,000 take it seconds."""
    city = city_of(opened(tmp_path, model(extra=grid(50, brep)), **LOCAL))
    polygons = np.diff(city.shapes["3"].object_polygons())
    assert polygons[row(city, "field")] == 5000
    assert polygons[row(city, "wall")] == 10  # worked out exactly, beside it
    np.testing.assert_allclose(world(city, "field"), [[0, 0, 0], [50, 50, 2]], atol=1e-6)
