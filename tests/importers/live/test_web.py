"""Every fault of a server, on a real socket: it is told in one line, and nothing leaks."""

import gzip
import time
from email.utils import formatdate

import pytest

from city.progress import Cancelled, Progress
from importers.live import web
from importers.live.web import FeedFault, Web
from tests.live_platform import in_turn, send


def get(asking, address, path="/x", tries=web.TRIES):
    return asking.get(address + path, Progress(), tries)


def test_three_errors_and_then_an_answer(platform, asking):
    def ill(handler):
        send(handler, b"", 500)

    platform.answers["/x"] = in_turn(ill, ill, ill, lambda handler: send(handler, b'{"a": 1}'))
    assert get(asking, platform.address).data() == {"a": 1}
    assert len(platform.asked) == 4


def test_a_server_that_stays_ill_is_told_with_its_status(platform, asking):
    platform.answers["/x"] = lambda handler: send(handler, b"", 503)
    with pytest.raises(FeedFault, match=r"out of order \(status 503\)"):
        get(asking, platform.address)
    assert len(platform.asked) == web.TRIES


def test_a_server_is_left_alone_as_long_as_it_asks(platform, asking):
    def busy(handler):
        send(handler, b"", 429, Retry_After="1")

    platform.answers["/x"] = in_turn(busy, lambda handler: send(handler, b"[]"))
    start = time.monotonic()
    assert get(asking, platform.address).data() == []
    assert time.monotonic() - start >= 1


@pytest.mark.parametrize(
    "later", ["3600", formatdate(time.time() + 7200, usegmt=True)], ids=["seconds", "date"]
)
def test_a_server_that_asks_for_hours_is_not_asked_again(platform, asking, later):
    platform.answers["/x"] = lambda handler: send(handler, b"", 429, Retry_After=later)
    with pytest.raises(FeedFault, match=r"come back in [\d,]+ s"):
        get(asking, platform.address)
    assert len(platform.asked) == 1


@pytest.mark.parametrize("status, says", [(401, "--header"), (403, "operator"), (404, "check it")])
def test_a_refusal_is_final_and_says_what_to_do(platform, asking, status, says):
    platform.answers["/x"] = lambda handler: send(handler, b"", status)
    with pytest.raises(FeedFault, match=says):
        get(asking, platform.address)
    assert len(platform.asked) == 1


def test_a_server_that_hangs_or_drips_does_not_hold_us(platform, hasty):
    def hang(handler):
        platform.released.wait(5)

    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        while not platform.released.wait(0.1):
            handler.wfile.write(b" ")

    for answer, says in ((hang, "does not answer"), (drip, "too slowly")):
        platform.answers["/x"] = answer
        start = time.monotonic()
        with pytest.raises(FeedFault, match=says):
            get(hasty, platform.address, tries=1)
        assert time.monotonic() - start < 2
        platform.released.set()
        platform.released.clear()


def test_a_connection_that_closes_half_way_is_tried_again(platform, asking):
    platform.answers["/x"] = in_turn(
        lambda handler: send(handler, b'{"a"', length=100),
        lambda handler: send(handler, b'{"a": 1}'),
    )
    assert get(asking, platform.address).data() == {"a": 1}


def test_nobody_at_home_is_told(asking, other):
    other.close()
    with pytest.raises(FeedFault, match="cannot be read"):
        get(asking, other.address, tries=1)


def test_huge_answers_and_bombs_are_refused(platform, asking, monkeypatch):
    monkeypatch.setattr(web, "LARGEST", 1 << 20)
    packed = gzip.compress(bytes(20 << 20))
    platform.answers["/huge"] = bytes(2 << 20)
    platform.answers["/bomb"] = lambda handler: send(handler, packed, Content_Encoding="gzip")
    for path in ("/huge", "/bomb"):
        with pytest.raises(FeedFault, match="more than 1 MB"):
            get(asking, platform.address, path)
    assert len(packed) < 1 << 20


def test_secrets_go_to_their_own_origin_alone(platform, other, asking):
    platform.answers["/x"] = lambda h: send(h, b"", 302, Location=other.address + "/y")
    platform.answers["/near"] = lambda h: send(h, b"", 307, Location="/z")
    platform.answers["/z"] = other.answers["/y"] = {"a": 1}
    assert get(asking, platform.address).url == other.address + "/y"
    assert get(asking, other.address, "/y").data() == {"a": 1}  # a link in an answer
    assert get(asking, platform.address, "/near").data() == {"a": 1}
    assert [heard["authorization"] for _, heard in platform.asked] == ["Bearer s3cret"] * 3
    assert not [heard for _, heard in other.asked if "authorization" in heard]


def test_redirects_in_a_circle_or_out_of_the_web_end(platform, asking):
    platform.answers["/x"] = lambda h: send(h, b"", 302, Location="/x")
    platform.answers["/file"] = lambda h: send(h, b"", 302, Location="file:///etc/passwd")
    with pytest.raises(FeedFault, match="without end"):
        get(asking, platform.address)
    with pytest.raises(FeedFault, match="only http and https"):
        get(asking, platform.address, "/file")


