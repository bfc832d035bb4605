import csv
import json

import pytest

from city.project import Note
from exporters import WriteError
from exporters.notes import write_notes

# the point that the Dutch grid starts from, the tower of Amersfoort: 52.1551744 N, 5.3872062 E
AMERSFOORT = (155000.0, 463000.0, 12.5)


def note(**more):
    told = {"text": "Too\nhigh?", "author": "Ann", "object": "house", "vertical": "EPSG:5709"}
    return Note("n", 3, place=AMERSFOORT, horizontal="EPSG:28992", **(told | more))


def test_geojson_gives_longitude_and_latitude(tmp_path):
    write_notes([note()], tmp_path / "n.geojson")
    (feature,) = json.loads((tmp_path / "n.geojson").read_text())["features"]
    lon, lat, up = feature["geometry"]["coordinates"]
    assert (lon, lat) == pytest.approx((5.3872062, 52.1551744), abs=2e-5)
    assert up == 12.5
    assert feature["properties"]["text"] == "Too\nhigh?"
    assert feature["properties"]["heights"] == "EPSG:5709"


def test_csv_gives_the_coordinates_as_they_are(tmp_path):
    write_notes([note()], tmp_path / "n.csv")
    with (tmp_path / "n.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["east"], row["north"], row["height"]) == ("155000.000", "463000.000", "12.500")
    assert row["crs"] == "EPSG:28992+EPSG:5709"
    assert row["text"] == "Too\nhigh?"


def test_a_text_that_a_spreadsheet_would_work_out_is_left_a_text(tmp_path):
    write_notes([note(text='=HYPERLINK("x")')], tmp_path / "n.csv")
    assert "'=HYPERLINK" in (tmp_path / "n.csv").read_text()


def test_what_cannot_be_written_is_said(tmp_path):
    nowhere = Note("n", 1, "", (0.0, 0.0, 0.0), "local")
    with pytest.raises(WriteError, match="no place on Earth"):
        write_notes([nowhere], tmp_path / "n.geojson")
    write_notes([nowhere], tmp_path / "n.csv")
    with pytest.raises(WriteError, match="cannot be written"):
        write_notes([note()], tmp_path / "no" / "n.csv")
