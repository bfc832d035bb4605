"""What the header of a LAS or LAZ file promises, checked against what the file can hold.

A header that lies makes any decoder allocate and search without end, so nothing is decoded
before its promises were weighed here. Layout: ASPRS LAS 1.4 R15, section 2; the chunk table of
LAZ: laszip's LASzip VLR (user id "laszip encoded", record 22204).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from city.frame import LARGEST
from importers.intake import ReadError
from importers.laz_chunks import EMPTY_TABLE, POINTS_A_BYTE, items, layered, table, walk, written

HEADER_SIZE = (227, 227, 227, 235, 375, 393)  # by minor version, 1.0 to 1.5
RECORD_SIZE = (20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67)  # by point format, section 2.6
VARIABLE_CHUNKS = 0xFFFFFFFF
MOST_RECORDS = 256 << 20  # bytes before the points, or behind them, that are taken into memory


@dataclass(slots=True)
class LasHeader:
    """The promises of a header that hold, and in `faults` those that do not.

    count: points promised; readable: points that the file has room for. extent: (2, 3) as the
    header states it, None when it is nonsense. has_chunk_table: False when that of the LAZ file
    is missing or wrong; then mended_table is to stand in for it.
    """

    version: str
    point_format: int
    compressed: bool
    record: int
    start: int
    count: int
    readable: int
    extent: NDArray[np.float64] | None
    chunk_size: int = 0
    has_chunk_table: bool = True
    mended_table: bytes = EMPTY_TABLE
    has_evlrs: bool = False
    copc: bool = False
    copc_info: bytes = b""  # the record "copc" 1
    laszip: bytes = b""  # the record that says how points are compressed
    faults: list[tuple[str, str]] = field(default_factory=list)
    broken: str = ""  # what the decoder said when it gave up

    @property
    def blind(self) -> bool:
        """Whether nobody knows where the chunks are, so that decoding goes from front to back."""
        return not self.has_chunk_table and self.mended_table == EMPTY_TABLE


def read_header(path: Path) -> LasHeader:
    """The header of a LAS or LAZ file; ReadError when it promises what cannot be."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEADER_SIZE[-1])
        header = _public_header(path, head, size)
        vlrs = _vlrs(path, file, head, header.start)
        header.copc = any(user == "copc" for user, _, _ in vlrs)
        told = [data for user, record, data in vlrs if (user, record) == ("copc", 1)]
        header.copc_info = told[0] if told else b""
        if header.compressed:
            _weigh_compressed(path, file, size, header, vlrs)
        else:
            _weigh_plain(head, size, header)
        if header.version >= "1.4":
            header.has_evlrs = _evlrs_fit(file, head, size)
            if not header.has_evlrs:
                header.faults.append(("LAS_EVLR", "its extended records lie outside of the file"))
    if header.count and not header.readable:
        raise ReadError(
            f"{path.name}: its header promises {header.count:,} points but the file ends before "
            "the first; fetch it again from its source"
        )
    if header.readable < header.count:
        header.faults.append(
            (
                "LAS_TRUNCATED",
                f"its header promises {header.count:,} points, the file holds "
                f"{header.readable:,}; it was cut short, fetch it again from its source",
            )
        )
    return header


def _public_header(path: Path, head: bytes, size: int) -> LasHeader:
    def refuse(what: str) -> ReadError:
        return ReadError(
            f"{path.name}: {what}; the header of this LAS file is damaged, fetch it again from "
            "its source"
        )

    if len(head) < HEADER_SIZE[0] or head[:4] != b"LASF":
        raise refuse("the file ends within its header" if head[:4] == b"LASF" else "no LAS header")
    major, minor = head[24], head[25]
    if major != 1 or minor >= len(HEADER_SIZE):
        raise refuse(f"LAS version {major}.{minor} does not exist")
    header_size, start = struct.unpack_from("<HI", head, 94)
    if header_size < HEADER_SIZE[minor] or not header_size <= start <= min(size, MOST_RECORDS):
        raise refuse(f"its points would begin at byte {start:,} of {size:,}")
    code, record, count = struct.unpack_from("<BHI", head, 104)
    if minor >= 4:
        (count,) = struct.unpack_from("<Q", head, 247)
    point_format = code & 0x3F
    if point_format >= len(RECORD_SIZE):
        raise refuse(f"point format {point_format} does not exist")
    if record < RECORD_SIZE[point_format]:
        raise refuse(f"a point of {record} bytes cannot hold point format {point_format}")
    scale = np.frombuffer(head, "<f8", 3, 131)
    offset = np.frombuffer(head, "<f8", 3, 155)
    if not (np.isfinite(scale).all() and (scale != 0).all() and (np.abs(scale) < 1e6).all()):
        raise refuse(f"its scale factors are {', '.join(map(str, scale))}")
    if not (np.isfinite(offset).all() and (np.abs(offset) < LARGEST).all()):
        raise refuse(f"its offsets are {', '.join(map(str, offset))}")
    header = LasHeader(
        f"{major}.{minor}", point_format, bool(code & 0xC0), record, start, count, count, None
    )
    extent = np.frombuffer(head, "<f8", 6, 179).reshape(3, 2).T[::-1].copy()
    if np.isfinite(extent).all() and (extent[0] <= extent[1]).all():
        header.extent = extent
    elif count:
        header.faults.append(("LAS_EXTENT", "the extent in its header is nonsense; not used"))
    return header


