"""A grid of streets a hundred metres long whose every measure can be worked out in the head."""

import numpy as np

from city.simulated.network import Network, Spots, lines
from city.simulated.run import Run
from city.traffic.roads import Roads

STEP = 100.0


def grid(wide=3, deep=3, streets=None):
    """Junctions "00", "10" ... (east, north), and a street of one lane each way between neighbours,
    named by both, as "00>10". streets: their ids; all where none are given."""
    places = {f"{x}{y}": (x * STEP, y * STEP, 0.0) for x in range(wide) for y in range(deep)}
    ids = tuple(places)
    near = [
        f"{a}>{b}"
        for a in ids
        for b in ids
        if abs(int(a[0]) - int(b[0])) + abs(int(a[1]) - int(b[1])) == 1
    ]
    named = tuple(near if streets is None else streets)
    pairs = [id.split(">") for id in named]
    shapes = [np.array([places[a], places[b]]) for a, b in pairs]
    ends = np.array([[ids.index(a), ids.index(b)] for a, b in pairs], np.int64).reshape(-1, 2)
    spots = Spots(ids, ("priority",) * len(ids), np.array(list(places.values())))
    links, none = lines(named, ("",) * len(named), shapes), lines((), (), [])
    network = Network("grid", Run("grid"), links, spots, ends, none)
    one = np.ones(len(named))
    whole = one.astype(np.int64)
    return Roads(network, one * STEP, one * 50 / 3.6, whole, 0 * whole)
