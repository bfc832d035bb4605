"""Who is affected on the command line: counted, listed, drawn and refused."""

import csv
import json

import pytest
from PIL import Image

from tests.app.test_cli_plans import apply, made, run  # noqa: F401  made is a fixture
from tests.app.test_cli_simulate import DAY, TALL, sun

AGAINST = ("--scenario", "Plan A", "--against", "Baseline")
TOWER = {**TALL, "storeys": 20}


@pytest.fixture
def planned(made, capsys):  # noqa: F811
    """A tower of twenty storeys close to the south-east of the house."""
    apply(made, capsys, TOWER)
    return made


def test_who_is_affected_is_counted_and_listed(planned, capsys):
    found = sun(capsys, planned, *AGAINST, "--affected", "0.5")["affected"]
    assert found["words"] == "1 home loses more than 30 min"
    assert (found["homes"], found["homes_compared"], found["buildings"]) == (1, 1, 1)
    assert found["threshold"]["amount"] == 0.5 and found["threshold"]["who"] == "loses"
    (row,) = found["list"]
    assert row["id"] == "house" and row["from"] - row["to"] == pytest.approx(row["lost_mean"])
    assert row["lost_worst"] >= row["lost_mean"] > 0.5
    assert 0 < found["areas"]["ground"]["affected"] < found["areas"]["ground"]["compared"]
    much = sun(capsys, planned, *AGAINST, "--affected", "11")["affected"]
    assert (much["homes"], much["list"]) == (0, [])
    gains = sun(capsys, planned, *AGAINST, "--affected=+0.5", "--counted-by", "worst")["affected"]
    assert gains["words"] == "No home gains more than 30 min"


def test_the_baseline_against_itself_affects_nobody(planned, capsys):
    found = sun(capsys, planned, "--against", "Baseline", "--affected", "0.001")["affected"]
    assert found["homes"] == 0 and all(not one["affected"] for one in found["areas"].values())


def test_the_page_tells_it_in_a_line_and_a_table(planned, capsys):
    said = run(capsys, "simulate", "sun", planned, *DAY, *AGAINST, "--affected")
    assert "Who is affected: 1 home loses more than 30 min" in said
    assert "Who counts: a home counts by the mean over its façade" in said
    assert said.splitlines()[-1].startswith("  house  ")


def test_it_is_written_as_a_list_and_as_a_map(planned, capsys, tmp_path):
    sun(capsys, planned, *AGAINST, "--affected", "-o", tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        heads, line = list(csv.reader(file))
    assert heads[0] == "id" and line[0] == "house"
    sun(capsys, planned, *AGAINST, "--affected", "-o", tmp_path / "a.geojson")
    assert len(json.loads((tmp_path / "a.geojson").read_text("utf-8"))["features"]) == 1
    sun(capsys, planned, *AGAINST, "--affected", "-o", tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert image.width > 1000


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (("--affected", "0.5"), 2, "say against which plan"),
        ((*AGAINST, "--affected", "much"), 2, "'much' is no amount over 0"),
        ((*AGAINST, "--affected", "-o", "a.npz"), 2, "is written as .csv, .gpkg, .geojson"),
        ((*AGAINST, "--affected", "-o", "a.pdf"), 2, "the map as .png or .jpg"),
        ((*AGAINST, "--affected", "--quantity", "noise"), 1, "nothing called noise; there are: h"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_line(planned, capsys, more, code, words):
    try:
        said = sun(capsys, planned, *more, code=code)
    except SystemExit as fault:  # argparse's own way out
        assert fault.code == code
        said = capsys.readouterr().err
    assert words in said and "Traceback" not in said
