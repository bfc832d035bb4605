"""A file cut short reads as one with an empty chunk table."""

import io

import pytest

from importers.las_stream import WithoutChunkTable


@pytest.fixture
def stream() -> WithoutChunkTable:
    return WithoutChunkTable(io.BytesIO(b"header" + b"POINTER!" + b"points"), 6)


def test_it_points_at_an_empty_table_behind_the_last_byte(stream: WithoutChunkTable) -> None:
    assert stream.read() == b"header" + (20).to_bytes(8, "little") + b"points" + bytes(8)


@pytest.mark.parametrize("at", range(28))
@pytest.mark.parametrize("count", [1, 3, 100])
def test_every_seek_gives_the_same_bytes(stream: WithoutChunkTable, at: int, count: int) -> None:
    whole = stream.read()
    assert stream.seek(at) == stream.tell() == at
    assert io.BufferedReader(stream).read(count) == whole[at : at + count]


def test_it_seeks_from_the_end(stream: WithoutChunkTable) -> None:
    stream.seek(-8, io.SEEK_END)
    assert stream.read() == bytes(8)
