from pathlib import Path

import pytest

from app.cli_arguments import parser_of


def test_two_sides_a_list_and_a_delivery():
    asked = parser_of("compare").parse_args(["a.gml", "b.gml", "-o", "list.csv", "--json"])
    assert (asked.sides, asked.out, asked.json) == (["a.gml", "b.gml"], Path("list.csv"), True)
    given = ["p.maquette", "--scenario", "A", "--delivery", "new.gml", "--size", "800x600"]
    asked = parser_of("compare").parse_args(given)
    assert (asked.scenario, asked.delivery, asked.size) == ("A", Path("new.gml"), (800, 600))


def test_another_format_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as left:
        parser_of("compare").parse_args(["a.gml", "b.gml", "-o", "list.doc"])
    assert left.value.code == 2
    assert "'list.doc' does not end with .csv, .geojson, .gpkg, .png, .jpg or .pdf" in (
        capsys.readouterr().err
    )
