"""Chunks are weighed by what they state themselves, and agree with the table of sound files."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from importers.las_header import read_header
from importers.laz_chunks import items, layered, table, walk
from tests.importers.surveys import made
from tests.shared import files, name, needs_data

resource = pytest.importorskip("resource")  # Windows knows no limits of this kind


def chunks_of(path: Path) -> tuple[int, int, list, list]:
    """Layers, points, and the chunks as listed and as walked through."""
    import laspy

    header = read_header(path)
    with laspy.open(path) as reader:
        vlr = reader.header.vlrs.get("LasZipVlr")[0].record_data
    with path.open("rb") as file:
        file.seek(header.start)
        end = int.from_bytes(file.read(8), "little")
        layers = layered(items(vlr))
        listed = table(file, header.start, vlr)
        walked = walk(file, header.start + 8, end, header.record, layers) if layers else []
    return layers, header.count, listed, walked


@needs_data
@pytest.mark.parametrize("path", files("pointcloud/*.laz", "demo-delft/*.laz"), ids=name)
def test_walking_and_listing_agree_for_real_files(path: Path) -> None:
    layers, count, listed, walked = chunks_of(path)
    assert listed
    if layers:
        assert [size for _, size in walked] == [size for _, size in listed]
        assert sum(points for points, _ in walked) == count


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    """120,000 points in three layered chunks."""
    steps = np.random.default_rng(3).normal(size=(120_000, 3))
    return made(tmp_path / "a.laz", np.array([85_000, 446_000, 0]) + steps.cumsum(0), 7)


def test_a_file_cut_within_a_chunk_keeps_the_chunks_before(survey: Path) -> None:
    survey.write_bytes(survey.read_bytes()[: survey.stat().st_size // 2])
    header = read_header(survey)
    assert header.readable == 50_000
    assert not header.has_chunk_table


def test_a_layer_of_four_gigabytes_is_never_reserved(survey: Path) -> None:
    header = read_header(survey)
    data = bytearray(survey.read_bytes())
    at = header.start + 8 + header.record + 4
    data[at : at + 4] = b"\xff\xff\xff\xff"
    survey.write_bytes(data)
    code = (
        "import sys; from pathlib import Path; from importers import lidar, ReadError, Options\n"
        "from importers.intake import Intake; from city.progress import Progress\n"
        "try: lidar.read(Path(sys.argv[1]), Intake(Options()), Progress())\n"
        "except ReadError as fault: print(fault)"
    )
    limit = 2 << 30
    done = subprocess.run(
        [sys.executable, "-c", code, str(survey)],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("a.laz: its header promises 120,000 points")


def test_a_vlr_cut_short_has_no_items() -> None:
    assert items(bytes(32) + b"\x03\x00") == []
    assert layered([(6, 20), (7, 8)]) == 0
    assert layered([(10, 30), (11, 6), (14, 5)]) == 9 + 1 + 5
