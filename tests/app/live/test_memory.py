"""What a feed has told is still known after the program has ended, and takes bounded room."""

import numpy as np

from app.live import memory
from app.live.memory import Memory
from city.progress import Progress
from city.series import Series
from tests.city.test_series import PM, readings


def keep(place, *values):
    for value in values:
        place.keep(readings([("a", PM, value, float(value))], value))


def known(place):
    return [value for *_, value in place.recall(Series(), Progress())]


def test_what_was_told_is_known_to_the_next_program():
    keep(Memory("https://example.org/a"), 1, 2)
    assert known(Memory("https://example.org/a")) == [1, 2]
    assert known(Memory("https://example.org/b")) == []


def test_it_takes_bounded_room_and_forgets_the_oldest(monkeypatch):
    monkeypatch.setattr(memory, "LARGEST", 600)
    place = Memory("https://example.org/a")
    keep(place, *range(100))
    sizes = [path.stat().st_size for path in place.paths]
    assert max(sizes) < 1000
    values = known(place)
    assert values[-1] == 99 and 3 < len(values) < 20 and np.all(np.diff(values) == 1)


def test_secrets_of_an_address_are_neither_in_the_file_nor_in_its_name():
    place = Memory("https://user:S3CR3T@example.org/a?token=S3CR3T")
    keep(place, 1)
    assert "S3CR3T" not in place.paths[0].read_text() and "S3CR3T" not in place.paths[0].name


def test_a_damaged_file_is_begun_anew():
    place = Memory("https://example.org/a")
    keep(place, 1)
    place.paths[0].write_bytes(b"nonsense\n")
    assert known(place) == []
    keep(place, 2)
    assert known(place) == [2]


def test_it_can_be_forgotten():
    place = Memory("https://example.org/a")
    keep(place, 1)
    place.forget()
    assert known(place) == [] and not place.paths[0].exists()
