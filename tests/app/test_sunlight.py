"""Where the table stands, and how the sun over it is spoken of."""

from datetime import datetime

import numpy as np
import pytest

from app.document import Document
from app.sunlight import found_place, sun_words, towards_sun
from city.place import Place
from city.simulate.sun import Sun
from city.time_zone import zone
from tests.app.standin import town_document


def sun(azimuth, altitude):
    return Sun(*(np.array([float(v)]) for v in (azimuth, altitude, altitude)))


def test_the_toy_town_stands_near_delft():
    place = found_place(town_document())
    assert (place.lat, place.lon) == pytest.approx((52.0, 4.36), abs=0.02)
    assert place.turn == pytest.approx(-0.8, abs=0.1)  # west of Amersfoort


def test_an_empty_table_stands_nowhere():
    assert found_place(Document()) is None


def test_without_a_moment_or_a_place_there_is_a_studios_light():
    document = town_document()
    assert towards_sun(document) is None
    document.set_moment(datetime(2026, 6, 21, 12, tzinfo=zone("UTC")))
    assert towards_sun(document) is None
    document.set_place(Place(4.36, 52.0))
    x, y, z = towards_sun(document)
    assert z == pytest.approx(np.sin(np.radians(61.4)), abs=0.01)
    assert y < 0 and abs(x) < 0.1  # just past noon


@pytest.mark.parametrize(
    ("azimuth", "altitude", "words"),
    [
        (226, 31.94, "Sun 31.9° high, south-west (226°)"),
        (359.9, 5, "Sun 5.0° high, north (360°)"),
        (91, 10, "Sun 10.0° high, east (91°)"),
        (300, -4.2, "The sun is 4.2° below the horizon"),
    ],
)
def test_how_the_sun_is_spoken_of(azimuth, altitude, words):
    assert sun_words(sun(azimuth, altitude)) == words
