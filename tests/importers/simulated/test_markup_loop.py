import numpy as np

from importers.simulated.markup_loop import BROKEN, SOUND, hash_values, hashed, scan


def test_a_name_has_the_hash_that_the_loop_gives_it():
    data = np.frombuffer(b'<vehicle id="\xc3\xa4"/>', np.uint8)
    tags, attributes = np.empty((10, 2), np.int64), np.empty((10, 4), np.int64)
    found, hashes = np.zeros(4, np.int64), np.zeros(1, np.int64)
    assert scan(data, tags, attributes, found) == SOUND
    assert found.tolist() == [1, 1, len(data), 0]
    assert tags[0].tolist() == [hashed("vehicle"), len(data)]
    assert attributes[0].tolist() == [0, hashed("id"), 13, 15]
    hash_values(data, attributes[:1, 2].copy(), attributes[:1, 3].copy(), hashes)
    assert hashes[0] == hashed("ä")


def test_the_place_of_a_fault_is_told():
    data = np.frombuffer(b"<a><b c></b>", np.uint8)
    found = np.zeros(4, np.int64)
    assert scan(data, np.empty((10, 2), np.int64), np.empty((10, 4), np.int64), found) == BROKEN
    assert found.tolist() == [1, 0, 3, 1]
