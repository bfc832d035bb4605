import numpy as np
import pytest

from importers.intake import ReadError
from importers.simulated.binary import Cursor


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "run.out"
    path.write_bytes(np.array([7, 8], "<i4").tobytes() + b"pipe\0xyz" + bytes(8))
    return path


def test_numbers_and_names_follow_one_another(path):
    cursor = Cursor(path)
    assert cursor.number() == 7 and cursor.numbers("<i4", 1).tolist() == [8]
    assert cursor.word(8) == "pipe" and cursor.at == 16 and cursor.size == 24
    assert cursor.records(np.dtype([("a", "<f4", (2,))]), 1)["a"].tolist() == [[0, 0]]


@pytest.mark.parametrize("count", [7, -1, 2**31])
def test_nothing_is_read_beyond_the_end(path, count):
    with pytest.raises(ReadError, match=r"run\.out: it breaks off"):
        Cursor(path).numbers("<i4", count)
