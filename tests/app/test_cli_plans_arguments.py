"""What the commands about plans understand."""

import pytest

from app.cli_arguments import COMMANDS, parser_of
from app.cli_plans_arguments import ACTIONS
from app.cli_plans_arguments import COMMANDS as PLANS


def test_they_are_commands_like_the_others():
    assert PLANS.keys() <= COMMANDS.keys()


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_names_its_project(action, capsys):
    with pytest.raises(SystemExit):
        parser_of("scenario").parse_args([action])
    assert "PROJECT.maquette" in capsys.readouterr().err


def test_assumptions_are_read_with_their_limits(capsys):
    parse = parser_of("indicators").parse_args
    asked = parse(["p.maquette", "--set", "dwelling_size=70", "--set", "household=2"])
    assert asked.assumptions == [("dwelling_size", 70.0), ("household", 2.0)]
    with pytest.raises(SystemExit):
        parse(["p.maquette", "--set", "dwelling_size=nan"])
    assert "dwelling_size must be from 20 to 300" in capsys.readouterr().err
