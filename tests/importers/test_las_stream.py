"""A file cut short reads as one with another chunk table."""

import io

import pytest

from importers.las_stream import WithChunkTable


@pytest.fixture
def stream() -> WithChunkTable:
    return WithChunkTable(io.BytesIO(b"header" + b"POINTER!" + b"points"), 6, bytes(8))


def test_it_points_at_the_table_behind_the_last_byte(stream: WithChunkTable) -> None:
    assert stream.read() == b"header" + (20).to_bytes(8, "little") + b"points" + bytes(8)


@pytest.mark.parametrize("at", range(28))
@pytest.mark.parametrize("count", [1, 3, 100])
def test_every_seek_gives_the_same_bytes(stream: WithChunkTable, at: int, count: int) -> None:
    whole = stream.read()
    assert stream.seek(at) == stream.tell() == at
    assert io.BufferedReader(stream).read(count) == whole[at : at + count]


def test_it_seeks_from_the_end(stream: WithChunkTable) -> None:
    stream.seek(-8, io.SEEK_END)
    assert stream.read() == bytes(8)
