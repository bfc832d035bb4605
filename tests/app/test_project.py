import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.document import Document
from app.live.layer import Source
from app.on_the_table import BaseMap
from app.project import Scribe, map_from, moment_from, place_from
from app.reopening import Reopened
from city.alarms import Rule
from city.place import Place
from city.project import Eye, HeightFix, Look, Measurement, Note, Origin, Project, Viewpoint
from city.project.packed import Packed
from city.style import Style
from importers import places
from importers.live.sign_in.entry import SignIn
from tests.app.live.test_layer import layer
from tests.app.standin import StandIn, town_opened

NOTE = Note("n", 1, "A tree?", (84000.0, 447000.0, 3.0), "EPSG:28992")
MEASURED = Measurement("m", "place", ((84000.0, 447000.0, 3.0),), "84,000.00", (), "EPSG:28992")
EYE = Eye((1.0, 2.0, 300.0), (10.0, 20.0, 5.0))


class Kept:
    """A document with its scribe, kept in a file."""

    def __init__(self, path=None):
        self.document, self.viewport = Document(), StandIn(None)
        self.scribe = Scribe(self.document, self.viewport)
        self.viewport.moved.connect(lambda *_: self.scribe.eye_moved())
        self.said, self.failed = [], []
        self.scribe.saved.connect(self.said.append)
        self.scribe.failed.connect(self.failed.append)
        self.path = path


@pytest.fixture
def kept(qtbot, tmp_path):
    made = Kept(tmp_path / "p.maquette")
    made.document.lay(town_opened(str(tmp_path / "town.gml")), add=False)
    made.scribe.keep_as(made.path)
    yield made
    made.scribe.let_go()


def read(path):
    project = Project.open(path, write=False)
    project.close()
    return project.contents


def again(path, opened=()):
    """What another window makes of the file."""
    other = Kept()
    project = Project.open(path)
    eye = other.scribe.take_up(Reopened(project, opened, (), ()), lambda base_map: False)
    return other, eye


def test_what_is_noted_is_in_the_file_before_the_call_returns(kept):
    kept.document.do("Pin", notes=(NOTE,), fixes=(HeightFix(1, 0, 2.5),))
    assert read(kept.path).notes == (NOTE,)
    assert read(kept.path).fixes == (HeightFix(1, 0, 2.5),)
    kept.document.undo()
    assert read(kept.path).notes == ()
    assert kept.said[-1] == "Saved"


def test_a_source_that_came_in_the_project_is_still_known_by_where_it_lay(kept):
    before = read(kept.path).origins
    kept.scribe.let_go()
    unpacked = str(places.packed() / "0" / "town.gml")
    other, _ = again(kept.path, (replace(town_opened(unpacked), number=1),))
    other.document.do("Pin", notes=(NOTE,))
    other.scribe.let_go()
    assert [o.path for o in read(kept.path).origins] == [o.path for o in before]


def test_a_project_of_another_name_has_what_is_packed_too(kept, tmp_path):
    file = Packed("town.gml", 6, sha256(b"<gml/>").hexdigest()[:32])
    kept.scribe.project.packing().add("town", [(file, [b"<gml/>"])])
    kept.scribe.keep_as(tmp_path / "other.maquette")
    assert b"".join(kept.scribe.project.pack.parts(file)) == b"<gml/>"


def test_what_is_measured_is_in_the_file_at_once_and_comes_back(kept):
    kept.document.do("Measure place", measurements=(MEASURED,))
    assert read(kept.path).measurements == (MEASURED,)
    kept.document.undo()
    assert read(kept.path).measurements == ()
    kept.document.redo()
    kept.scribe.let_go()
    other, _ = again(kept.path, (replace(town_opened("town.gml"), number=1),))
    assert other.document.measurements == (MEASURED,) and other.document.history.last == ""
    other.document.clear()
    assert other.document.measurements == ()
    assert read(kept.path).measurements == (MEASURED,)  # the table is empty, the project is not


