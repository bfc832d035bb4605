"""What the legend says of results."""

from app.simulated.legend import legend_lines, moment_line
from app.simulated.what import what_of
from city.progress import Progress
from tests.app.simulated.models import HOUR, NOON, flood, result


def test_it_names_quantity_unit_moment_model_owner_and_licence():
    of = result(flood(0, 2), title="Storm")
    lines = legend_lines(of, what_of(of, None, Progress()), NOON, "UTC")
    words = [line.text for line in lines]
    assert words[0] == "Depth of water (m)" and words[1] == "Storm"
    assert "2026" in words[2] and "12:00" in words[2]
    assert {"Town", "CC BY 4.0"} <= {*words}
    assert (lines[-1].text, lines[-1].badge) == ("SWIM 2.1", "SIMULATED")
    colours = [line for line in lines if line.role == "class"]
    assert len(colours) == len(what_of(of, None, Progress()).scale.words)


def test_it_says_when_a_model_tells_something_at_all():
    of = result(flood(0, 2))
    assert moment_line(of, NOON - HOUR, "UTC").startswith("only from")
    assert moment_line(result(flood(0, 2), statistic="maximum"), NOON, "UTC") == ""
