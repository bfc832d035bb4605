"""Points take no more room than they need."""

from city.records import COLOURED, POINT


def test_a_point_takes_16_bytes_and_its_colour_4_more():
    assert (POINT.itemsize, COLOURED.itemsize) == (16, 20)
    assert COLOURED.names[: len(POINT.names)] == POINT.names