def test_what_has_not_changed_is_not_sent_again(platform, asking):
    def answer(handler):
        known = handler.headers.get("If-None-Match") == '"1"'
        send(handler, b"" if known else b"[7]", 304 if known else 200, ETag='"1"')

    platform.answers["/x"] = answer
    assert [get(asking, platform.address).data() for _ in range(2)] == [[7], [7]]
    assert "if-none-match" in platform.asked[1][1]


def test_cookies_are_not_brought_back(platform, asking):
    platform.answers["/x"] = lambda h: send(h, b"[]", Set_Cookie="who=me; Path=/")
    get(asking, platform.address), get(asking, platform.address)
    assert "cookie" not in platform.asked[1][1]


def test_a_clock_that_is_wrong_is_noticed(platform, asking):
    platform.answers["/x"] = lambda h: send(
        h, b"[]", Date=formatdate(time.time() + 600, usegmt=True)
    )
    assert get(asking, platform.address).skew == pytest.approx(600, abs=3)


def test_waiting_stops_when_somebody_cancels(platform, asking):
    platform.answers["/x"] = lambda handler: send(handler, b"", 429, Retry_After="30")
    progress, seen = Progress(), []

    def check():
        seen.append(time.monotonic())
        if len(seen) > 3:
            raise Cancelled

    progress.check = check
    with pytest.raises(Cancelled):
        asking.get(platform.address + "/x", progress)
    assert seen[-1] - seen[0] < 1


def test_an_address_is_told_without_its_secrets():
    assert web.without_secrets("https://me:pw@a.eu:81/x/y?key=1#z") == "https://a.eu:81/x/y"
    with Web("https://a.eu") as asking, pytest.raises(FeedFault) as told:
        asking.get("ftp://me@a.eu/x?key=1", Progress())
    assert "key" not in str(told.value)


@pytest.mark.parametrize("wrong", ["http://[bad/x", "http://a:port/x", "http:///x", "//a/x", "x"])
def test_what_is_no_address_is_a_fault(wrong, platform, asking):
    with pytest.raises(FeedFault, match="address"):
        asking.get(wrong, Progress())
    platform.answers["/x"] = lambda handler: send(handler, b"", 302, Location="http://[bad/")
    with pytest.raises(FeedFault, match="link"):
        get(asking, platform.address)


def test_what_is_sent_arrives_once_as_json_and_says_what_was_made(platform, asking):
    platform.answers["/subs"] = lambda h: send(h, b"", 201, Location="/subs/7")
    platform.answers["/subs/7"] = lambda h: send(h, b"", 204)
    made = asking.send("POST", platform.address + "/subs", {"a": "é"}, Progress())
    assert (made.status, made.location) == (201, platform.address + "/subs/7")
    assert asking.send("DELETE", made.location, None, Progress()).status == 204
    kind = {"Content-Type": "application/ld+json"}
    asking.send("PATCH", made.location, b"{}", Progress(), kind)
    assert platform.told == [
        ("POST", "/subs", '{"a":"é"}'.encode()),
        ("DELETE", "/subs/7", b""),
        ("PATCH", "/subs/7", b"{}"),
    ]
    kinds = [heard.get("content-type") for _, heard in platform.asked]
    assert kinds == ["application/json", None, "application/ld+json"]
    assert {heard["authorization"] for _, heard in platform.asked} == {"Bearer s3cret"}


@pytest.mark.parametrize("status", [500, 503, 408])
def test_what_may_have_been_heard_is_not_sent_again(platform, asking, status):
    platform.answers["/x"] = lambda handler: send(handler, b"", status)
    with pytest.raises(FeedFault, match=f"status {status}"):
        asking.send("POST", platform.address + "/x", {}, Progress())
    platform.answers["/x"] = lambda handler: send(handler, b'{"a"', length=100)  # drops half way
    with pytest.raises(FeedFault):
        asking.send("POST", platform.address + "/x", {}, Progress())
    assert len(platform.told) == 2


def test_what_was_surely_not_heard_is_sent_again(platform, asking, other):
    platform.answers["/x"] = in_turn(
        lambda handler: send(handler, b"", 503, Retry_After="0"),
        lambda handler: send(handler, b"{}", 201),
    )
    assert asking.send("POST", platform.address + "/x", {}, Progress()).status == 201
    assert len(platform.told) == 2
    other.close()
    with pytest.raises(FeedFault, match="cannot be read") as told:
        asking.send("POST", other.address, {}, Progress())
    assert told.value.unheard


def test_what_is_sent_goes_to_no_other_address(platform, other, asking):
    platform.answers["/x"] = lambda h: send(h, b"", 307, Location=other.address + "/y")
    with pytest.raises(FeedFault, match=r"sends on to http://.*/y"):
        asking.send("POST", platform.address + "/x", {"password": 1}, Progress())
    assert not other.asked


def test_what_is_said_elsewhere_is_told_to_its_own_origin_alone(platform, other, asking):
    told = asking.said(platform.address + "/y", Progress())
    assert told == {"Authorization": "Bearer s3cret"}
    assert asking.said(other.address, Progress()) == {}
