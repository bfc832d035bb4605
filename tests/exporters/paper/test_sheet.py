"""The sheets have the sizes of ISO 216, and all that stands on them has room."""

import pytest

from exporters.paper.sheet import SHEETS


@pytest.mark.parametrize(("paper", "size"), [("A4", (210, 297)), ("A3", (420, 297))])
def test_a_sheet_has_its_size_and_room_for_the_tallest_picture(paper, size):
    sheet = SHEETS[paper]
    assert (sheet.width, sheet.height) == size
    assert sheet.measure + sheet.left + sheet.right == size[0]
    assert sheet.tallest + 25 < sheet.height - sheet.top - sheet.bottom
