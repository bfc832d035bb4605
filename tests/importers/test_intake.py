"""A reader is told where its coordinates go, and the report says what is doubtful about that."""

from pathlib import Path

import numpy as np
import pytest

from city.crs import Crs
from city.frame import Frame
from importers.intake import Intake, NeedsCrs, Options, ReadError

FILE = Path("/some/where/town.gml")
DELFT = np.array([[84616.5, 447422.9, -0.5], [85140.8, 447750.6, 60.0]])


def codes(intake):
    return [finding.code for finding in intake.report]


def said(intake):
    (finding,) = intake.report
    return finding.message


def test_the_first_file_decides_the_frame():
    intake = Intake(Options())
    placement = intake.place(FILE, "EPSG:7415", DELFT)
    assert intake.builder.frame == Frame("EPSG:28992", "EPSG:5709", (84616.0, 447422.0, 0.0))
    assert placement(DELFT)[0] == pytest.approx([0.5, 0.9, -0.5])
    assert intake.crs == Crs("EPSG:28992", "EPSG:5709")
    second = intake.place(FILE, "urn:ogc:def:crs:EPSG::4258", np.array([[52.0, 4.36, 3.0]]))
    local = second(np.array([[52.0, 4.36, 3.0]]))
    assert (np.abs(local[0, :2]) < 2000).all()
    assert intake.crs == Crs("EPSG:28992", "EPSG:5709")
    assert codes(intake) == ["HEIGHTS_KEPT"]  # the second file does not say above what


def test_a_file_joins_the_city_on_the_table():
    table = Frame("EPSG:25831", "EPSG:5709", (590000.0, 5760000.0, 0.0))
    intake = Intake(Options(frame=table))
    local = intake.place(FILE, "EPSG:7415", DELFT)(DELFT)
    assert intake.builder.frame == table
    assert (np.abs(local[:, :2]) < 10_000).all()
    assert local[:, 2].tolist() == [-0.5, 60.0] and codes(intake) == []


def test_what_a_person_says_replaces_what_the_file_says():
    intake = Intake(Options(crs="EPSG:28992"))
    intake.place(FILE, "rubbish", DELFT)
    assert intake.crs == Crs("EPSG:28992") and codes(intake) == []


def test_a_file_without_a_system_is_taken_as_metres_and_said_so():
    intake = Intake(Options())
    placement = intake.place(FILE, "", np.array([[5.5, 6.5, 7.5]]))
    assert placement(np.array([[5.5, 6.5, 7.5]])).tolist() == [[0.5, 0.5, 7.5]]
    assert intake.builder.frame == Frame("", "", (5.0, 6.0, 0.0))
    assert codes(intake) == ["CRS_MISSING"] and "town.gml" in said(intake)


def test_local_metres_on_purpose_are_no_fault():
    intake = Intake(Options(need_crs=True))
    intake.place(FILE, "#local-CRS-1", np.array([[5.5, 6.5, 7.5]]))
    assert intake.builder.frame.horizontal == "local" and codes(intake) == []


@pytest.mark.parametrize("sample", [DELFT, np.vstack([DELFT, np.full((1, 3), np.nan)])])
def test_a_file_without_a_system_can_be_refused(sample):
    with pytest.raises(NeedsCrs, match=r"town\.gml.*--crs") as refusal:
        Intake(Options(need_crs=True)).place(FILE, "", sample)
    assert refusal.value.extent.tolist() == DELFT.tolist()
    assert refusal.value.path == FILE


def test_a_refusal_of_a_file_without_a_single_point():
    with pytest.raises(NeedsCrs) as refusal:
        Intake(Options(need_crs=True)).place(FILE, "", np.zeros((0, 3)))
    assert np.isnan(refusal.value.extent).all()


def test_an_unknown_system_is_named():
    intake = Intake(Options())
    intake.place(FILE, "EPSG:999999", DELFT)
    assert codes(intake) == ["CRS_UNKNOWN"] and "EPSG:999999" in said(intake)
    for options in (Options(crs="EPSG:999999"), Options(need_crs=True)):
        with pytest.raises(ReadError, match=r"town\.gml.*EPSG:999999.*--crs"):
            Intake(options).place(FILE, "EPSG:999999", DELFT)


def test_numbers_that_changed_places_are_put_right():
    intake = Intake(Options())
    placement = intake.place(FILE, "urn:ogc:def:crs:EPSG::25832", np.array([[5438343, 458868, 1]]))
    assert placement.north_first and intake.builder.frame.origin[:2] == (458868, 5438343)
    assert codes(intake) == ["CRS_AXES_SWAPPED"] and "town.gml" in said(intake)


def test_coordinates_that_cannot_be_in_their_system():
    intake = Intake(Options())
    sample = np.array([[-45.0, -20.0, 0.0]])
    placement = intake.place(FILE, "urn:ogc:def:crs,crs:EPSG::31466,crs:EPSG::5783", sample)
    assert placement(sample).tolist() == [[0, 0, 0]]
    assert codes(intake) == ["CRS_OUTSIDE"] and "--crs local" in said(intake)


def test_metres_that_call_themselves_degrees_stay_metres():
    intake = Intake(Options())
    sample = np.array([[458868.0, 5438343.0, 112.0], [458900.0, 5438343.0, 112.0]])
    placement = intake.place(FILE, "EPSG:4326", sample)
    assert np.ptp(placement(sample)[:, 0]) == 32
    assert codes(intake) == ["CRS_OUTSIDE"]


def test_a_place_on_earth_and_local_metres_do_not_meet():
    intake = Intake(Options(frame=Frame("EPSG:28992")))
    intake.place(FILE, "local", np.array([[1.0, 2.0, 3.0]]))
    assert codes(intake) == ["CRS_MIXED"]


def test_another_datum_is_told():
    intake = Intake(Options(frame=Frame("EPSG:25832", "", (690000.0, 5335000.0, 0.0))))
    intake.place(FILE, "EPSG:31468", np.array([[4468000.0, 5333000.0, 500.0]]))
    assert codes(intake) == ["CRS_APPROXIMATE"] and "town.gml" in said(intake)


def test_sources_are_named_for_the_objects_that_follow():
    intake = Intake(Options())
    intake.begin(FILE, "CityGML", "2.0", "CC0")
    intake.builder.add_object("Building", "a")
    intake.begin(Path("other.json"), "CityJSON")
    intake.builder.add_object("Building", "b")
    city = intake.builder.freeze()
    named = {id: city.sources[s] for id, s in zip(city.objects.ids, city.source, strict=True)}
    assert named["a"].format == "CityGML" and named["a"].path == str(FILE)
    assert named["a"].licence == "CC0" and named["b"].path == "other.json"
    assert list(intake.sources) == list(city.sources)


def test_the_extent_grows():
    intake = Intake(Options())
    assert intake.extent() is None
    intake.saw(np.array([[1.0, 2, 3], [4, 5, 6]]))
    intake.saw(np.array([[0.0, np.nan, 9], [2, np.nan, 10]]))
    assert intake.extent().tolist() == [[0, 2, 3], [4, 5, 10]]
