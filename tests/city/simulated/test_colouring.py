"""Very many values have the colours that a scale gives them one by one."""

import numpy as np

from city.quantities import quantity_of
from city.scales import scale_of
from city.series import Measurand
from city.simulated.colouring import coloured
from city.subjects import subject_of


def test_each_value_has_the_colour_that_the_legend_names_and_a_gap_none():
    depth = Measurand("water_depth", "m")
    assert quantity_of(depth) is not None
    scale = scale_of(subject_of(depth), np.zeros(0))
    values = np.concatenate([np.linspace(-1, 9, 1001), scale.edges]).astype(np.float32)
    # an edge counts as single precision has it, in which fields lie
    wanted = scale.colours[np.searchsorted(scale.edges.astype(np.float32), values, "right")]
    found = coloured(values, scale.edges, scale.colours)
    assert np.array_equal(found[:, :3], wanted) and (found[:, 3] == 255).all()
    gaps = coloured(np.array([[np.nan, 0.0]]), scale.edges, scale.colours)
    assert gaps[:, 3].tolist() == [0, 255] and (gaps[0, :3] == scale.colours[0]).all()


def test_it_reads_what_nobody_may_write_into():
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    values.flags.writeable = False
    colours = np.array([[1, 2, 3], [4, 5, 6]], np.uint8)
    assert coloured(values, np.array([3.0]), colours)[:, 0].tolist() == [1, 1, 1, 4, 4, 4]