def test_a_place_and_a_clock_that_were_said_come_back(kept, qtbot):
    nowhere = replace(town_opened("site.obj"), place=None)
    kept.document.lay(nowhere, add=False)
    path = kept.path.with_name("site.maquette")
    kept.scribe.keep_as(path)
    assert not {"place", "clock"} & read(path).settings.keys()
    kept.document.say_place(Place(13.4, 52.5), "Europe/Berlin")
    qtbot.waitUntil(lambda: kept.said[-1] == "Saved", timeout=2000)
    assert read(path).settings["place"] == [13.4, 52.5]
    kept.scribe.let_go()
    other, _ = again(path, (replace(nowhere, number=1),))
    assert (other.document.place, other.document.clock) == (Place(13.4, 52.5), "Europe/Berlin")
    other.scribe.let_go()
    surveyed = replace(town_opened("site.obj"), number=1)  # which now says where it stands
    other, _ = again(path, (surveyed,))
    assert other.document.place == surveyed.place and other.document.said_place is None
    assert other.document.clock == "Europe/Berlin"
    other.document.lay(town_opened("other.gml"), add=False)
    assert other.document.clock == ""  # it was said of the city before
    other.scribe.let_go()


@pytest.mark.parametrize(
    "place", [None, 3, [1], [1, "x"], [200, 0], [float("nan"), 0], {"lon": 3}, [[], {}]]
)
def test_a_place_that_is_none_is_none(place):
    assert place_from({"place": place, "clock": "No/Where"}) == (None, "")
    assert place_from({"clock": 3}) == place_from({"clock": ["x"]}) == (None, "")
    assert place_from({"clock": "../../etc/passwd"}) == (None, "")


def test_what_slides_is_written_when_it_rests(kept, qtbot):
    for share in range(10, 60):
        kept.document.set_layer("1/Buildings", opacity=share / 100)
    assert kept.said[-1] == "Saving…"
    qtbot.waitUntil(lambda: kept.said[-1] == "Saved", timeout=2000)
    look = next(k for k in read(kept.path).looks if k.key == "1/Buildings")
    assert look.opacity == 0.59


def test_all_of_it_comes_back(kept, qtbot):
    document = kept.document
    moment = datetime(2026, 6, 21, 14, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    document.set_layer("1/Buildings", visible=False, style=Style(colour="#112233"))
    document.set_moment(moment)
    view = Viewpoint("v", "South", EYE, {"1/Buildings": True})
    document.do("All", views=(view,), notes=(NOTE,))
    kept.viewport.fly_to(EYE)
    kept.scribe.let_go()  # as the window does when it closes
    assert kept.said[-1] == ""
    town = replace(town_opened(str(kept.path.parent / "town.gml")), number=1)
    other, eye = again(kept.path, (town,))
    assert other.document.layers["1/Buildings"].style == Style(colour="#112233")
    assert not other.document.layers["1/Buildings"].visible
    assert (other.document.views, other.document.notes) == ((view,), (NOTE,))
    assert other.document.moment == moment
    assert other.document.moment.tzinfo.key == "Europe/Amsterdam"
    assert eye.position == pytest.approx(EYE.position)
    assert other.document.history.last == ""
    assert read(kept.path).settings["eye"]["position"][0] == 84001.0  # the world's coordinates
    other.scribe.let_go()


def test_another_city_on_the_table_does_not_empty_the_project(kept):
    kept.document.do("Pin", notes=(NOTE,))
    kept.document.lay(town_opened("other.gml"), add=False)
    assert kept.scribe.project is None
    assert read(kept.path).notes == (NOTE,)
    kept.document.do("Pin", notes=(NOTE, replace(NOTE, ident="m")))
    assert read(kept.path).notes == (NOTE,)


def test_what_is_missing_keeps_its_place_in_the_project(kept):
    kept.document.lay(town_opened("second.gml"), add=True)
    kept.document.set_layer("2/Buildings", opacity=0.5)
    kept.scribe.let_go()
    town = replace(town_opened("town.gml"), number=1)
    other, _ = again(kept.path, (town,))
    other.document.do("Pin", notes=(NOTE,))
    contents = read(kept.path)
    assert [origin.opening for origin in contents.origins] == [1, 2]
    assert Look("2/Buildings", opacity=0.5) in contents.looks
    other.document.lay(replace(town_opened("second.gml"), number=2), add=True)
    other.scribe.found_again(Origin(2, 0, "second.gml"))
    assert other.document.layers["2/Buildings"].opacity == 0.5
    assert len(read(kept.path).origins) == 2
    other.scribe.let_go()


def test_a_disk_that_fills_is_told_once_and_nothing_is_lost(kept, qtbot):
    connection = kept.scribe.project._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages}")
    long = replace(NOTE, text="x" * 200_000)
    kept.document.do("Write", notes=(long,))
    kept.document.do("Write", notes=(long, replace(NOTE, ident="m")))
    assert kept.said[-1] == "Not saved"
    assert len(kept.failed) == 1 and "disk is full" in kept.failed[0]
    assert read(kept.path).notes == ()
    connection.execute("PRAGMA max_page_count=1000000")
    kept.scribe.write()  # as its clock does
    assert len(read(kept.path).notes) == 2
    assert kept.said[-1] == "Saved"


