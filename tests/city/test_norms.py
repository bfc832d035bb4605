"""Norms are read from their files as they are written, and wrong files say where they are wrong."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import assets
from city.norms import Norm, decisive, read_norm, read_norms, within

FILES = sorted(assets.path("norms").glob("*.json"))
SHIPPED = read_norms((file.name, file.read_bytes()) for file in FILES)


def own(**changed):
    """A user's own norm as JSON, with some fields changed; None leaves a field out."""
    said = {
        "key": "own",
        "title": "Our street",
        "country": "NL",
        "source": {"title": "Council, 3 May", "publisher": "Council", "year": 2025},
        "judges": "sun_hours",
        "period": ["02-19", "10-21"],
        "levels": [{"name": "two", "value": 2}],
        "receiver": {"at": "facade", "height": 1.5},
        "part": "any",
        "building": 0.8,
    } | changed
    return json.dumps({name: value for name, value in said.items() if value is not None})


def faults(**changed):
    with pytest.raises(ValueError) as caught:
        read_norm(own(**changed), "street.json")
    return str(caught.value).split("\n")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_shipped_norm_names_its_source_and_has_its_own_key(file: Path):
    norm = read_norm(file.read_text("utf-8"), file.name)
    assert norm.key == file.stem
    assert norm.source.title and norm.source.publisher and norm.source.section
    assert norm.source.seen, "it was read somewhere"
    assert norm.source.year or "year" in norm.note
    assert norm.note


@pytest.mark.parametrize(
    ("key", "first", "last", "hours", "altitude"),
    [
        ("tno_light", (2, 19), (10, 21), 2, 0),
        ("tno_strict", (1, 21), (11, 22), 3, 0),
        ("the_hague", (2, 19), (10, 21), 2, 10),
    ],
)
def test_the_dutch_norms(key, first, last, hours, altitude):
    """ECLI:NL:RBLIM:2025:4522, ECLI:NL:RVS:2023:172 and ECLI:NL:RBDHA:2019:10406."""
    norm = SHIPPED[key]
    assert norm.period == (first, last)
    assert [level.value for level in norm.levels] == [hours]
    assert norm.altitude == altitude
    assert norm.receiver.at == ("facade" if key == "the_hague" else "sill")
    assert norm.unit == "h"


def test_the_british_norms():
    """BR 209 (2022), 2.2, 3.2 and 3.3."""
    assert SHIPPED["bre_vsc"].levels[0].value == 27
    assert SHIPPED["bre_25_degrees"].levels[0].value == 25
    sunlight = SHIPPED["bre_apsh"]
    assert (sunlight.levels[0].value, sunlight.winter.value) == (25, 5)
    assert sunlight.winter.period == ((9, 21), (3, 21))
    ground = SHIPPED["bre_ground"]
    assert (ground.levels[0].value, ground.part) == (2, 0.5)
    assert decisive(ground, 2026) == [date(2026, 3, 21)]
    keep = {key: norm.former for key, norm in SHIPPED.items() if key.startswith("bre")}
    assert keep == {"bre_25_degrees": None, "bre_apsh": 0.8, "bre_ground": 0.8, "bre_vsc": 0.8}


def test_the_european_norm_has_three_levels():
    norm = SHIPPED["en_17037"]
    levels = [(level.name, level.value) for level in norm.levels]
    assert levels == [("minimum", 1.5), ("medium", 3), ("high", 4)]
    assert within(norm.days[0], ((2, 1), (3, 21)))


def test_ones_own_norm_is_read_and_silence_means_the_default():
    norm = read_norm(own())
    assert (norm.title, norm.building, norm.days, norm.former) == ("Our street", 0.8, "each", None)
    assert read_norm(own(period=None, days=None)).period == ((1, 1), (12, 31))
    assert read_norm(own().encode()) == norm


def test_each_wrong_field_has_its_line():
    lines = faults(
        judges="noise",
        period=["02-30", "10-21"],
        altitude=120,
        part="most",
        source={"publisher": "Council", "year": "new"},
        hieght=3,
        title=None,
    )
    assert [line.split(":")[:2] for line in lines] == [
        ["street.json", f" {name}"]
        for name in (
            "title",
            "source.title",
            "source.year",
            "judges",
            "part",
            "period",
            "altitude",
            "hieght",
        )
    ]
    assert "sun_hours, vsc, apsh, ground_sun, line25" in lines[3]


LEVELS = [{"name": "a", "value": 3}, {"name": "b", "value": 2}]
WINTER = {"period": ["09-21", "03-21"], "value": 5}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"levels": LEVELS}, "levels"),
        ({"judges": "line25", "levels": LEVELS[::-1]}, "levels"),
        ({"days": ["12-24"]}, "days"),
        ({"judges": "apsh"}, "winter, sunshine"),
        ({"winter": WINTER}, "winter, sunshine"),
        ({"judges": "line25", "former": 0.8}, "former"),
        ({"loss": 4}, "loss"),
    ],
)
def test_fields_that_contradict_each_other_are_told(changed, field):
    assert [line.split(":")[1].strip() for line in faults(**changed)] == [field]


@pytest.mark.parametrize("written", ["", "{", "[1]", "3", b"\xff\xfe\x00", "[" * 90_000])
def test_what_is_no_norm_is_one_line(written):
    with pytest.raises(ValueError, match=r"^own.json: no ") as caught:
        read_norm(written, "own.json")
    assert "\n" not in str(caught.value)


def test_numbers_that_are_none_and_files_that_are_long_are_refused():
    with pytest.raises(ValueError, match="NaN is no number"):
        read_norm(own(altitude=float("nan")))
    with pytest.raises(ValueError, match="longer than"):
        read_norm(own() + " " * 100_000)


def test_two_norms_of_one_key_are_refused():
    with pytest.raises(ValueError, match=r"b\.json: key: another norm is called own"):
        read_norms([("a.json", own()), ("b.json", own())])


def test_each_day_of_a_period_decides_or_every_so_many():
    light = SHIPPED["tno_light"]
    every = decisive(light, 2025)
    assert (every[0], every[-1]) == (date(2025, 2, 19), date(2025, 10, 21))
    assert len(every) == len(set(every)) == 10 + 31 + 30 + 31 + 30 + 31 + 31 + 30 + 21
    weekly = decisive(light, 2025, 7)
    assert len(weekly) == 36
    assert set(weekly) < set(every)
    assert weekly[-1] == every[-1]


def test_the_ends_decide_and_chosen_days_too():
    assert decisive(SHIPPED["the_hague"], 2025) == [date(2025, 2, 19), date(2025, 10, 21)]
    assert decisive(SHIPPED["en_17037"], 2025) == [date(2025, 3, 21)]


def test_a_winter_ends_in_the_year_after():
    winter = read_norm(own(period=["11-01", "02-01"], days=["12-24", "01-06"]))
    assert decisive(winter, 2025) == [date(2025, 12, 24), date(2026, 1, 6)]
    ends = read_norm(own(period=["11-01", "02-01"], days="ends"))
    assert decisive(ends, 2025) == [date(2025, 11, 1), date(2026, 2, 1)]


@given(st.integers(1, 400), st.dates(date(2001, 1, 1), date(2001, 12, 31)), st.data())
def test_no_step_loses_the_first_or_the_last_day(step, first, data):
    last = data.draw(st.dates(first, date(2001, 12, 31)))
    norm: Norm = read_norm(own(period=[f"{first:%m-%d}", f"{last:%m-%d}"]))
    found = decisive(norm, 2001, step)
    assert (found[0], found[-1]) == (first, last)
    assert found == sorted(set(found))
