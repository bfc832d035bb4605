"""Memory is kept while a city is read, and given back afterwards."""

import ctypes

import pytest

from importers import memory


@pytest.fixture
def asked(monkeypatch):
    """What the C library is asked, in order."""
    calls = []

    class Library:
        def mallopt(self, option, value):
            calls.append((option.value, value.value))

        def malloc_trim(self, rest):
            calls.append(("trim", rest.value))

    monkeypatch.setattr(ctypes, "CDLL", lambda name: Library())
    return calls


def test_what_was_kept_is_given_back(asked):
    with memory.kept():
        assert dict(asked) == {memory.TRIM: memory.ALL, memory.MAPPED: memory.ALL}
        asked.clear()
    assert asked[-1] == ("trim", 0)
    assert all(value < memory.ALL for _, value in asked)


def test_it_is_given_back_after_a_fault_too(asked):
    with pytest.raises(ValueError, match="odd"), memory.kept():
        raise ValueError("odd")
    assert asked[-1] == ("trim", 0)


def test_a_worker_keeps_it_for_good(asked):
    memory.keep()
    assert dict(asked) == {memory.TRIM: memory.ALL, memory.MAPPED: memory.ALL}


@pytest.mark.parametrize("library", [object, lambda: (_ for _ in ()).throw(OSError())])
def test_another_library_is_left_in_peace(monkeypatch, library):
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library())
    ran = False
    with memory.kept():
        ran = True
    assert ran
