import numpy as np

from city.imagery import Imagery


def test_a_picture_knows_its_metres_and_whether_anything_is_in_it():
    pixels = np.zeros((20, 40, 4), np.uint8)
    picture = Imagery(pixels, -10.0, 0.0, 70.0, 40.0)
    assert picture.metres == 2.0
    assert picture.empty
    pixels[3, 5, 3] = 1
    assert not picture.empty
