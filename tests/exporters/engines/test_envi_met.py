"""An area of ENVI-met, read again."""

import numpy as np
import pytest
from lxml import etree

from tests.exporters.engines.towns import planned, written


def area(path):
    """Its root, and its matrices by name with the south first, as ENVI-met counts."""
    root = etree.parse(path).getroot()
    matrices = {}
    for one in root.iter():
        if one.get("type") == "matrix-data":
            rows = [line.strip().split(",") for line in one.text.strip("\n\r ").splitlines()]
            assert len(rows) == int(one.get("dataJ"))
            assert {len(row) for row in rows} == {int(one.get("dataI"))}
            matrices[one.tag] = np.array(rows)[::-1]
    return root, matrices


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    path = tmp_path_factory.mktemp("envi") / "plan.inx"
    (told,) = written("envi-met", path)
    assert "plants and soils" in told
    return area(path)


def said(root, name):
    return root.find(f".//{name}").text.strip()


def test_the_grid_and_the_place(plan):
    root, _ = plan
    assert root.tag == "ENVI-MET_Datafile"
    assert [said(root, f"grids-{axis}") for axis in "IJZ"] == ["120", "20", "25"]
    assert [float(said(root, name)) for name in ("dx", "dy", "dz-base")] == [2, 2, 2]
    assert float(said(root, "realworldLowerLeft_X")) == 83990
    assert float(said(root, "realworldLowerLeft_Y")) == 446990
    assert float(said(root, "location_Longitude")) == pytest.approx(4.35, abs=0.01)
    assert float(said(root, "location_Latitude")) == pytest.approx(52.0, abs=0.01)
    assert said(root, "locationTimeZone_Name") == "UTC+1"
    assert float(said(root, "modelRotation")) == pytest.approx(-0.81, abs=0.02)


def test_buildings(plan):
    _, matrices = plan
    top = matrices["zTop"].astype(float)
    assert top.shape == (20, 120)
    cells = dict(zip(*np.unique(top, return_counts=True), strict=True))
    assert cells == {0.0: 2400 - 120, 5.0: 75, 9.0: 20, 25.0: 25}
    assert (top[5:9, 105:110] == 9).all()  # the new house: east 200 to 210, north 0 to 8
    number = matrices["buildingNr"].astype(int)
    assert ((number > 0) == (top > 0)).all() and set(np.unique(number)) == {0, 1, 2}
    assert not matrices["zBottom"].astype(float).any()


def test_the_ground_counts_from_its_lowest(tmp_path):
    written("envi-met", tmp_path / "plan.inx", planned(12.5))
    root, matrices = area(tmp_path / "plan.inx")
    assert float(said(root, "DEMReference")) == 12.5
    assert not matrices["terrainheight"].astype(float).any()


def test_what_is_not_known_is_left_to_the_engine(plan):
    _, matrices = plan
    assert set(np.unique(matrices["ID_soilprofile"])) == {"000000"}
    assert set(np.unique(matrices["ID_plants1D"])) == {""}