def test_a_second_window_may_look_and_says_so(kept):
    kept.document.do("Pin", notes=(NOTE,))
    other, _ = again(kept.path)
    assert other.said[-1] == "Read only"
    other.document.do("Pin", notes=())
    assert read(kept.path).notes == (NOTE,)
    assert other.failed == []
    other.scribe.let_go()


def test_a_style_that_nobody_knows_is_left_out(kept):
    kept.document.set_layer("1/Buildings", style=Style(colour="#112233"))
    kept.scribe.let_go()
    connection = sqlite3.connect(kept.path)
    connection.execute("UPDATE styles SET value = '{}'")
    connection.commit()
    connection.close()
    other, _ = again(kept.path, (replace(town_opened("town.gml"), number=1),))
    assert other.document.layers["1/Buildings"].style is None
    other.scribe.let_go()


def test_a_moment_that_is_none_is_none():
    assert moment_from({}) is None
    assert moment_from({"moment": "yesterday"}) is None
    assert moment_from({"moment": "2026-06-21T12:00+02:00", "zone": "No/Where"}) is None
    assert moment_from({"moment": 3}) is None


DRIVER = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.document import Document
from app.on_the_table import BaseMap
from app.project import Scribe
from city.project import Eye, Note

class View:
    def eye(self):
        return Eye((0.0, 0.0, 9.0), (1.0, 1.0, 0.0))

app = QCoreApplication([])
document = Document()
scribe = Scribe(document, View())
scribe.keep_as(Path(sys.argv[1]))
for number in range(1, 100000):
    note = Note(f"n{number}", number, "x" * 300, (0.0, 0.0, 0.0))
    document.do("Pin", notes=(*document.notes[-30:], note))
    print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of Unix")
def test_a_program_that_is_killed_loses_nothing_that_was_shown(tmp_path):
    path = tmp_path / "p.maquette"
    program = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    said = [program.stdout.readline() for _ in range(60)]
    program.kill()
    said += program.stdout.readlines()
    program.stdout.close()
    program.wait()
    done = int([line for line in said if line.endswith("\n")][-1])
    newest = read(path).notes[-1].number
    assert newest in (done, done + 1)
    assert [n.number for n in read(path).notes] == list(range(newest - 30, newest + 1))


def test_the_map_under_the_city_comes_back_and_a_strange_one_does_not():
    said = {"address": "https://a/{z}/{x}/{y}", "name": "", "title": "t", "attribution": "o"}
    known = {"map": {**said, "visible": False, "strength": 0.5}}
    assert map_from(known) == BaseMap(*said.values(), visible=False, strength=0.5)
    for strange in (None, 5, {}, {**known["map"], "strength": 7}, {**known["map"], "title": 3}):
        assert map_from({"map": strange}) is None
    assert map_from({}) is None


