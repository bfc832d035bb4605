import pytest

from importers.intake import ReadError
from importers.simulated import json_file
from importers.simulated.json_file import load


def test_broken_and_endless_files_are_refused_in_one_line(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    path.write_text('{"a": [1, 2]}')
    assert load(path) == {"a": [1, 2]}
    path.write_text("[" * 5)
    with pytest.raises(ReadError, match=r"a\.json: it is broken JSON"):
        load(path)
    monkeypatch.setattr(json_file, "LARGEST", 4)
    with pytest.raises(ReadError, match="larger than"):
        load(path)
