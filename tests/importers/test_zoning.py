"""Polygons of zoning plans, with their limits, in a city's frame."""

import numpy as np
import pytest

from city.frame import Frame
from city.progress import Progress
from importers import ReadError
from importers.zoning import read_zoning
from tests.app.plots_file import geojson, square

FRAME = Frame("EPSG:28992", "", (91000.0, 435000.0, 0.0))


def zoning(tmp_path, *features, **more):
    return read_zoning(geojson(tmp_path / "plan.geojson", features, **more), FRAME, Progress())


def at(x, y, size=20.0):
    return square(91000 + x, 435000 + y, size)


def test_limits_are_taken_from_the_usual_fields(tmp_path):
    said = {"naam": "Wonen 1", "max_bouwhoogte": 12.5, "goothoogte": "9 m", "fsi": 1.8}
    found = zoning(tmp_path, (at(10, 20), {**said, "bebouwingspercentage": 60, "afstand": 3}))
    assert found.outlines[0] == pytest.approx(np.array(square(10, 20))[:-1], abs=1e-3)
    limits = {"height": 12.5, "wall": 9.0, "far": 1.8, "coverage": 0.6, "setback": 3.0}
    assert found.said == [{**limits, "name": "Wonen 1"}]
    assert found.used["height"] == "max_bouwhoogte" and found.used["name"] == "naam"
    assert found.told == []


def test_storeys_make_a_height_where_there_is_none(tmp_path):
    found = zoning(tmp_path, (at(0, 0), {"Z": 3, "hmax": None}), (at(30, 0), {"Z": 2, "hmax": 9}))
    assert [said["height"] for said in found.said] == [10.5, 9.0]
    alone = zoning(tmp_path, (at(0, 0), {"Z": 3}))
    assert alone.used["height"] == "Z, at 3.5 m a storey"


def test_heights_above_the_sea_are_no_storeys(tmp_path):
    """Many a map has a Z of its ground; of 12.31 storeys nobody has heard."""
    found = zoning(tmp_path, (at(0, 0), {"Z": 12.31}), (at(30, 0), {"Z": 12.0}))
    assert found.said == [{}, {}] and "the numbers of Z count no storeys" in found.told
    half = zoning(tmp_path, (at(0, 0), {"Z": 2.5}))
    assert half.said == [{"height": 8.75}]


def test_numbers_without_sense_and_holes_are_told(tmp_path):
    ring, hole = at(0, 0), at(5, 5, 4)
    found = zoning(tmp_path, ([ring, hole], {"hmax": -4, "GFZ": "open"}))
    assert found.said == [{}]
    assert "1 value of hmax makes no sense as a height" in found.told
    assert "1 has a hole, which is left out" in found.told


def test_other_systems_come_into_the_city_s(tmp_path):
    # the corner of the frame in degrees, by pyproj of the national transformation
    from pyproj import Transformer

    to = Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)
    ring = [list(to.transform(*place)) for place in at(10, 20)]
    found = zoning(tmp_path, (ring, {}), crs="EPSG:4326")
    assert found.outlines[0] == pytest.approx(np.array(square(10, 20))[:-1], abs=0.02)


def test_what_holds_no_polygons_is_refused_in_words(tmp_path):
    with pytest.raises(ReadError, match="holds no polygons"):
        path = tmp_path / "a.geojson"
        path.write_text('{"type": "Point", "coordinates": [91000, 435000]}')
        read_zoning(path, FRAME, Progress())
    (tmp_path / "a.obj").write_text("v 0 0 0\nf 1 1 1\n")
    with pytest.raises(ReadError, match="no GeoJSON, GeoPackage or Shapefile"):
        read_zoning(tmp_path / "a.obj", FRAME, Progress())


@pytest.mark.parametrize(("driver", "end"), [("GPKG", "gpkg"), ("ESRI Shapefile", "shp")])
def test_a_geopackage_and_a_shapefile_are_read_alike(tmp_path, driver, end):
    import pyogrio
    import shapely

    wkb = shapely.to_wkb(np.array([shapely.Polygon(at(0, 0)), shapely.Polygon(at(40, 0))]))
    path = tmp_path / f"plan.{end}"
    pyogrio.raw.write(
        path,
        geometry=wkb,
        field_data=[np.array([8.0, 11.0]), np.array(["A", "B"], object)],
        fields=np.array(["hmax", "zone"], object),
        geometry_type="Polygon",
        crs="EPSG:28992",
        driver=driver,
    )
    found = read_zoning(path, FRAME, Progress())
    assert found.said == [{"height": 8.0, "name": "A"}, {"height": 11.0, "name": "B"}]
