"""The way to a platform: opened once, read again and again, and nothing it told is lost."""

import numpy as np
import pytest

from app.live.link import Heard, Link, is_played, read_recording
from app.live.memory import Memory
from city.progress import Progress
from city.series import Series
from city.subjects import Streams
from city.terms import Terms
from importers.dataspace import connector
from importers.intake import ReadError
from importers.live.recording import Recorder
from importers.live.web import FeedFault
from tests.city.test_series import PM, readings
from tests.dataspace import Edc
from tests.live_platform import serving
from tests.shared import needs_data

NOTHING = Heard(Series(), Streams.of(Series()), np.zeros(0), None, ())
NOW = Progress()


def stations(*values, moment="2026-06-01T12:00:00Z"):
    """A page of stations a, b, ... with their dust."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": "abcdefgh"[k],
                "geometry": {"type": "Point", "coordinates": [4.47 + 0.001 * k, 51.91]},
                "properties": {"pm25": value, "observedAt": moment},
            }
            for k, value in enumerate(values)
        ],
    }


@pytest.fixture
def platform():
    with serving() as made:
        made.answers["/air"] = stations(10, 20)
        yield made


@pytest.fixture
def link(platform):
    made = Link(f"{platform.address}/air")
    yield made
    made.close()


def values(heard):
    return [value for *_, value in heard.series]


def test_what_there_is_is_found_and_then_read_without_asking_twice(link, platform):
    link.open(NOW)
    assert (link.standard, [o.things for o in link.offers]) == ("GeoJSON", [2])
    assert values(link.read(NOTHING, NOW)) == [10, 20]
    assert len(platform.asked) == 1


def test_it_goes_on_with_what_is_known(link, platform):
    first = link.read(NOTHING, NOW)
    assert link.read(first, NOW).streams is first.streams
    platform.answers["/air"] = stations(11, 20, moment="2026-06-01T12:01:00Z")
    second = link.read(first, NOW)
    assert values(second) == [10, 11, 20, 20] and second.streams is first.streams
    platform.answers["/air"] = stations(11, 20, 30, moment="2026-06-01T12:01:00Z")
    assert link.read(second, NOW).streams.things == ("a", "b", "c")


def test_what_was_told_is_kept_and_recorded(link, platform, tmp_path):
    link.recorder = Recorder(tmp_path / "air.ndjson", "air")
    link.read(NOTHING, NOW)
    assert values(link.recall(NOW)) == [10, 20]
    link.close()
    assert values(read_recording(tmp_path / "air.ndjson", NOW)) == [10, 20]


def test_a_full_disk_is_told_and_what_came_is_shown(link, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Memory, "keep", full)
    heard = link.read(NOTHING, NOW)
    assert values(heard) == [10, 20]
    assert heard.findings == (
        "what is told cannot be kept on this machine: No space left on device",
    )


def test_what_cannot_be_understood_is_told(link, platform):
    page = stations(10, 20)
    page["features"][1]["properties"]["observedAt"] = "soon"
    platform.answers["/air"] = page
    heard = link.read(NOTHING, NOW)
    assert values(heard) == [10] and "soon is no moment" in heard.findings[0]


def test_a_platform_that_is_none_is_told_and_can_be_tried_again(link, platform):
    platform.answers["/air"] = b"<html></html>"
    with pytest.raises(ReadError, match="page for people"):
        link.read(NOTHING, NOW)
    platform.answers["/air"] = stations(1)
    assert values(link.read(NOTHING, NOW)) == [1]


def test_recordings_are_known_from_addresses(tmp_path):
    path = tmp_path / "air.ndjson"
    with Recorder(path, "air"):
        pass
    assert is_played(str(path)) and not is_played("https://example.org/air.ndjson")
    assert not is_played(str(tmp_path / "none.ndjson"))
    assert not Link("https://example.org").remembers


@pytest.fixture
def edc(monkeypatch):
    monkeypatch.setattr(connector, "FIRST_PAUSE", 0.01)
    with serving() as platform, serving() as data:
        yield Edc(platform, data)


def by_agreement(edc, **said):
    return Link(edc.address, terms=Terms(agreement=edc.id, **said))


@needs_data
def test_an_agreement_is_read_through_the_connector_with_its_terms(edc, fresh_folders):
    link = by_agreement(edc)
    heard = link.read(NOTHING, NOW)
    assert link.standard == "NGSI-LD" and len(heard.series) > 0
    assert link.terms.licence == "CC BY 4.0: name the source" and link.terms.export
    assert link.terms.policy and link.terms.agreement == edc.id
    link.close()
    again = by_agreement(edc)  # and it is kept on this machine, apart from what else is there
    assert len(again.recall(NOW).series) == len(heard.series)
    assert len(Link(edc.address).recall(NOW).series) == 0
    assert not (fresh_folders / "answers").exists()


@needs_data
def test_what_must_not_be_copied_lies_on_no_disk_whatever_a_project_says(edc, fresh_folders):
    by_agreement(edc).read(NOTHING, NOW)
    assert any((fresh_folders / "feeds").iterdir())
    edc.policy(permission=[{"action": "use"}], prohibition=[{"action": "distribute"}])
    link = by_agreement(edc, export=True)
    recorder = link.recorder = Recorder(fresh_folders / "mine.ndjson", "air")
    heard = link.read(NOTHING, NOW)
    assert len(heard.series) > 0 and not link.terms.export
    assert not any((fresh_folders / "feeds").iterdir())
    assert (fresh_folders / "mine.ndjson").read_bytes().count(b"\n") == 1  # its first line alone
    link.close()
    assert recorder._file.closed and link.recorder is None


def test_what_came_before_a_fault_is_not_lost(link):
    class Failing:
        def __init__(self):
            self.times = 0

        def read(self, progress):
            self.times += 1
            yield readings([("a", PM, self.times, 5.0 + self.times)])
            if self.times == 1:
                raise FeedFault("it is gone")

        def close(self):
            pass

    link._feed = Failing()
    with pytest.raises(FeedFault):
        link.read(NOTHING, NOW)
    assert values(link.read(NOTHING, NOW)) == [6, 7]
    assert values(link.recall(NOW)) == [6, 7]


def test_what_is_at_hand_is_bounded_but_a_history_that_was_asked_for_is_whole(link, monkeypatch):
    monkeypatch.setattr("app.live.link.CAPACITY", 16)
    whole = readings([("a", PM, k, float(k)) for k in range(100)])

    class Historical:
        def read(self, progress):
            yield whole

        def history(self, start, end, progress):
            yield whole

        def close(self):
            pass

    link._feed = Historical()
    nothing = link.recall(NOW)
    assert values(link.read(nothing, NOW)) == list(range(84, 100))
    heard = link.history(nothing, whole.time[0], whole.time[-1], NOW)
    assert values(heard) == list(range(100))
    assert len(link.read(heard, NOW).series) == 100


def test_a_fault_that_comes_a_thousand_times_is_told_in_one_line(link):
    for _ in range(1000):
        link._report.error("payload", "a", "a message of 3 bytes is no JSON")
    assert link._findings() == ("a: a message of 3 bytes is no JSON (and 999 more like this)",)
    assert len(link._report) == 1 and link._findings() is not None
    link._report.error("payload", "b", "another")
    assert "1,000 more" in link._findings()[0]
