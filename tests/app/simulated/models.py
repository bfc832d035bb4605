"""Results of models to be shown: small ones whose values are known."""

from pathlib import Path

import numpy as np

from app.simulated.kept import Kept
from app.simulated.layer import Result
from app.simulated.taken import Taken
from city.frame import Frame
from city.simulated.field import Field, Variable
from city.simulated.network import Network, Spots, lines
from city.simulated.raster import Raster
from city.simulated.run import Run

HOUR = np.timedelta64(3_600_000, "ms")
NOON = np.datetime64("2026-07-01T12:00", "ms")
DEPTH = Variable("h", "Water depth", "m", "flood_water_thickness")
WARM = Variable("ta", "Air temperature", "K", "air_temperature")
RUN = Run("Storm of July", "SWIM", "2.1", np.datetime64("2026-07-02", "ms"), "CC BY 4.0", "Town")


def flood(*steps, variables=(DEPTH, WARM), run=RUN):
    """A field of 2 x 3 cells of 10 m: every cell of a step has the same value."""
    raster = Raster(np.array([5.0, 15, 25]), np.array([15.0, 5]), "local", Frame("local"))
    times = NOON + np.arange(len(steps)) * HOUR
    values = np.float32([np.full((2, 3), step) for step in steps])

    def read(key, level, first, last):
        return values[first:last] + np.float32(273.15 if key == "ta" else 0)

    return Field("Flood", run, raster, variables, times, read)


def streets():
    """Two streets with flow and speed at two moments."""
    ways = lines(
        ("a", "b"),
        ("street", "street"),
        [np.array([[0.0, 0, 0], [100, 0, 0]]), np.array([[100.0, 0, 0], [100, 80, 0]])],
    )
    spots = Spots(("x", "y", "z"), ("",) * 3, np.array([[0.0, 0, 0], [100, 0, 0], [100, 80, 0]]))
    variables = (
        Variable("flow", "Flow", "1/h", at="links"),
        Variable("speed", "Speed", "m/s", at="links"),
    )
    values = {"flow": np.float32([[10, 20], [30, 40]]), "speed": np.float32([[5, 6], [7, 8]])}
    times = NOON + np.arange(2) * HOUR
    ends = np.array([[0, 1], [1, 2]])
    none = lines((), (), [])
    return Network("Traffic", RUN, ways, spots, ends, none, variables, times, values=values)


def result(thing, key="result/1", plan="", **said):
    sort = "network" if isinstance(thing, Network) else "field"
    kept = Kept(str(Path("/models/storm.nc")), Taken(sort, 0, plan=plan), **said)
    return Result(key, kept, thing, "CF-NetCDF")
