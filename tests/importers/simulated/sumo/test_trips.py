import numpy as np
import pytest

from city.series import Measurand
from importers.intake import ReadError
from tests.importers.simulated.sumo.files import START, opened

TRIPS = """<tripinfos><tripinfo id="0" depart="5.00" duration="91.00" routeLength="909.18"
 timeLoss="25.53" vType="bus"/>
<tripinfo id="1" depart="7.00" duration="-1" vType="car"/></tripinfos>"""
STEPS = """<summary><step time="0.00" running="1" meanWaitingTime="-1.00" meanSpeed="13.89"/>
<step time="60.00" running="12" meanWaitingTime="0.50" meanSpeed="9.5"/></summary>"""


def test_a_trip_is_told_at_its_departure(tmp_path):
    path = tmp_path / "trips.xml"
    path.write_text(TRIPS)
    (told,) = opened(path).told
    time, loss = told.series.of("0", Measurand("timeLoss", "s"))
    assert time[0] == START + np.timedelta64(5, "s") and loss[0] == 25.53
    assert told.series.things["0"].kind == "bus"
    assert not len(told.series.of("1", Measurand("duration", "s"))[0])


def test_a_summary_is_of_all_vehicles_over_time(tmp_path):
    path = tmp_path / "summary.xml"
    path.write_text(STEPS)
    (told,) = opened(path).told
    assert told.series.of("all vehicles", Measurand("running", "1"))[1].tolist() == [1, 12]
    assert told.series.of("all vehicles", Measurand("meanWaitingTime", "s"))[1].tolist() == [0.5]


def test_a_file_without_trips_is_told(tmp_path):
    path = tmp_path / "trips.xml"
    path.write_text("<tripinfos/>")
    with pytest.raises(ReadError, match="no trip"):
        opened(path)


def test_a_table_of_trips_tells_the_same(tmp_path):
    path = tmp_path / "trips.csv"
    titles = "tripinfo_id;tripinfo_depart;tripinfo_duration;tripinfo_timeLoss;tripinfo_vType"
    path.write_text(f"{titles}\n0;5.00;91.00;25.53;bus\n")
    (told,) = opened(path).told
    time, loss = told.series.of("0", Measurand("timeLoss", "s"))
    assert time[0] == START + np.timedelta64(5, "s") and loss[0] == 25.53
    assert told.series.things["0"].kind == "bus"
