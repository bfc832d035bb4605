"""The compressed chunks of a LAZ file, weighed one by one before the decoder sees them.

The decoder reserves what the sizes in a chunk ask for, and a damaged one may ask for gigabytes.
Layout: laszip's LASzip VLR and its layered chunks for point formats 6 to 10.
"""

from __future__ import annotations

import io
import struct
from typing import BinaryIO

BYTE14 = 14
# layers of an item in a layered chunk: point, colour, colour with infrared, waveform
LAYERS = {10: 9, 11: 1, 12: 2, 13: 1}
POINTS_A_BYTE = 1000  # identical points compress far, but never further than this

EMPTY_TABLE = struct.pack("<II", 0, 0)  # version, number of chunks

Chunk = tuple[int, int]  # points, bytes


def items(vlr: bytes) -> list[tuple[int, int]]:
    """What a compressed point is made of: (type, bytes) of each part; empty when cut short."""
    (count,) = struct.unpack_from("<H", vlr, 32)
    if len(vlr) < 34 + 6 * count:
        return []
    found = (struct.unpack_from("<HHH", vlr, 34 + 6 * k) for k in range(count))
    return [(kind, size) for kind, size, _ in found]


def layered(parts: list[tuple[int, int]]) -> int:
    """How many layers each chunk has; 0 where points are compressed one after the other."""
    return sum(size if kind == BYTE14 else LAYERS.get(kind, 0) for kind, size in parts)


def walk(file: BinaryIO, start: int, end: int, record: int, layers: int) -> list[Chunk]:
    """The whole chunks of a layered file between two places, by the sizes they state."""
    chunks = []
    at, head = start, record + 4 + 4 * layers
    while at + head <= end:
        file.seek(at + record)
        points, *sizes = struct.unpack(f"<{1 + layers}I", file.read(4 + 4 * layers))
        size = head + sum(sizes)
        if not points or at + size > end or points > size * POINTS_A_BYTE:
            break
        chunks.append((points, size))
        at += size
    return chunks


def table(file: BinaryIO, start: int, vlr: bytes) -> list[Chunk]:
    """The chunks as the table at the end of the file lists them; empty when it is damaged."""
    import lazrs

    file.seek(start)
    try:
        return [(int(n), int(size)) for n, size in lazrs.read_chunk_table(file, lazrs.LazVlr(vlr))]
    except BaseException as fault:
        if isinstance(fault, Exception) or type(fault).__name__ == "PanicException":
            return []
        raise


def written(chunks: list[Chunk], vlr: bytes) -> bytes:
    """The table that lists these chunks, as a file would hold it."""
    import lazrs

    out = io.BytesIO()
    try:
        lazrs.write_chunk_table(out, chunks, lazrs.LazVlr(vlr))
    except lazrs.LazrsError:  # an unknown compression, which the decoder refuses in its own words
        return EMPTY_TABLE
    return out.getvalue()
