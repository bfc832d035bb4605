"""What `maquette catalogue` and `maquette dataspace` understand."""

import pytest

from app.cli_arguments import parser_of


def test_a_catalogue_takes_words_and_a_box_west_of_greenwich():
    asked = parser_of("catalogue").parse_args(
        ["http://a.eu", "trees", "lamps", "--box", "-4.3", "50", "-4.2", "51"]
    )
    assert asked.words == ["trees", "lamps"] and asked.box == [-4.3, 50, -4.2, 51]
    assert asked.first == 50 and not asked.json


def test_a_data_space_wants_a_provider(capsys):
    with pytest.raises(SystemExit):
        parser_of("dataspace").parse_args(["http://a.eu/management"])
    assert "--provider" in capsys.readouterr().err
    asked = parser_of("dataspace").parse_args(
        ["http://a.eu", "--provider", "http://b.eu", "--header", "X-Api-Key: k"]
    )
    assert asked.header == [("X-Api-Key", "k")] and not asked.agree
