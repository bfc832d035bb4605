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


def test_no_text_makes_it_write_beyond_its_tables():
    rng = np.random.default_rng(7)
    letters = np.frombuffer(b"""<<>>//=="''!?-[] aab\n&""", np.uint8)
    pieces = (b'<a b=""c=""d="">', b"<a>", b'<a a="">', b"</a>", b"<!---->", b'=""', b"<?", b"<!a[")
    for turn in range(4000):
        if turn % 2:
            data = rng.choice(letters, rng.integers(0, 60))
        else:
            chosen = rng.integers(0, len(pieces), rng.integers(0, 12))
            data = np.frombuffer(b"".join(pieces[k] for k in chosen), np.uint8)
        tags = np.full((len(data) // 3 + 9, 2), -7, np.int64)
        attributes = np.full((len(data) // 4 + 9, 4), -7, np.int64)
        found = np.zeros(4, np.int64)
        scan(data, tags[: len(data) // 3 + 1], attributes[: len(data) // 4 + 1], found)
        assert (tags[len(data) // 3 + 1 :] == -7).all()
        assert (attributes[len(data) // 4 + 1 :] == -7).all()
        assert 0 <= found[2] <= len(data) and found[0] <= len(tags)
