"""A year of use from a table, and what is none."""

import numpy as np
import pytest

from city.simulate.load_profiles import kept
from importers import ReadError
from importers.demand import read_demand, taken_demand

YEAR = [f"{k % 24 / 100:.2f}" for k in range(8760)]
WANTED = np.arange(8760) % 24 / 100


def written(folder, lines):
    path = folder / "use.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.mark.parametrize(
    "lines",
    [
        YEAR,
        ["kWh", *YEAR],
        [value.replace(".", ",") for value in YEAR],
        ["Zeit;Verbrauch (kWh)", *(f"01.01.2025 00:00;{v.replace('.', ',')}" for v in YEAR)],
        [f"2025-01-01T00:00\t{value}" for value in YEAR],
    ],
)
def test_a_year_of_hours(tmp_path, lines):
    assert read_demand(written(tmp_path, lines)) == pytest.approx(WANTED)


def test_quarters_are_added_and_leap_days_left_out(tmp_path):
    quarters = [value for value in YEAR for _ in range(4)]
    assert read_demand(written(tmp_path, quarters)) == pytest.approx(4 * WANTED)
    leap = [*YEAR[: 59 * 24], *["9"] * 24, *YEAR[59 * 24 :]]
    assert read_demand(written(tmp_path, leap)) == pytest.approx(WANTED)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (YEAR[:-1], "8,759 values, where a year has 8,760"),
        ([], "0 values"),
        ([*YEAR[:9], "much", *YEAR[10:]], "line 10 is no power in kWh from 0 on: 'much'"),
        (["kWh", *YEAR[:9], "-1", *YEAR[10:]], "line 11"),
        ([*YEAR[:9], "nan", *YEAR[10:]], "line 10"),
        ([f"2025-01-01 00:00,{value}" for value in YEAR], "line 2"),
        (["0"] * 8760, "no power is used in any hour of the year"),
    ],
)
def test_what_is_no_year_is_refused_with_its_line(tmp_path, lines, said):
    with pytest.raises(ReadError) as fault:
        read_demand(written(tmp_path, lines))
    assert said in str(fault.value) and "one value in kWh a line" in str(fault.value)


def test_a_file_is_at_hand_by_what_it_holds(tmp_path):
    key = taken_demand(written(tmp_path, YEAR))
    assert kept(key).name == "use.csv" and kept(key).hours == pytest.approx(WANTED)
    (tmp_path / "other").mkdir()
    assert taken_demand(written(tmp_path / "other", ["kWh", *YEAR])) == key
    assert taken_demand(written(tmp_path, [*YEAR[:-1], "9"])) != key


def test_no_file_and_no_text(tmp_path, monkeypatch):
    with pytest.raises(ReadError, match="cannot be read"):
        read_demand(tmp_path / "none.csv")
    (tmp_path / "bytes.csv").write_bytes(b"1\0" * 9000)
    with pytest.raises(ReadError, match="no table"):
        read_demand(tmp_path / "bytes.csv")
    monkeypatch.setattr("importers.demand.LARGEST", 100)
    with pytest.raises(ReadError, match="no table"):
        read_demand(written(tmp_path, YEAR))
