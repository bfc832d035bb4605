"""Labels beside live things, and the ring round the one that is chosen."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from app import theme
from app.live import labels
from app.live.labels import CLOSE, Labels
from app.live.layer import Source
from app.live.look import Places, look
from city.alarms import Rule
from city.subjects import subject_of
from tests.app.live.test_layer import layer
from tests.app.live.test_look import thing
from tests.city.test_subjects import DUST, minutes, series

KEY = "live/1"


class View:
    """Sees things where it was told."""

    def __init__(self):
        self.marks, self.metres, self.updates = [], 1.0, 0
        self.at, self.radius, self.depth = {}, {}, {}

    def put(self, key, at, radius=6.0, depth=0.5):
        count = len(at)
        self.at[key] = np.array(at, float).reshape(-1, 2)
        self.radius[key] = np.full(count, radius)
        self.depth[key] = np.broadcast_to(np.asarray(depth, float), (count,)).copy()

    def heads(self, key):
        none = np.zeros((0, 2)), np.zeros(0), np.zeros(0)
        return (self.at[key], self.radius[key], self.depth[key]) if key in self.at else none

    def update(self):
        self.updates += 1


class Told:
    """A layer in the picture, and what was written over it."""

    def __init__(self, *said, rules=(), visible=True):
        source = Source("x", rules=rules, visible=visible)
        one = layer(series(*said), source)
        places = Places(None, np.zeros((len(one.streams.things), 3)))
        self.look = look(one, places, minutes(0), True)
        self.looks, self.signs = {KEY: self.look}, {}
        self.view, self.document = View(), SimpleNamespace(live_chosen=None)
        self.labels = Labels(self.view, self.document, self)

    def thing_at(self, key, row):
        return self.look.layer.streams.things[row]

    def sign_of(self, key, thing):
        return self.signs.get(thing)

    def paint(self, paper=False):
        """Paint over a black picture, on a screen or on paper; what is written, and the picture."""
        image = QImage(400, 300, QImage.Format.Format_RGB32) if paper else QPixmap(400, 300)
        image.fill(QColor("black"))
        painter = QPainter(image)
        told, self.written = self.labels._picture_of, []
        self.labels._picture_of = lambda *given: self.written.append(given[1]) or told(*given)
        self.labels.paint(painter)
        self.labels._picture_of = told
        painter.end()
        return image if paper else image.toImage()


def bright(image, x, y):
    return image.pixelColor(x, y).lightness() > 120


@pytest.fixture(autouse=True)
def dressed(qapp):
    theme.apply(qapp, "light")


@pytest.fixture
def two():
    made = Told((thing("a", title="Zoo"), DUST, 0, 5), (thing("b"), DUST, 0, 35))
    made.view.put(KEY, [[100, 100], [200, 200]])
    return made


def test_values_are_written_beside_their_signs(two):
    image = two.paint()
    assert sorted(two.written) == ["35 µg/m³", "5 µg/m³"]
    assert bright(image, 113, 100) and not bright(image, 90, 100)
    assert not bright(image, 100, 100)  # the sign itself is not covered


def test_they_can_be_switched_off(two):
    two.labels.toggle()
    two.paint()
    assert two.written == [] and two.view.updates == 1


def test_what_is_hidden_or_out_of_sight_has_none(two):
    two.view.put(KEY, [[100, 100], [200, 200]], depth=[np.nan, 0.5])
    two.paint()
    assert two.written == ["35 µg/m³"]
    unseen = Told((thing("a"), DUST, 0, 5), visible=False)
    unseen.view.put(KEY, [[100, 100]])
    unseen.paint()
    assert unseen.written == []


def test_a_gap_says_nothing():
    told = Told((thing("a"), DUST, 0, np.nan), (thing("b"), DUST, 0, 3))
    told.view.put(KEY, [[100, 100], [200, 200]])
    told.paint()
    assert told.written == ["3 µg/m³"]


def test_they_do_not_pile_up_and_what_is_beyond_the_limit_comes_first():
    rules = (Rule(subject_of(DUST).key, "above", 25.0),)
    said = [(thing(f"s{k:02}"), DUST, 0, 30 if k == 49 else 5) for k in range(50)]
    told = Told(*said, rules=rules)
    told.view.put(KEY, [[100 + k % 2, 100] for k in range(50)])
    told.paint()
    assert 1 < len(told.written) < 6 and "30 µg/m³" in told.written


def test_they_stay_where_they_are_while_the_eye_moves(two):
    two.view.put(KEY, [[385, 100], [200, 200]])  # no room to the right
    two.paint()
    sides = dict(two.labels._sides)
    two.view.put(KEY, [[300, 100], [200, 200]])
    two.paint()
    assert two.labels._sides == sides


def test_the_chosen_one_says_its_name_and_wears_a_ring(two):
    two.document.live_chosen, two.signs = (KEY, "a"), {"a": (KEY, 0)}
    image = two.paint()
    assert "Zoo · 5 µg/m³" in two.written
    ring = [bright(image, 100, y) for y in range(84, 95)]
    assert any(ring) and not bright(image, 100, 100)
    two.labels.toggle()
    assert any(bright(two.paint(), 100, y) for y in range(84, 95))


def test_a_chosen_one_beside_the_picture_has_no_ring(two):
    two.view.put(KEY, [[np.nan, np.nan], [200, 200]], depth=[np.nan, 0.5])
    two.document.live_chosen, two.signs = (KEY, "a"), {"a": (KEY, 0)}
    two.paint()
    assert two.written == ["35 µg/m³"]


@pytest.mark.parametrize(
    ("radius", "metres", "names"), [(CLOSE, 0.5, 2), (CLOSE - 1, 0.5, 0), (CLOSE, 9.0, 0)]
)
def test_what_moves_says_its_name_when_it_is_close(radius, metres, names):
    told = Told((thing("a", title="Bus 1"), DUST, 0, 5), (thing("b"), DUST, 0, 6))
    told.view.put(f"{KEY}/moving", [[100, 100], [200, 200]], radius)
    told.view.metres = metres
    told.paint()
    assert sorted(told.written) == ["Bus 1", "b"][: names or None] * bool(names)


def test_many_new_ones_come_with_several_pictures(monkeypatch):
    monkeypatch.setattr(labels, "FRESH", 4)
    told = Told(*((thing(f"s{k}"), DUST, 0, k + 0.5) for k in range(10)))
    told.view.put(KEY, [[20 + 130 * (k % 2), 20 + 50 * (k // 2)] for k in range(10)])
    counts = []
    for _ in range(4):
        told.paint()
        counts.append(len(told.written))
    assert counts == [4, 8, 10, 10] and told.view.updates
    told.labels._pictures.clear()
    told.paint(paper=True)  # which is painted but once
    assert len(told.written) == 10


def test_the_projector_writes_larger(qapp, two):
    two.paint()
    small = {text: picture.height() for (text, _), picture in two.labels._pictures.items()}
    theme.apply(qapp, "projector")
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setFont(qapp.font())
    two.labels.paint(painter)
    painter.end()
    large = {text: picture.height() for (text, _), picture in two.labels._pictures.items()}
    assert large.keys() == small.keys() and all(large[text] > small[text] for text in small)