def test_a_map_that_nobody_asked_for_is_kept_but_not_fetched(kept):
    kept.document.lay_map(BaseMap("https://stranger.example/{z}/{x}/{y}.png", "", "Theirs"))
    kept.scribe.let_go()
    other, _ = again(kept.path, (replace(town_opened("town.gml"), number=1),))
    assert other.document.base_map is None
    assert other.scribe.strange.title == "Theirs"
    other.document.do("Pin", notes=(NOTE,))
    assert read(kept.path).settings["map"]["title"] == "Theirs"
    other.scribe.let_go()


AIR = Source("https://air.example/v1", "Air", "pm25", False, 30.0, (Rule("pm25", "above", 25.0),))
PLAIN = json.loads(json.dumps(AIR.to_plain()))


def sources(path):
    return read(path).settings["live"]


def test_live_sources_are_in_the_file_and_those_of_the_moment_are_not(kept, qtbot):
    kept.document.lay_live(layer(source=AIR))
    kept.document.lay_live(replace(layer(source=Source("demo", kept=False)), key="live/2"))
    qtbot.waitUntil(lambda: kept.said[-1] == "Saved", timeout=2000)
    assert sources(kept.path) == [PLAIN]
    kept.document.take_live("live/1")
    qtbot.waitUntil(lambda: kept.said[-1] == "Saved", timeout=2000)
    assert sources(kept.path) == []


def test_what_is_told_is_not_written(kept, qtbot):
    kept.document.lay_live(layer(source=AIR))
    qtbot.waitUntil(lambda: kept.said[-1] == "Saved", timeout=2000)
    said = len(kept.said)
    kept.document.lay_live(layer(source=AIR))
    kept.document.choose_live(("live/1", "a"))
    assert len(kept.said) == said


def test_no_secret_of_a_live_source_is_in_the_file(kept):
    address = "https://me:S3CR3T@air.example/v1?api_key=S3CR3T&kind=x"
    secret = Source(address, sign_in=SignIn("basic", "me"), timetable=address)
    kept.document.lay_live(layer(source=secret))
    kept.scribe.let_go()
    (said,) = sources(kept.path)
    assert said["address"] == said["timetable"] == "https://air.example/v1?kind=x"
    assert b"S3CR3T" not in kept.path.read_bytes()


def test_live_sources_come_back_asleep_and_stay_in_the_file_until_they_are_taken_up(kept, qtbot):
    kept.document.lay_live(layer(source=AIR))
    kept.scribe.let_go()
    other, _ = again(kept.path, (replace(town_opened("town.gml"), number=1),))
    assert other.document.live == {} and other.scribe.sources_asleep == [PLAIN]
    assert sources(kept.path) == [PLAIN]  # though what was taken up has been written
    other.document.do("Pin", notes=(NOTE,))
    assert sources(kept.path) == [PLAIN]
    other.scribe.sources_asleep = []  # as the studio takes them up
    other.document.lay_live(layer(source=AIR))
    qtbot.waitUntil(lambda: other.said[-1] == "Saved", timeout=2000)
    assert sources(kept.path) == [PLAIN]
    other.scribe.let_go()


@pytest.mark.parametrize("said", [None, 3, "x", {"address": "a"}])
def test_a_project_of_an_older_program_or_of_a_strange_hand_has_no_sources(kept, said):
    kept.scribe.let_go()
    project = Project.open(kept.path)
    settings = {**project.contents.settings, "live": said}
    if said is None:
        del settings["live"]
    project.keep(replace(project.contents, settings=settings))
    project.close()
    other, _ = again(kept.path, (replace(town_opened("town.gml"), number=1),))
    assert other.scribe.sources_asleep == [] and sources(kept.path) == []
    other.scribe.let_go()
