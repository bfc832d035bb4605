"""What the measurands of moving things are called."""

from city.tracks import HEADING, LATITUDE, LONGITUDE


def test_a_place_is_measured_in_degrees():
    names = [(one.name, one.unit) for one in (LONGITUDE, LATITUDE, HEADING)]
    assert names == [("longitude", "°"), ("latitude", "°"), ("heading", "°")]
