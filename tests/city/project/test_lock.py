import subprocess
import sys

import pytest

from city.project.lock import Held, Lock

HOLDER = """
import sys
from pathlib import Path
from city.project.lock import Lock
lock = Lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_one_at_a_time_and_the_other_hears_whose_it_is(tmp_path):
    first = Lock(tmp_path / "p.maquette")
    with pytest.raises(Held) as said:
        Lock(tmp_path / "p.maquette")
    assert " on " in said.value.by
    first.release()
    assert list(tmp_path.iterdir()) == []
    Lock(tmp_path / "p.maquette").release()


def test_the_dead_hold_nothing(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "p.maquette")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(Held):
        Lock(tmp_path / "p.maquette")
    holder.kill()
    holder.communicate()
    Lock(tmp_path / "p.maquette").release()


def test_where_nothing_can_be_made_it_says_so(tmp_path):
    with pytest.raises(OSError):
        Lock(tmp_path / "nowhere" / "p.maquette")
