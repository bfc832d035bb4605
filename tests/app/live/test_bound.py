"""Objects of the city wear what live layers tell of them."""

from dataclasses import replace

import numpy as np
import pytest

from app.live.bound import BoundObjects, handed_down, read_list
from app.live.layer import Source
from app.live.look import NOWHERE, Places, look
from app.on_the_table import Selection
from app.tasks import Tasks
from city.scales import scale_of
from city.series import Thing
from importers.intake import ReadError
from tests.app.live.test_layer import layer
from tests.app.standin import row_of, town_document
from tests.city.test_subjects import DUST, minutes, series


class Shown:
    def __init__(self, qtbot):
        self.qtbot, self.document, self.tasks = qtbot, town_document(), Tasks()
        self.tints, self.news, self.said = {}, 0, []
        self.bound = BoundObjects(self.document, self.tasks, self.wear, self.more, self.said.append)

    def wear(self, tints):
        self.tints = dict(tints)

    def more(self):
        self.news += 1

    def show(self, *said, at=0, form="objects", table="", state="live"):
        """Show what things told, as often as it takes; the look that is left."""
        one = layer(series(*said), Source("x", "Air", form=form, table=table), state)
        self.document.lay_live(one)
        for _ in range(2):
            found = look(one, self.places(len(one.streams.things)), minutes(at), True)
            left, lines = self.bound.show(found, NOWHERE)
            self.bound.keep({one.key})
            self.qtbot.waitUntil(lambda: not self.tasks.running, timeout=3000)
        assert lines == []
        return left

    def places(self, count):
        return Places(None, np.zeros((count, 3)))

    def colour(self, ident):
        (tints,) = {id(one): one for one in self.tints.values()}.values()
        return tints[row_of(self.document, ident)].tolist()

    def chosen(self, ident):
        key, one = next(iter(self.document.layers.items()))
        return Selection(key, one.thing, row_of(self.document, ident))


@pytest.fixture
def shown(qtbot):
    made = Shown(qtbot)
    yield made
    made.tasks.close()


HOUSE = Thing("m1", "Meter 1", (), "AirQualityObserved", "house")
TOWER = Thing("m2", "Meter 2", (), "AirQualityObserved", "tower")
NOBODY = Thing("m3", "Meter 3", (), "AirQualityObserved")


def colour_of(value):
    one = layer(series((HOUSE, DUST, 0, value)))
    return [*scale_of(one.subject, np.array([value])).of(np.array([value]))[0].tolist(), 255]


def test_objects_wear_the_colours_of_what_is_told_of_them_and_so_do_their_parts(shown):
    left = shown.show((HOUSE, DUST, 0, 5), (TOWER, DUST, 0, 35), (NOBODY, DUST, 0, 15))
    assert shown.tints.keys() <= shown.document.layers.keys() and shown.news == 1
    assert shown.colour("house") == colour_of(5.0)
    assert shown.colour("tower") == shown.colour("podium") == colour_of(35.0)
    assert [left.layer.streams.things[row] for row in left.things] == ["m3"]  # stays a sign
    assert len(left.glyphs) == 1 and left.unbound == 1


def test_an_object_says_what_it_wears(shown):
    shown.show((HOUSE, DUST, 0, 5), (TOWER, DUST, 0, 35))
    (said,) = shown.bound.told_of(shown.chosen("podium"))
    assert (said.name, said.value) == ("Meter 2", "35 µg/m³")
    key, one = next(iter(shown.document.layers.items()))
    assert shown.bound.told_of(Selection(key, one.thing, -1)) == []
    assert shown.bound.told_of(Selection(key, object(), 0)) == []


def test_of_several_the_newest_counts(shown):
    other = replace(TOWER, of="house")
    shown.show((HOUSE, DUST, 0, 5), (other, DUST, -3, 35))
    assert shown.colour("house") == colour_of(5.0)


def test_signs_again_and_nothing_is_worn(shown):
    shown.show((HOUSE, DUST, 0, 5))
    left = shown.show((HOUSE, DUST, 0, 5), form="signs")
    assert shown.tints == {} and len(left.glyphs) == 1 and left.unbound == 0
    assert shown.bound.told_of(shown.chosen("house")) == []


def test_what_stays_is_not_coloured_anew(shown):
    shown.show((HOUSE, DUST, 0, 5))
    before = dict(shown.tints)
    shown.show((HOUSE, DUST, 0, 5), (HOUSE, DUST, 1, 5), at=1)
    assert all(shown.tints[key] is before[key] for key in before)


def test_a_list_says_what_tells_of_what(shown, tmp_path):
    path = tmp_path / "bindings.csv"
    path.write_text("object,thing\ntower,m3\nhouse,ghost\n", "utf-8")
    shown.show((NOBODY, DUST, 0, 35), table=str(path))
    assert shown.colour("tower") == colour_of(35.0)
    assert shown.said == ["bindings.csv: 1 of its rows name nobody here, as “house, ghost”."]


def test_a_stranger_names_no_files_here(shown, tmp_path):
    path = tmp_path / "bindings.csv"
    path.write_text("object,thing\ntower,m3\n", "utf-8")
    left = shown.show((NOBODY, DUST, 0, 35), table=str(path), state="strange")
    assert shown.tints[next(iter(shown.tints))].any() == 0 and len(left.glyphs) == 1


def test_a_list_that_is_none_is_told_and_let_go(shown, tmp_path):
    path = tmp_path / "bindings.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    shown.show((HOUSE, DUST, 0, 5), table=str(path))
    assert "object and thing" in shown.said[0] and "bindings.csv" in shown.said[0]
    assert shown.document.live["live/1"].source.table == ""


@pytest.mark.parametrize("name", ["none.csv", ".", "/dev/zero"])
def test_what_is_no_file_is_said(tmp_path, name):
    with pytest.raises(ReadError):
        read_list(tmp_path / name)


def test_what_one_has_is_handed_down():
    parent = np.array([-1, 0, 1, 1, -1, 4], np.int32)
    own = np.array([7, -1, -1, 9, -1, -1])
    assert handed_down(parent, own).tolist() == [7, 7, 7, 9, -1, -1]
