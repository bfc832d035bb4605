"""Large answers that go into files, on real sockets: dropped, changed, slow, and without room."""

import errno
import gzip
import io
import threading
import time
from collections import namedtuple
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from city.progress import Cancelled, Progress
from importers.live import download, web
from importers.live.sign_in.access import Access, Key
from importers.live.sign_in.vault import Secret
from importers.live.web import FeedFault, Web
from tests.live_platform import in_turn, send

WHOLE = bytes(range(251)) * 20_000  # 5 MB, and no two parts of it are alike
TAG = '"v1"'
Disk = namedtuple("Disk", "total used free")


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def cut(after: int, body: bytes = WHOLE, **headers: str):
    """All is promised, and the connection closes after some bytes."""
    return lambda handler: send(handler, body[:after], length=len(body), **headers)


def ranged(body: bytes = WHOLE, tag: str = TAG, most: int = len(WHOLE)):
    """A server that gives the rest where what there is has that tag still; `most` bytes at once."""

    def answer(handler: Any) -> None:
        asked, known = handler.headers.get("Range"), handler.headers.get("If-Range")
        if asked and known == tag:
            first = int(asked.removeprefix("bytes=").rstrip("-"))
            said = f"bytes {first}-{len(body) - 1}/{len(body)}"
            rest = body[first:]
            send(handler, rest[:most], 206, length=len(rest), ETag=tag, Content_Range=said)
        else:
            send(handler, body[:most], length=len(body), ETag=tag, Accept_Ranges="bytes")

    return answer


def test_an_answer_becomes_a_file_and_tells_how_far_it_is(platform, asking, tmp_path):
    platform.answers["/x"] = lambda handler: send(handler, WHOLE, kind="application/x-netcdf")
    told = []
    progress = Progress(lambda *far: told.append(far))
    answer = asking.download(f"{platform.address}/x", tmp_path / "in/a.nc", progress)
    assert (tmp_path / "in/a.nc").read_bytes() == WHOLE and files(tmp_path / "in") == ["a.nc"]
    assert (answer.kind, answer.body) == ("application/x-netcdf", b"")
    assert told[-1] == (len(WHOLE), len(WHOLE), "Fetching a.nc")
    assert all(one[0] <= other[0] for one, other in pairwise(told))
    assert (tmp_path / "in/a.nc").stat().st_mode & 0o044  # as other files of this person are


def test_what_was_dropped_goes_on_where_it_was(platform, asking, tmp_path):
    platform.answers["/x"] = in_turn(
        cut(2_000_000, ETag=TAG, Accept_Ranges="bytes"), ranged(most=1_500_000), ranged()
    )
    asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert (tmp_path / "a").read_bytes() == WHOLE
    assert [said.get("range") for _, said in platform.asked] == [
        None,
        "bytes=2000000-",
        "bytes=3500000-",
    ]
    assert {said.get("accept-encoding") for _, said in platform.asked} == {"identity"}


def test_it_goes_on_as_long_as_more_comes_each_time(platform, asking, tmp_path, monkeypatch):
    monkeypatch.setattr(web, "GAIN", 100_000)
    platform.answers["/x"] = ranged(most=200_000)
    asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert (tmp_path / "a").read_bytes() == WHOLE
    assert len(platform.asked) > web.TRIES * 3


def test_it_ends_where_nothing_more_comes(platform, asking, tmp_path):
    platform.answers["/x"] = in_turn(ranged(most=2_000_000), ranged(most=0))
    with pytest.raises(FeedFault, match="cannot be read"):
        asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert len(platform.asked) == 2 * web.TRIES and files(tmp_path) == []


def test_what_has_changed_meanwhile_is_fetched_anew(platform, asking, tmp_path):
    fresh = WHOLE[::-1]
    platform.answers["/x"] = in_turn(
        cut(3_000_000, ETag=TAG, Accept_Ranges="bytes"), ranged(fresh, '"v2"')
    )
    asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert (tmp_path / "a").read_bytes() == fresh
    assert platform.asked[1][1]["if-range"] == TAG


@pytest.mark.parametrize(
    "odd",
    [
        {"ETag": '"v2"', "Content_Range": "bytes 3000000-5019999/5020000"},
        {"ETag": TAG, "Content_Range": "bytes 2999999-5019999/5020000"},
        {"ETag": TAG, "Content_Range": "bytes 3000000-"},
        {"ETag": TAG},
        {"Content_Range": "bytes 3000000-5019999/5020000"},
    ],
)
def test_another_part_than_was_asked_for_is_not_taken(platform, asking, tmp_path, odd):
    platform.answers["/x"] = in_turn(
        cut(3_000_000, ETag=TAG, Accept_Ranges="bytes"),
        lambda handler: send(handler, b"?" * len(WHOLE[3_000_000:]), 206, **odd),
        lambda handler: send(handler, WHOLE, ETag=TAG),
    )
    asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert (tmp_path / "a").read_bytes() == WHOLE
    assert "range" not in platform.asked[2][1]


