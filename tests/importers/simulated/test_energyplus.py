import sqlite3

import numpy as np
import pytest

from city.progress import Cancelled, Progress
from city.series import Measurand
from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, read

TEMPERATURE = Measurand("Zone Mean Air Temperature", "°C")
HEAT = Measurand("Heating:EnergyTransfer", "J")


@pytest.fixture
def path(tmp_path):
    """An output of two zones over the last hours of a year, with a design day before them."""
    path = tmp_path / "eplusout.sql"
    database = sqlite3.connect(path)
    database.executescript(
        """
        CREATE TABLE Simulations (SimulationIndex, EnergyPlusVersion, TimeStamp);
        INSERT INTO Simulations VALUES
          (1, 'EnergyPlus, Version 23.2.0-76, YMD=2026.07.14 10:11', 'YMD=2026.07.14 10:11');
        CREATE TABLE EnvironmentPeriods (EnvironmentPeriodIndex, EnvironmentType);
        INSERT INTO EnvironmentPeriods VALUES (1, 1), (2, 3);
        CREATE TABLE Time (TimeIndex, Year, Month, Day, Hour, Minute, WarmupFlag,
          EnvironmentPeriodIndex);
        INSERT INTO Time VALUES (1, 2026, 1, 1, 1, 0, 0, 1), (2, 2026, 12, 31, 23, 0, 1, 2),
          (3, 2026, 12, 31, 23, 0, 0, 2), (4, 2026, 12, 31, 24, 0, 0, 2),
          (5, 2026, NULL, NULL, NULL, NULL, 0, 2), (6, 2026, 2, 31, 1, 0, 0, 2);
        CREATE TABLE ReportDataDictionary (ReportDataDictionaryIndex, KeyValue, Name,
          ReportingFrequency, Units);
        INSERT INTO ReportDataDictionary VALUES
          (7, 'ZONE 1', 'Zone Mean Air Temperature', 'Hourly', 'C'),
          (8, 'ZONE 2', 'Zone Mean Air Temperature', 'Hourly', 'C'),
          (9, '', 'Heating:EnergyTransfer', 'Run Period', 'J'),
          (10, '', 'Facility', 'Hourly', 'J'), (11, '', 'Facility', 'Daily', 'J');
        CREATE TABLE ReportData (ReportDataIndex, TimeIndex, ReportDataDictionaryIndex, Value);
        INSERT INTO ReportData VALUES (1, 1, 7, -99), (2, 2, 7, -99), (3, 3, 7, 20.5),
          (4, 3, 8, 18.25), (5, 4, 7, 21.0), (6, 5, 9, 1e9), (7, 4, 8, NULL), (8, 4, 99, 1),
          (9, 77, 7, 1), (10, 6, 7, -99), (11, 4, 10, 5), (12, 4, 11, 6);
        """
    )
    database.close()
    return path


def test_values_stand_at_the_end_of_their_interval(path):
    results = read(path)
    (told,) = results.told
    times, values = told.series.of("ZONE 1", TEMPERATURE)
    assert times.astype(str).tolist() == ["2026-12-31T23:00:00.000", "2027-01-01T00:00:00.000"]
    assert values.tolist() == [20.5, 21]
    assert told.series.of("ZONE 2", TEMPERATURE)[1].tolist() == [18.25]
    times, values = told.series.of("building", HEAT)
    assert times[0] == np.datetime64("2027-01-01") and values.tolist() == [1e9]
    assert told.series.of("building", Measurand("Facility, daily", "J"))[1].tolist() == [6]
    assert told.series.things["ZONE 1"].of == "ZONE 1"
    assert (told.run.model, told.run.version) == ("EnergyPlus", "23.2.0-76")
    assert told.run.computed == np.datetime64("2026-07-14T10:11")
    assert [one.code for one in results.report] == ["NO_ZONE"]


def changed(path, *orders):
    database = sqlite3.connect(path)
    for order in orders:
        database.execute(order)
    database.commit()
    database.close()


def test_a_run_without_a_year_is_asked_for_one(path):
    changed(path, "ALTER TABLE Time DROP COLUMN Year", "DROP TABLE EnvironmentPeriods")
    with pytest.raises(NeedsMore, match="without a year"):
        read(path)
    (told,) = read(path, Options(start=np.datetime64("2030-01-01"))).told
    assert told.series.of("ZONE 1", TEMPERATURE)[0][-1] == np.datetime64("2031-01-01")


def test_a_run_that_failed_and_other_databases_are_told(path):
    changed(path, "DELETE FROM ReportData WHERE TimeIndex > 2")
    with pytest.raises(ReadError, match="no values of a weather period"):
        read(path)
    changed(path, "DROP TABLE ReportData", "CREATE VIEW ReportData AS SELECT * FROM Time")
    with pytest.raises(ReadError, match="no table ReportData"):
        read(path)
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 5000)
    with pytest.raises(ReadError, match="the database is damaged"):
        read(path)


def test_nothing_is_written_beside_it(path):
    read(path)
    assert [one.name for one in path.parent.iterdir()] == ["eplusout.sql"]


def test_a_long_reading_can_be_cancelled(path, monkeypatch):
    monkeypatch.setattr("importers.simulated.energyplus.STEPS", 10)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        read(path, Options(), progress)
