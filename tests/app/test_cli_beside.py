"""Plans beside one another in a picture file."""

import json

import numpy as np
import pytest
from PIL import Image

from app.cli import main
from app.panes.split import Split
from tests.app.test_cli_project import complaint, made

__all__ = ["made"]  # a fixture


@pytest.fixture
def planned(made, tmp_path):
    """The project with a plan that builds a tower and one that builds nothing."""
    x, y = 84020.0, 446990.0
    corners = [[x, y], [x + 12, y], [x + 12, y + 12], [x, y + 12]]
    tower = {"edit": "build", "footprint": corners, "storeys": 12}
    (tmp_path / "tower.jsonl").write_text(json.dumps(tower))
    assert main(["apply", str(made), str(tmp_path / "tower.jsonl"), "--scenario", "Tower"]) == 0
    assert main(["scenario", "add", str(made), "Nothing"]) == 0
    return made


def parts(path, count):
    from PySide6.QtCore import QSize

    picture = np.asarray(Image.open(path).convert("RGB")).astype(int)
    split = Split("beside", count)
    size = QSize(picture.shape[1], picture.shape[0])
    rooms = [split.room(pane, size) for pane in range(count)]
    return [picture[r.top() : r.bottom() + 1, r.left() : r.right() + 1] for r in rooms]


def test_each_plan_has_its_pane_and_all_are_seen_from_one_place(planned, tmp_path, qapp):
    out = tmp_path / "beside.png"
    asked = ["render", str(planned), "--scenario", "baseline", "--size", "640x400", "-o", str(out)]
    assert main([*asked, "--beside", "tower", "--beside", "nothing"]) == 0
    today, tower, nothing = parts(out, 3)
    below = np.s_[40:]  # of the names
    assert np.array_equal(today[below], nothing[below])
    assert (np.abs(today - tower).max(2) > 16).mean() > 0.004  # a tower from afar
    assert not np.array_equal(today[:40], nothing[:40])  # their names
    assert main([*asked, "--view", "From the south", "--beside", "tower"]) == 0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--beside", "Castle"], "there is no scenario called Castle"),
        (["--beside", "Tower"] * 4, "5 plans are too many for one picture"),
        (["--beside", "Tower", "--shadow-fan", "x"], "leave out --beside"),
        (["--beside", "Tower", "--view", "Nowhere"], "there is no view called Nowhere"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_one_line(planned, tmp_path, capsys, more, words, qapp):
    capsys.readouterr()
    said = complaint(capsys, "render", str(planned), "-o", str(tmp_path / "x.png"), *more)
    assert words in said


def test_of_a_file_there_are_no_plans(tmp_path, house, capsys):
    out = str(tmp_path / "x.png")
    said = complaint(capsys, "render", str(house), "--beside", "A", "-o", out)
    assert "only a project has views, scenarios" in said
