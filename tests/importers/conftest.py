"""The toy format, known to the doors for the length of a test."""

from collections.abc import Iterator

import pytest

from importers import registry
from tests.importers import toy as toy_reader


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Makes the toy the only built-in reader; the value is the list of files that it read."""
    entry = registry.Entry("tests.importers.toy", toy_reader.SUFFIXES)
    monkeypatch.setattr(registry, "BUILT_IN", (entry,))
    toy_reader.reads.clear()
    yield toy_reader.reads
    toy_reader.reads.clear()