def test_a_part_that_nobody_asked_for_is_a_fault(platform, asking, tmp_path):
    said = {"ETag": TAG, "Content_Range": "bytes 0-9/5020000"}
    platform.answers["/x"] = lambda handler: send(handler, WHOLE[:10], 206, **said)
    with pytest.raises(FeedFault, match="another part"):
        asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert files(tmp_path) == []


def test_where_the_rest_is_refused_all_is_asked_for(platform, asking, tmp_path):
    platform.answers["/x"] = in_turn(
        cut(3_000_000, ETag=TAG, Accept_Ranges="bytes"),
        lambda handler: send(handler, b"", 416),
        lambda handler: send(handler, WHOLE[:4_000_000]),
    )
    asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert (tmp_path / "a").read_bytes() == WHOLE[:4_000_000]


@pytest.mark.parametrize(
    "said", [{}, {"ETag": 'W/"v1"'}, {"ETag": TAG, "Accept_Ranges": "none"}], ids=str
)
def test_where_nothing_tells_that_it_is_the_same_all_is_asked_for(platform, asking, tmp_path, said):
    platform.answers["/x"] = in_turn(
        cut(3_000_000, **said), lambda handler: send(handler, WHOLE, **said)
    )
    asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert (tmp_path / "a").read_bytes() == WHOLE
    assert not any("range" in said for _, said in platform.asked)


def test_packed_answers_are_unpacked_and_their_parts_not_put_together(platform, asking, tmp_path):
    packed = gzip.compress(WHOLE)
    said = {"Content_Encoding": "gzip", "ETag": TAG, "Accept_Ranges": "bytes"}
    platform.answers["/x"] = in_turn(
        cut(len(packed) - 10, packed, **said), lambda handler: send(handler, packed, **said)
    )
    asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert (tmp_path / "a").read_bytes() == WHOLE
    assert not any("range" in said for _, said in platform.asked)


@pytest.mark.parametrize("packed", [False, True])
def test_what_is_too_large_is_refused(platform, asking, tmp_path, packed):
    body = gzip.compress(WHOLE) if packed else WHOLE
    said = {"Content_Encoding": "gzip"} if packed else {}
    platform.answers["/x"] = lambda handler: send(handler, body, **said)
    with pytest.raises(FeedFault, match="sends more than 3 MB") as fault:
        asking.download(f"{platform.address}/x", tmp_path / "a", Progress(), 3 << 20)
    assert (fault.value.status, files(tmp_path), len(platform.asked)) == (413, [], 1)


def test_a_promise_of_too_much_is_refused_before_anything_comes(platform, asking, tmp_path):
    platform.answers["/x"] = lambda handler: send(handler, b"", length=9 << 30)
    with pytest.raises(FeedFault, match=r"sends more than 8\.0 GB"):
        asking.download(f"{platform.address}/x", tmp_path / "a", Progress())


def test_without_room_nothing_is_begun(platform, asking, tmp_path, monkeypatch):
    monkeypatch.setattr(
        download.shutil, "disk_usage", lambda _: Disk(0, 0, download.RESERVE + 4_000_000)
    )
    platform.answers["/x"] = WHOLE
    with pytest.raises(FeedFault, match=r"it needs 5 MB more.* make room there") as fault:
        asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert fault.value.lasting and files(tmp_path) == [] and len(platform.asked) == 1
    monkeypatch.setattr(
        download.shutil, "disk_usage", lambda _: Disk(0, 0, download.RESERVE + 6_000_000)
    )
    asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert (tmp_path / "a").read_bytes() == WHOLE


def test_a_disk_that_fills_meanwhile_is_noticed(platform, asking, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "LOOK", 1 << 20)
    left = [10 << 30, 10 << 30, 1 << 20]
    monkeypatch.setattr(download.shutil, "disk_usage", lambda _: Disk(0, 0, left.pop(0)))
    platform.answers["/x"] = WHOLE
    with pytest.raises(FeedFault, match="it has only 1 MB left on its disk"):
        asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("code", "told"),
    [(errno.ENOSPC, "its disk is full; make room"), (errno.EIO, "cannot be written")],
)
def test_a_disk_that_takes_no_more_is_told(platform, asking, tmp_path, monkeypatch, code, told):
    class Full(io.BytesIO):
        def write(self, block):
            raise OSError(code, "no")

    read = Path.open
    monkeypatch.setattr(
        Path, "open", lambda path, mode="r", *a: Full() if mode == "xb" else read(path, mode, *a)
    )
    platform.answers["/x"] = WHOLE
    with pytest.raises(FeedFault, match=told) as fault:
        asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert fault.value.lasting and files(tmp_path) == []


def test_a_folder_that_cannot_be_written_into_is_told(platform, asking, tmp_path):
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(FeedFault, match="it cannot be written"):
        asking.download(f"{platform.address}/x", tmp_path / "a/b", Progress())
    assert not platform.asked