def _vlrs(path: Path, file: BinaryIO, head: bytes, start: int) -> list[tuple[str, int, bytes]]:
    """The variable length records before the points: (user id, record id, first 512 bytes)."""
    (header_size,) = struct.unpack_from("<H", head, 94)
    (number,) = struct.unpack_from("<I", head, 100)
    at, found = header_size, []
    for _ in range(number):
        file.seek(at)
        record = file.read(54)
        length = struct.unpack_from("<H", record, 20)[0] if len(record) == 54 else start
        if at + 54 + length > start:
            raise ReadError(
                f"{path.name}: its header promises {number:,} records before the points, but they "
                "run into the points; the header is damaged, fetch the file again from its source"
            )
        user = record[2:18].split(b"\0")[0].decode("ascii", "replace")
        found.append((user, struct.unpack_from("<H", record, 18)[0], file.read(min(length, 512))))
        at += 54 + length
    return found


def _weigh_plain(head: bytes, size: int, header: LasHeader) -> None:
    """Check how many points the file has room for.

    A writer that was stopped leaves the count of its start, often 0. What stands behind the
    promised points is taken for points where it is whole ones up to the end, and nothing else is
    said to lie there: extended records, or the packets of a waveform.
    """
    room = size - header.start
    header.readable = min(header.count, room // header.record)
    waveform = header.version >= "1.3" and struct.unpack_from("<Q", head, 227)[0]
    records = header.version >= "1.4" and struct.unpack_from("<I", head, 243)[0]
    if room % header.record or waveform or records or room // header.record <= header.count:
        return
    promised, header.count = header.count, room // header.record
    header.readable = header.count
    header.extent = header.extent if promised else None  # of no points
    told = f"its header promises {promised:,} points, the file holds {header.count:,}: all are read"
    header.faults.append(("LAS_COUNT", told))


def _weigh_compressed(
    path: Path,
    file: BinaryIO,
    size: int,
    header: LasHeader,
    vlrs: list[tuple[str, int, bytes]],
) -> None:
    """Check that the compressed bytes can hold the points, and find out whether all are there."""
    laszip = [data for user, record, data in vlrs if (user, record) == ("laszip encoded", 22204)]
    if not laszip or len(laszip[0]) < 34:
        raise ReadError(
            f"{path.name}: its points are compressed but it does not say how; open it with "
            "another program and save it as LAZ 1.2 or later"
        )
    header.laszip = laszip[0]
    header.chunk_size = struct.unpack_from("<I", laszip[0], 12)[0]
    packed = size - header.start - 8
    if packed <= 0 or header.count > packed * POINTS_A_BYTE or header.chunk_size == 0:
        raise ReadError(
            f"{path.name}: its header promises {header.count:,} points in {max(packed, 0):,} "
            "bytes, which cannot be; the file is damaged, fetch it again from its source"
        )
    parts = items(laszip[0])
    if sum(length for _, length in parts) != header.record:
        raise ReadError(
            f"{path.name}: what it says of its compression does not fit its points; the header is "
            "damaged, fetch the file again from its source"
        )
    _weigh_chunks(file, size, header, laszip[0], layered(parts))
    if not header.has_chunk_table:
        header.faults.append(
            ("LAZ_TRUNCATED", "its end is missing or damaged; reading what is there")
        )


def _weigh_chunks(file: BinaryIO, size: int, header: LasHeader, vlr: bytes, layers: int) -> None:
    """Compare the chunks, as far as they can be weighed, with the table that lists them."""
    first = header.start + 8
    end = _chunk_table_at(file, size, header)
    listed = table(file, header.start, vlr) if end else []
    header.has_chunk_table = bool(listed) and sum(n for _, n in listed) == end - first
    if layers:
        whole = walk(file, first, end or size, header.record, layers)
        header.readable = min(header.count, sum(points for points, _ in whole))
        header.has_chunk_table &= [n for _, n in listed] == [n for _, n in whole]
        header.mended_table = written(whole, vlr)
    elif header.chunk_size == VARIABLE_CHUNKS:
        known = listed if header.has_chunk_table else []
        header.readable = min(header.count, sum(points for points, _ in known))


def _chunk_table_at(file: BinaryIO, size: int, header: LasHeader) -> int:
    """Where the table of compressed chunks lies; 0 when not in the file or not of these points."""
    file.seek(header.start)
    (at,) = struct.unpack("<q", file.read(8))
    if at == -1:  # written by a stream: the place stands in the last 8 bytes
        file.seek(-8, 2)
        (at,) = struct.unpack("<q", file.read(8))
    if not header.start + 8 <= at <= size - 8:
        return 0
    file.seek(at)
    version, chunks = struct.unpack("<II", file.read(8))
    packed = at - header.start - 8
    if version != 0 or chunks * header.record > packed:  # each starts with one plain point
        return 0
    fixed = header.chunk_size != VARIABLE_CHUNKS
    return at if not fixed or -(-header.count // header.chunk_size) == chunks else 0


def _evlrs_fit(file: BinaryIO, head: bytes, size: int) -> bool:
    """Whether the records behind the points, if there are any, lie within the file."""
    at, number = struct.unpack_from("<QI", head, 235)
    start = at
    for _ in range(number):
        if at + 60 > size:
            return False
        file.seek(at)
        at += 60 + struct.unpack_from("<Q", file.read(60), 20)[0]
    return not number or (at <= size and at - start <= MOST_RECORDS)
