"""What `maquette publish` understands."""

import pytest

from app.cli_arguments import parser_of

GIVEN = ["town.maquette", "--scenario", "Plan A", "--to", "https://broker.example/ngsi-ld/v1"]


def test_the_usual():
    asked = parser_of("publish").parse_args(GIVEN)
    assert (asked.scenario, asked.address) == ("Plan A", "https://broker.example/ngsi-ld/v1")
    assert not (asked.yes or asked.dry_run or asked.json) and asked.year is None


@pytest.mark.parametrize("without", ["--scenario", "--to"])
def test_what_must_be_said(without, capsys):
    at = GIVEN.index(without)
    with pytest.raises(SystemExit):
        parser_of("publish").parse_args([*GIVEN[:at], *GIVEN[at + 2 :]])
    assert without in capsys.readouterr().err