def test_what_was_there_stays_until_all_has_come(platform, asking, tmp_path):
    (tmp_path / "a").write_bytes(b"before")
    platform.answers["/x"] = lambda handler: send(handler, b"", 404)
    with pytest.raises(FeedFault, match="nothing at this address"):
        asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert (tmp_path / "a").read_bytes() == b"before" and files(tmp_path) == ["a"]
    platform.answers["/x"] = b"after"
    asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert (tmp_path / "a").read_bytes() == b"after" and files(tmp_path) == ["a"]


def dripping(handler: Any) -> None:
    handler.send_response_only(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def test_a_drip_does_not_hold_us(platform, hasty, tmp_path):
    platform.answers["/x"] = dripping
    start = time.monotonic()
    with pytest.raises(FeedFault, match=r"sends too slowly|cannot be read"):
        hasty.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert time.monotonic() - start < 15 and files(tmp_path) == []


def test_what_comes_slowly_but_comes_may_take_longer_than_one_answer(platform, tmp_path):
    part = WHOLE[: download.LEAST]

    def slow(handler: Any) -> None:
        handler.send_response_only(200)
        handler.send_header("Content-Length", str(6 * len(part)))
        handler.end_headers()
        for _ in range(6):
            handler.wfile.write(part)
            time.sleep(0.3)

    platform.answers["/x"] = slow
    with Web(platform.address, patience=1.0) as asking:
        asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert (tmp_path / "a").read_bytes() == part * 6 and len(platform.asked) == 1


def test_cancelling_ends_it_at_once_and_leaves_nothing(platform, asking, tmp_path):
    def stuck(handler: Any) -> None:
        send(handler, WHOLE[:1_000_000], length=len(WHOLE))
        platform.released.wait(20)

    platform.answers["/x"] = stuck
    progress = Progress()
    threading.Timer(0.4, progress.cancel).start()
    start = time.monotonic()
    with pytest.raises(Cancelled):
        asking.download(f"{platform.address}/x", tmp_path / "a", progress)
    assert time.monotonic() - start < 3 and files(tmp_path) == []


def test_another_origin_gets_no_secrets_and_no_rest_of_a_file(platform, other, asking, tmp_path):
    def away(handler: Any) -> None:
        send(handler, b"", 302, Location=f"{other.address}/y")

    platform.answers["/x"] = in_turn(cut(2_000_000, ETag=TAG, Accept_Ranges="bytes"), away)
    other.answers["/y"] = in_turn(ranged(WHOLE[::-1], most=3_000_000), ranged(WHOLE[::-1]))
    answer = asking.download(
        f"{platform.address}/x", tmp_path / "a", Progress(), headers={"Accept": "a/b"}
    )
    assert (tmp_path / "a").read_bytes() == WHOLE[::-1]
    assert answer.url == f"{other.address}/y"
    assert [said.get("range") for _, said in other.asked] == [None, "bytes=3000000-"]
    assert not any("authorization" in said for _, said in other.asked)
    assert {said["accept"] for _, said in other.asked} == {"a/b"}
    assert all(said["authorization"] == "Bearer s3cret" for _, said in platform.asked)


class Renewed(Access):
    """A token that ends while a file comes."""

    def __init__(self) -> None:
        self.number = 1

    def asked(self, url, progress):
        return url, {"Authorization": f"Bearer {self.number}"}

    def renew(self, said, progress):
        self.number += 1
        return True


def test_a_sign_in_that_ends_meanwhile_is_renewed(platform, tmp_path):
    def second(handler: Any) -> None:
        renewed = handler.headers["Authorization"] == "Bearer 2"
        ranged()(handler) if renewed else send(handler, b"", 401)

    platform.answers["/x"] = in_turn(cut(2_000_000, ETag=TAG, Accept_Ranges="bytes"), second)
    with Web(platform.address, first_wait=0.01, access=Renewed()) as asking:
        asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert (tmp_path / "a").read_bytes() == WHOLE
    assert [said.get("range") for _, said in platform.asked] == [None, *["bytes=2000000-"] * 2]


def test_secrets_that_a_platform_repeats_do_not_come_into_the_file(platform, tmp_path):
    key = "0123456789abcdef-key"
    body = b"<a>" + key.encode() + b"</a>" * 1_000 + key.encode()
    platform.answers["/x"] = body
    access = Key(Secret(key), lambda _: None, "X-Key")
    with Web(platform.address, access=access) as asking:
        asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
        platform.answers["/x"] = b""
        asking.download(f"{platform.address}/x", tmp_path / "b", Progress())
    found = (tmp_path / "a").read_bytes()
    assert found == body.replace(key.encode(), b"*" * len(key))
    assert (tmp_path / "b").read_bytes() == b""


def test_a_circle_of_addresses_ends(platform, asking, tmp_path):
    platform.answers["/x"] = lambda handler: send(handler, b"", 302, Location="/x")
    with pytest.raises(FeedFault, match="without end"):
        asking.download(f"{platform.address}/x", tmp_path / "a", Progress())
    assert files(tmp_path) == []
