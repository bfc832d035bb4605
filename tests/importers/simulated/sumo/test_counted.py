"""What a run of SUMO counted, from its files."""

import numpy as np
import pytest

from city.progress import Progress
from importers.simulated.sumo import counted
from tests.city.traffic.grid import grid

ROADS = grid(3, 1, ["00>10", "10>20", "20>10"])
MEANS = """<meandata><interval begin="0.00" end="60.00" id="traffic">
 <edge id="20&gt;10" speed="5.00" timeLoss="12.50" departed="2" entered="3" left="5"/>
 <edge id="00&gt;10" speed="0.00" timeLoss="0.00" departed="0" entered="0"/>
 <edge id=":inside" speed="9.00" timeLoss="99" departed="9" entered="9"/>
</interval></meandata>"""
GASES = """<meandata><interval begin="0.00" end="60.00" id="emissions">
 <edge id="20&gt;10" CO2_abs="1234.5" NOx_abs="0.5"/></interval></meandata>"""
TRIPS = """<tripinfos>
 <tripinfo id="0" arrival="99.00" duration="90" timeLoss="20" departDelay="9" routeLength="500">
  <emissions CO2_abs="1000000" NOx_abs="2000"/></tripinfo>
 <tripinfo id="1" arrival="-1.00" duration="270" timeLoss="52" departDelay="0" routeLength="1500">
  <emissions CO2_abs="3000000" NOx_abs="4000"/></tripinfo>
</tripinfos>"""
STATISTICS = """<statistics><vehicles loaded="6" inserted="2" running="1" waiting="1"/>
 <teleports total="4" jam="3" yield="1" wrongLane="0"/></statistics>"""


@pytest.fixture
def folder(tmp_path):
    for name, text in (("m", MEANS), ("g", GASES), ("t", TRIPS), ("s", STATISTICS)):
        (tmp_path / name).write_text(text)
    return tmp_path


def test_streets_are_found_by_their_ids(folder):
    found = counted.counts(folder / "m", folder / "g", ROADS, Progress())
    assert found.vehicles.tolist() == [0, 0, 5]
    assert np.nan_to_num(found.speed, nan=-1).tolist() == [-1, -1, 5]
    assert found.lost.tolist() == [0, 0, 12.5]
    assert (found.co2.tolist(), found.nox.tolist()) == ([0, 0, 1234.5], [0, 0, 0.5])


def test_all_trips_together(folder):
    found = counted.totals(folder / "t", folder / "s", 6, Progress())
    # of six, two set out and one of them arrived; one waits; three found no way
    assert (found.trips, found.arrived, found.under_way, found.no_way) == (6, 1, 2, 3)
    assert found.jammed == 4
    assert (found.hours, found.lost, found.waited) == pytest.approx((0.1, 0.02, 0.0025))
    assert (found.kilometres, found.co2, found.nox) == pytest.approx((2, 4, 0.006))
