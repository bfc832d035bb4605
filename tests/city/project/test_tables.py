import sqlite3

import pytest

from city.project import Contents
from city.project.tables import (
    APART,
    LOG,
    SCHEMA,
    STEPS,
    TABLES,
    VERSION,
    contents,
    eye_from,
    of_form,
    rows,
)
from tests.city.project.contents import full


def test_rows_mean_what_they_were_made_of(tmp_path):
    whole = full(tmp_path)
    made = rows(whole)
    meant, kept, lost = contents({name: list(found.values()) for name, found in made.items()})
    assert meant == whole
    assert kept == made
    assert lost == []


def test_nothing_means_nothing():
    assert rows(Contents()) == {name: {} for name in TABLES}


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("settings", ("eye", "{")),
        ("settings", ("eye", 3)),
        ("sources", (1, 0, "a\0b", "", "", "", "{}")),
        ("sources", (1, 0, "https://example.org/a.gml", "", "", "", "{}")),
        ("sources", (1, 0, "//?/C:/a.gml", "", "", "", "{}")),
        ("sources", (-1, 0, "a.gml", "", "", "", "{}")),
        ("sources", (1, 0, "a.gml", "", "", "", "[]")),
        ("layers", ("1/B", 1, float("inf"), None, 0)),
        ("layers", ("1/B", "yes", 1.0, None, 0)),
        ("layers", ("x" * 2000, 1, 1.0, None, 0)),
        ("views", ("v", 0, "A", "{}", b"")),
        ("views", ("v", 0, "A", "[" * 100_000, b"")),
        ("views", ("v", 0, "A", "{}", "no picture")),
        ("notes", ("n", 1, "t", 1.0, None, 0.0, "", "", "", "", 0, "")),
        ("height_fixes", (1, 0, 1e6, "", "")),
        ("measurements", ("m", 0, "distance", "5 m", "[]", "[]", "", "", "")),
        ("measurements", ("m", 0, "distance", "5 m", "[]", "[[1, 2]]", "", "", "")),
        ("measurements", ("m", 0, "distance", "5 m", "[]", "[[1, 2, NaN]]", "", "", "")),
        ("measurements", ("m", 0, "distance", "5 m", '[["a", 3]]', "[[1, 2, 3]]", "", "", "")),
        ("measurements", ("m", 0, "distance", "5 m", "{", "[[1, 2, 3]]", "", "", "")),
    ],
)
def test_what_cannot_be_meant_is_left_out_and_told(table, row):
    meant, kept, lost = contents({table: [row]})
    assert meant == Contents()
    assert kept[table] == {}
    assert len(lost) == 1


def test_a_fresh_file_has_the_tables_of_all_forms():
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    named = [
        name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE sql > ''")
    ]
    assert set(named) == {*TABLES, LOG, *APART} == set(of_form(VERSION))
    assert set(STEPS) == set(range(1, VERSION))
    assert "measurements" not in of_form(1)
    connection.close()


def test_an_eye_stays_within_reason():
    said = {
        "position": [0, 0, 1],
        "focus": [0, 0, 0],
        "up": [0, 1, 0],
        "angle": 900,
        "span": -1,
        "horizontal": "",
        "vertical": "",
    }
    assert (eye_from(said).angle, eye_from(said).span) == (120.0, 0.0)
    with pytest.raises(ValueError, match="number"):
        eye_from(said | {"focus": [0, 0, float("nan")]})
