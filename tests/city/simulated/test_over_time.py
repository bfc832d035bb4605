import numpy as np
import pytest

from city.frame import Frame
from city.progress import Cancelled, Progress
from city.simulated.field import Field, Variable
from city.simulated.over_time import hours_above, maximum
from city.simulated.raster import Raster
from city.simulated.run import Run

RASTER = Raster(np.array([5.0, 15, 25]), np.array([5.0]), "local", Frame("local"))
TIMES = np.array(["2026-07-01T00:00", "2026-07-01T01:00", "2026-07-01T05:00"], "datetime64[ms]")
# a cell that rises, one that is dry at first, and one that nobody knows
VALUES = np.float32([[[0, np.nan, np.nan]], [[2, 1, np.nan]], [[2, 3, np.nan]]])


def field(variable: Variable | None = None) -> Field:
    def read(key: str, level: int, first: int, last: int) -> np.ndarray:
        return VALUES[first:last]

    of = variable or Variable("h", "Depth", "m")
    return Field("flood", Run("flood"), RASTER, (of,), TIMES, read)


def test_the_most_that_is_ever_reached():
    most = maximum(field(), "h")
    assert np.array_equal(most.values("h"), [[2, 3, np.nan]], equal_nan=True)
    assert (most.variables[0].title, most.variables[0].unit) == ("Depth, maximum", "m")
    assert not len(most.times) and most.run.title == "flood"
    assert VALUES[0, 0, 0] == 0  # what it was found from stays as it is


def test_hours_above_a_limit_pass_over_between_steps():
    above = hours_above(field(), "h", 1.0)
    # 0 to 2 in an hour: half of it above 1, then four hours; 1 to 3 in four hours: all of them
    assert above.values("h")[0].tolist() == pytest.approx([4.5, 4, 0])
    assert (above.variables[0].title, above.variables[0].unit) == ("Depth above 1 m", "h")


def test_a_cell_that_gets_wet_counts_half_of_the_step_in_between():
    assert hours_above(field(), "h", 0.5).values("h")[0, 1] == pytest.approx(4.5)


def test_a_quantity_that_stays_is_above_until_the_next_step():
    above = hours_above(field(Variable("h", "airQualityIndex", "1")), "h", 1.0)
    assert above.values("h")[0].tolist() == [4, 0, 0]


def test_a_field_without_time_has_no_hours():
    with pytest.raises(ValueError, match="no steps over time"):
        hours_above(maximum(field(), "h"), "h", 1.0)


def test_counting_stops_when_somebody_cancels():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        maximum(field(), "h", progress=progress)
