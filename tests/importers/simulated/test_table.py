import gzip

import numpy as np
import pytest

from city.series import Measurand
from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, read, reader_for
from tests.shared import DATA, needs_data

START = np.datetime64("2026-11-22T07:00", "ms")


def written(tmp_path, text, name="run.csv"):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def needs(path, **options):
    with pytest.raises(NeedsMore) as fault:
        read(path, Options(**options))
    return [(need.what, need.of) for need in fault.value.needs]


def test_values_of_objects_over_time(tmp_path):
    lines = ("A;2026-01-01T00:00Z;1,5;x", "A;2026-01-01T01:00Z;2.5;x", "B;never;3;y")
    text = "\n".join(["id;Date/Time;heat [kWh];class", *lines])
    (told,) = (results := read(written(tmp_path, text))).told
    heat = Measurand("heat", "kWh")
    assert told.series.of("A", heat)[1].tolist() == [2.5] and not told.timeless
    assert told.series.things["A"].of == "A" and told.series.things["A"].kind == "x"
    assert [one.code for one in results.report] == ["NO_TIME"]


def test_values_without_time_and_without_ids(tmp_path):
    (told,) = read(written(tmp_path, "gml_id,u (W/(m²·K))\nA,0.3\n"), Options(units={})).told
    assert told.timeless and [row[3] for row in told.series] == [0.3]
    (told,) = read(written(tmp_path, "Datetime,Electricity (kWh)\n2026/01/01 00:15:00,7\n")).told
    thing, _, time, _ = next(iter(told.series))
    assert thing == "run" and time == np.datetime64("2026-01-01T00:15")
    (told,) = read(written(tmp_path, "id,lon,lat,depth (m)\na,4,50,1\nb,,,2\n")).told
    assert [told.series.things[id].place for id in "ab"] == [(4.0, 50.0), ()]


def test_what_titles_do_not_say_is_asked_for_all_at_once(tmp_path):
    path = written(tmp_path, "when,x,y,depth\n0,10.5,20.5,3\n")
    assert needs(path) == [("column", "id"), ("crs", ""), ("unit", "when"), ("unit", "depth")]
    path = written(tmp_path, "name,when,x,y,depth\na,0,390000,5819000,3\n")
    columns = {"id": "name", "time": "when"}
    assert needs(path, columns=columns) == [("start", ""), ("crs", ""), ("unit", "depth")]
    said = Options("EPSG:25833", columns=columns, units={"depth": "m"}, start=START)
    (moving,) = read(path, said).moving
    assert moving.ids == ("a",) and moving.values[Measurand("depth", "m")].tolist() == [3]
    assert 13 < moving.east[0] < 14
    with pytest.raises(ReadError, match="no column 'nome'; it has name, when"):
        read(path, Options(columns={"id": "nome"}))


def test_lines_of_another_length_are_told(tmp_path):
    path = written(
        tmp_path, "id,lon,lat,time,speed (km/h)\na,4,50,0,9\nb,4\n\na,4.1,50,1,8,extra\n"
    )
    results = read(path, Options(start=START))
    assert len(results.moving[0]) == 1
    (lost,) = results.report
    assert lost.message.startswith("2 lines")


def test_tables_that_say_nothing_are_refused(tmp_path):
    with pytest.raises(ReadError, match="no lines"):
        read(written(tmp_path, "id,time,x,y\n"))
    with pytest.raises(ReadError, match="holds numbers"):
        read(written(tmp_path, "id,name\na,b\n"))
    with pytest.raises(ReadError, match="10,001 columns"):
        read(written(tmp_path, "a," * 10_000 + "\n1\n"))
    with pytest.raises(ReadError, match="no results"):
        reader_for(written(tmp_path, "just words\n"))
    packed = tmp_path / "a.csv"
    packed.write_bytes(gzip.compress(b"a,b\n" * 100))
    with pytest.raises(ReadError, match="no results"):
        reader_for(packed)


def test_a_quote_that_never_ends_is_told(tmp_path):
    text = 'id,heat (kWh)\na,"' + "x" * 200_000 + "\n"
    with pytest.raises(ReadError, match="it is no table"):
        read(written(tmp_path, text))


@needs_data
def test_a_real_table_of_sumo_is_of_degrees_and_seconds():
    path = DATA / "traffic/sumo_fcd_sample_munich.csv"
    with pytest.raises(NeedsMore, match=r"when it begins .*; it has 0 seconds in its first line"):
        read(path)
    (moving,) = read(path, Options(start=START)).moving
    lines = path.read_text().splitlines()[1:]
    assert len(moving) == len(lines) and moving.run.model == "SUMO"
    order = {}
    for line in lines:
        time, id, x, y, angle, speed, kind = line.split(",")
        order.setdefault(float(time), []).append((id, float(x), float(y), angle, speed, kind))
    told = [row for time in sorted(order) for row in order[time]]
    assert [moving.ids[row] for row in moving.thing.tolist()] == [row[0] for row in told]
    assert moving.east.tolist() == [row[1] for row in told]
    assert moving.north.tolist() == [row[2] for row in told]
    speed = moving.values[Measurand("speed", "m/s")]
    np.testing.assert_array_equal(speed, np.array([row[4] for row in told]).astype(np.float32))
    assert set(moving.kinds) == {row[5] for row in told}
