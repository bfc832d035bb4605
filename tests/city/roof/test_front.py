"""Fronts, and the corners between them."""

from city.roof.front import Corner, Front


def test_a_corner_moves_evenly_from_where_it_was_born():
    corner = Corner(7, (1.0, 2.0, 0.5), (3.0, -4.0))
    assert corner.speed == 5
    assert corner.at(0.5) == (1, 2)
    assert corner.at(1.5) == (4, -2)


def test_a_front_lies_after_its_start_and_before_its_end():
    start, end = Corner(0, (0, 0, 0), (1, 1)), Corner(1, (9, 0, 0), (-1, 1))
    front = Front(5, start, end)
    assert (start.after, end.before, start.before, end.after) == (front, front, None, None)
    assert front.alive
