"""Pages: each entity once, the next page while one is read, the broker's count trusted."""

import gc
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from city.progress import Cancelled, Progress
from importers.live.answer import FeedFault
from importers.live.ngsi_ld.asking import asking as parsed
from importers.live.ngsi_ld.pages import Pages, collecting
from importers.live.web import Web
from tests.live_platform import send

PATH = "/ngsi-ld/v1/entities"


def pages(platform, asking, tell=lambda *_: None):
    return Pages(parsed(f"{platform.address}{PATH}"), asking, tell)


def entity(number):
    return {"id": f"urn:x:{number}", "type": "A", "v": {"value": 1, "observedAt": "2026-11-22"}}


def served(platform, count, **headers):
    def answer(handler):
        asked = parse_qs(urlsplit(handler.path).query)
        start, limit = int(asked["offset"][0]), int(asked["limit"][0])
        rows = [entity(at) for at in range(start, min(start + limit, count))]
        send(handler, json.dumps(rows).encode(), **headers)

    platform.answers[PATH] = answer


def test_a_count_ends_the_pages_without_another_question(platform, asking):
    served(platform, 2000, NGSILD_Results_Count="2000")
    there = pages(platform, asking)
    assert [len(page) for page in there.read("A", {}, Progress())] == [1000, 1000]
    assert there.total == there.read_now == 2000 and there.filled == "A"
    assert len(platform.asked) == 2 and "count=true" in platform.asked[0][0]


def test_the_next_page_is_on_its_way_while_one_is_read(platform, asking):
    served(platform, 3000, NGSILD_Results_Count="3000")
    reading = pages(platform, asking).read("A", {}, Progress())
    next(reading)
    assert not gc.isenabled()
    for _ in range(200):
        if len(platform.asked) == 2:
            break
        platform.released.wait(0.01)
    assert len(platform.asked) == 2
    reading.close()  # nobody wants the rest, and no thread stays
    assert gc.isenabled()


def test_feeds_that_are_read_at_once_leave_the_collector_at_work():
    first, second = collecting(False), collecting(False)
    first.__enter__()
    second.__enter__()
    assert not gc.isenabled()
    first.__exit__(None, None, None)
    second.__exit__(None, None, None)
    assert gc.isenabled()


def test_a_broker_that_refuses_to_count_is_asked_without(platform, asking):
    served(platform, 150)
    plain = platform.answers[PATH]
    platform.answers[PATH] = lambda handler: (
        send(handler, b"{}", 400) if "count" in handler.path else plain(handler)
    )
    found = pages(platform, asking).read("A", {}, Progress())
    assert [len(page) for page in found] == [100, 50]


def test_what_is_no_entity_is_left_out_and_told(platform, asking):
    heard = []
    rows = [entity(1), 5, {"type": "A"}, {"id": 7, "type": "A"}, {"@id": "urn:x:8"}, entity(1)]
    platform.answers[PATH] = rows
    there = pages(platform, asking, lambda code, *_: heard.append(code))
    found = [
        row.get("id", row.get("@id")) for page in there.read("A", {}, Progress()) for row in page
    ]
    assert found == ["urn:x:1", 7, "urn:x:8"]
    assert set(heard) == {"entity"}


def test_refusals_are_told_in_the_brokers_words(platform, asking):
    platform.answers[PATH] = lambda handler: send(
        handler, b'{"title": "Too wide", "detail": "name an attribute"}', 400
    )
    with pytest.raises(FeedFault, match="the broker says: Too wide: name an attribute"):
        list(pages(platform, asking).read("A", {}, Progress()))


def test_a_fault_in_a_later_page_is_raised(platform, asking):
    served(platform, 3000)
    plain = platform.answers[PATH]
    platform.answers[PATH] = lambda handler: (
        send(handler, b"[{", 200) if "offset=2000" in handler.path else plain(handler)
    )
    reading = pages(platform, asking).read("A", {}, Progress())
    assert len(next(reading)) == len(next(reading)) == 1000
    with pytest.raises(FeedFault, match="broken or cut"):
        next(reading)


def test_a_page_that_hangs_can_be_cancelled(platform, asking):
    served(platform, 3000)
    plain = platform.answers[PATH]
    platform.answers[PATH] = lambda handler: (
        platform.released.wait(5) if "offset=1000" in handler.path else plain(handler)
    )
    progress = Progress()
    reading = pages(platform, asking).read("A", {}, progress)
    next(reading)
    progress.cancel()
    with pytest.raises(Cancelled):
        next(reading)


def test_without_a_network_the_pages_of_before_are_read(platform, tmp_path):
    served(platform, 1500)
    address = platform.address + PATH

    def read(count):
        with Web(address, silence=0.3, patience=0.6, first_wait=0.01, keep=tmp_path) as web:
            found = [len(page) for page in pages(platform, web).read("A", {}, Progress())]
        assert found == count

    read([1000, 500])
    platform.answers[PATH] = lambda handler: send(handler, b"{}", 503)
    read([1000, 500])


def test_what_has_changed_is_not_kept_for_later(platform, tmp_path):
    served(platform, 5)
    with Web(platform.address + PATH, keep=tmp_path) as web:
        list(pages(platform, web).read("A", {"q": "modifiedAt>x"}, Progress()))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_is_no_list_is_a_fault(platform, asking):
    platform.answers[PATH] = {"entities": []}
    with pytest.raises(FeedFault, match="no list of entities"):
        list(pages(platform, asking).read("A", {}, Progress()))
