"""The runs of SUMO that tests open, and the moment that they are said to begin at."""

import numpy as np

from importers.simulated import Options, read
from tests.shared import DATA

SIM = DATA / "live/sim"
START = np.datetime64("2026-11-22T07:00", "ms")


def opened(path, **options):
    """A file of a run that begins at START."""
    return read(path, Options(**{"start": START, **options}))
