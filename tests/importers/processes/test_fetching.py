"""What processes give is fetched into memory where it is small, and else into a folder."""

import pytest

from city.progress import Progress
from importers.live.web import FeedFault
from importers.processes import fetching
from importers.processes.fetching import fetched, named
from tests.live_platform import send


def test_what_is_small_is_there_and_what_is_large_is_a_file(
    platform, asking, tmp_path, monkeypatch
):
    monkeypatch.setattr(fetching, "LARGEST", 10)
    monkeypatch.setattr(fetching, "HEAD", 4)
    address = f"{platform.address}/a"
    for body, held, large in (
        (b"0123456789", b"0123456789", False),
        (b"0123456789a", b"0123", True),
    ):
        platform.answers["/a"] = lambda handler, body=body: send(handler, body, kind="a/b")
        answer, path = fetched(asking, address, "a/b", tmp_path, Progress())
        assert (answer.body, answer.kind, path is not None) == (held, "a/b", large)
        assert [one.read_bytes() for one in tmp_path.iterdir()] == ([body] if large else [])
    assert {said["accept"] for _, said in platform.asked} == {"a/b"}


def test_without_a_folder_nothing_is_written(platform, asking, monkeypatch):
    platform.answers["/a"] = b"0123456789"
    answer, path = fetched(asking, f"{platform.address}/a", "*/*", None, Progress())
    assert (answer.body, path) == (b"0123456789", None)
    monkeypatch.setattr("importers.live.web.LARGEST", 5)
    with pytest.raises(FeedFault, match="name a folder for results") as fault:
        fetched(asking, f"{platform.address}/a", "*/*", None, Progress())
    assert fault.value.lasting and fault.value.status == 413
    with pytest.raises(FeedFault, match=r"check it \(status 404\)$"):
        fetched(asking, f"{platform.address}/gone", "*/*", None, Progress())


def test_a_file_is_called_after_its_output_beside_others(tmp_path):
    (tmp_path / "a-b.csv").write_bytes(b"")
    (tmp_path / "x").write_bytes(b"1")
    found = named(tmp_path / "x", "../a/b", "text/csv")
    assert found == tmp_path / "a-b-2.csv" and found.read_bytes() == b"1"
