from city.series import Series
from city.simulated.run import Run
from city.simulated.told import Told


def test_what_is_told_has_a_moment_unless_it_says_otherwise():
    told = Told("trips", Run("trips", "SUMO"), Series())
    assert not told.timeless and told.run.badge == "simulated"
