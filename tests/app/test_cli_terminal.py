import json
import os
import sys

from app import cli
from importers import ReadError
from tests.app.command_line import one_line


def test_progress_is_shown_on_a_terminal_and_leaves_no_trace(house, monkeypatch, capfd):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert cli.main(["info", "--json", str(house)]) == 0
    said = capfd.readouterr()
    json.loads(said.out)
    assert " %  " in said.err
    assert said.err.endswith("\r\x1b[K")


def test_what_libraries_print_goes_nowhere_and_our_own_line_still_comes(house, monkeypatch, capfd):
    def noisy(*_):
        os.write(2, b"thread panicked at ...")
        raise ReadError("house.gml: broken; fetch it again")

    monkeypatch.setattr("importers.read", noisy)
    assert cli.main(["info", str(house)]) == 1
    assert one_line(capfd.readouterr().err) == "house.gml: broken; fetch it again"
