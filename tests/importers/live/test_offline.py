"""Answers stand in while the network is down, each for whoever was answered."""

import os
import time
from datetime import UTC, datetime

import pytest

from city.progress import Progress
from importers.live import offline, web
from importers.live.answer import Answer, FeedFault
from importers.live.offline import Offline
from importers.live.sign_in.access import Key, QueryKey
from importers.live.sign_in.vault import Secret
from importers.live.web import Web
from tests.live_platform import send

SECRET = "S3CR3T-of-the-test-0123456789"


def way(platform, keep, headers=None, access=None):
    return Web(platform.address, headers, 0.3, 0.6, 0.01, access, keep)


def ask(platform, keep, path="/x", **said):
    with way(platform, keep, **said) as asking:
        return asking.get(platform.address + path, Progress())


def down(platform):
    """Nobody answers any more, but for a server that is ill."""
    platform.answers = dict.fromkeys(platform.answers, lambda handler: send(handler, b"", 503))


def test_the_last_good_answer_stands_in_and_says_since_when(platform, tmp_path):
    platform.answers["/x"] = lambda h: send(
        h, b"[7]", Last_Modified="Sun, 22 Nov 2026 03:00:00 GMT"
    )
    before = datetime.now(UTC)
    fresh = ask(platform, tmp_path)
    assert fresh.cached is None
    platform.close()
    with way(platform, tmp_path) as asking:
        old = asking.get(platform.address + "/x", Progress())
        assert (old.data(), old.kind, old.changed) == ([7], fresh.kind, fresh.changed)
        assert abs((old.cached - before).total_seconds()) < 5 and asking.since == old.cached
        with pytest.raises(FeedFault, match="cannot be read"):  # what was never answered
            asking.get(platform.address + "/y", Progress())


def test_a_server_that_is_ill_is_left_alone_and_then_asked_again(platform, tmp_path, monkeypatch):
    platform.answers["/x"] = [1]
    ask(platform, tmp_path)
    down(platform)
    with way(platform, tmp_path) as asking:
        for _ in range(3):
            assert asking.get(platform.address + "/x", Progress()).data() == [1]
        assert len(platform.asked) == 1 + web.TRIES
        monkeypatch.setattr(web, "AWAY", 0.0)
        asking._away.clear()
        platform.answers["/x"] = [2]
        assert asking.get(platform.address + "/x", Progress()).data() == [2]
        assert asking.since is None


def test_what_a_server_refuses_does_not_stand_in(platform, tmp_path):
    platform.answers["/x"] = [1]
    ask(platform, tmp_path)
    for status in (401, 403, 404, 410):
        platform.answers["/x"] = lambda handler, status=status: send(handler, b"", status)
        with pytest.raises(FeedFault, match=str(status)):
            ask(platform, tmp_path)


def test_nobody_gets_what_somebody_else_was_answered(platform, tmp_path):
    def key(secret):
        return Key(secret, lambda _: None, "X-API-Key")

    ada = Secret(SECRET)
    platform.answers["/x"] = ["for ada"]
    ask(platform, tmp_path, access=key(ada))
    ask(platform, tmp_path, path="/x?a", headers={"X-API-Key": SECRET})
    down(platform)
    for said in ({}, {"access": key(Secret(SECRET))}, {"headers": {"X-API-Key": "another"}}):
        for path in ("/x", "/x?a"):
            with pytest.raises(FeedFault, match="503"):
                ask(platform, tmp_path, path, **said)
    assert ask(platform, tmp_path, access=key(ada)).data() == ["for ada"]
    assert ask(platform, tmp_path, "/x?a", headers={"X-API-Key": SECRET}).data() == ["for ada"]
    Offline(tmp_path).forget(ada.who)
    with pytest.raises(FeedFault, match="503"):
        ask(platform, tmp_path, access=key(ada))


def test_no_secret_lies_on_the_disk(platform, tmp_path):
    platform.answers["/x"] = lambda h: send(h, b"", 302, Location=f"/y?token={SECRET}&key={SECRET}")
    platform.answers["/y"] = {"next": f"/z?key={SECRET}"}
    access = QueryKey(Secret(SECRET), lambda _: None, "key")
    ask(platform, tmp_path, f"/x?password={SECRET}", access=access)
    down(platform)
    assert ask(platform, tmp_path, f"/x?password={SECRET}", access=access).cached
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 1 and SECRET.encode() not in files[0].read_bytes()
    assert SECRET not in str(files) and "127.0.0.1" not in str(files)
    assert files[0].stat().st_mode & 0o077 == 0


def test_what_has_not_changed_since_the_last_session_is_not_sent_again(platform, tmp_path):
    def answer(handler):
        known = handler.headers.get("If-None-Match") == '"1"'
        send(handler, b"" if known else b"[7]", 304 if known else 200, ETag='"1"')

    platform.answers["/x"] = answer
    ask(platform, tmp_path)
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    os.utime(file, (0, 0))
    again = ask(platform, tmp_path)
    assert again.data() == [7] and again.cached is None
    assert platform.asked[1][1]["if-none-match"] == '"1"'
    assert time.time() - file.stat().st_mtime < 5  # as good as new


def test_the_disk_is_not_filled(tmp_path, monkeypatch):
    monkeypatch.setattr(offline, "FRESH", 0.0)
    kept = Offline(tmp_path, limit=10_000)
    for number in range(40):
        kept.keep("", f"http://a/{number}", Answer(f"http://a/{number}", "", bytes(1000)))
        path = kept._path("", f"http://a/{number}")
        os.utime(path, (number, number))
    size = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert size <= 10_000
    assert kept.get("", "http://a/39") and not kept.get("", "http://a/0")


def test_answers_are_not_written_again_and_again(tmp_path, monkeypatch):
    kept = Offline(tmp_path)
    kept.keep("", "http://a", Answer("http://a", "", b"1"))
    kept.keep("", "http://a", Answer("http://a", "", b"2"))
    assert kept.get("", "http://a").body == b"1"
    monkeypatch.setattr(offline, "FRESH", 0.0)
    kept.keep("", "http://a", Answer("http://a", "", b"2"))
    assert kept.get("", "http://a").body == b"2"


def test_what_is_damaged_is_not_there(tmp_path):
    kept = Offline(tmp_path)
    kept.keep("", "http://a", Answer("http://a", "text/csv", b"1"))
    for wrong in (b"", b"[]", b"{}\nx", b'{"url": 1', b"\xff\n"):
        kept._path("", "http://a").write_bytes(wrong)
        assert kept.get("", "http://a") is None
    Offline(tmp_path / "x" / "y").confirm("", "http://a")
    (tmp_path / "file").write_text("")
    Offline(tmp_path / "file").keep("", "http://a", Answer("http://a", "", b"1"))
