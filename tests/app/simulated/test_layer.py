"""Results on the table: what they show, and in which manners they can."""

import numpy as np

from app.simulated.layer import Result
from city.simulated.field import Variable
from tests.app.simulated.models import HOUR, NOON, WARM, flood, result, streets


def test_the_first_variable_shows_until_another_one_is_chosen():
    assert result(flood(0, 1)).variable.key == "h"
    assert result(flood(0, 1), variable="ta").variable.key == "ta"
    assert result(flood(0, 1), variable="gone").variable.key == "h"


def test_what_is_not_read_yet_shows_nothing():
    waiting = Result("result/1", result(flood(0)).kept)
    assert waiting.variable is None and waiting.can == waiting.manners == ()
    assert waiting.until is None and waiting.title == "/models/storm.nc"


def test_water_rises_and_other_values_lie_on_the_ground():
    assert result(flood(0, 1)).manners == ("water",)
    assert result(flood(0, 1), variable="ta").manners == ("ground",)
    assert result(flood(0, 1), variable="ta", manners=("water", "contours")).manners == (
        "contours",
    )


def test_vectors_can_be_arrows_and_particles():
    wind = Variable("wind", "Wind", "m/s", parts=("u", "v"))
    assert {"arrows", "flow"} <= {*result(flood(1, variables=(wind, WARM))).can}
    assert not {"arrows", "flow"} & {*result(flood(1)).can}


def test_lines_are_ribbons():
    assert result(streets()).manners == ("ribbons",)


def test_moments_end_where_the_model_does_unless_all_are_shown_together():
    found = result(flood(0, 1, 2))
    assert len(found.times) == 3 and found.until == NOON + 2 * HOUR
    together = result(flood(0, 1, 2), statistic="maximum")
    assert not len(together.times) and together.until is None
    means = streets()
    object.__setattr__(means, "until", means.times + HOUR)
    assert result(means).until == NOON + 2 * HOUR
    assert np.array_equal(result(means).times, means.times)
