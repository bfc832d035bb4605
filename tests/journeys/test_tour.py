"""By keys alone: at 100 % in the light theme, at 200 % in the dark one."""

import os
import subprocess
import sys

from tests.journeys.conftest import PICTURES
from tests.journeys.tour import Tour


def test_the_keyboard_alone_at_100_percent(window):
    Tour(window, PICTURES / "tour_100_light").walk()


def test_the_keyboard_alone_at_200_percent_in_the_dark(tmp_path):
    folder = PICTURES / "tour_200_dark"
    env = os.environ | {"QT_SCALE_FACTOR": "2", "MAQUETTE_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.tour", str(folder), "dark"],
        capture_output=True,
        text=True,
        timeout=400,
        env=env,
    )
    assert done.returncode == 0, done.stderr
    assert len(list(folder.glob("*.png"))) >= 11
