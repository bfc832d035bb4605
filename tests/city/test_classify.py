"""Breaks that can be worked out in the head, and the optimum against trying every cut."""

import itertools

import numpy as np
import pytest

from city.classify import SAMPLE, equal, natural, pretty, quantile, tidy


def fit(values, breaks):
    """Goodness of variance fit, from 0 to 1: how much of the variance the classes explain."""
    whole = float(np.square(values - values.mean()).sum())
    number = np.searchsorted(breaks, values, side="right")
    count = np.bincount(number, minlength=len(breaks) + 1)
    mean = np.bincount(number, values, len(breaks) + 1) / np.maximum(count, 1)
    return 1.0 - float(np.square(values - mean[number]).sum()) / whole if whole else 1.0


def counts(values, breaks):
    return np.bincount(np.searchsorted(breaks, values, side="right"), minlength=len(breaks) + 1)


def test_quantiles_hold_equally_many():
    values = np.arange(1.0, 101)
    assert counts(values, quantile(values, 4)).tolist() == [25, 25, 25, 25]
    assert quantile(values, 2).tolist() == [50.5]  # the median
    rng = np.random.default_rng(1)
    shuffled = rng.permutation(rng.lognormal(2, 1, 9_000))
    assert counts(shuffled, quantile(shuffled, 9)).tolist() == [1000] * 9


def test_equal_classes_are_equally_wide():
    assert equal(np.array([0.0, 3.0, 10.0]), 5).tolist() == [2, 4, 6, 8]


def test_pretty_breaks_are_round():
    assert pretty(np.array([0.3, 97.0]), 5).tolist() == [20, 40, 60, 80]
    assert pretty(np.array([1873.0, 2019.0]), 6).tolist() == [1875, 1900, 1925, 1950, 1975, 2000]
    assert pretty(np.array([-0.04, 0.05]), 4) == pytest.approx([-0.025, 0, 0.025])


def test_natural_breaks_find_the_gaps():
    values = np.array([1, 2, 2, 3, 40, 41, 42, 300, 301.0])
    assert natural(values, 3).tolist() == [40, 300]


def test_natural_breaks_are_the_best_of_all_cuts():
    """Fisher's optimum against every possible partition, for many small heaps of numbers."""
    rng = np.random.default_rng(2)
    for classes in (2, 3, 4):
        for _ in range(10):
            values = np.sort(rng.gamma(1.2, 10, 12).round(1))
            places = np.unique(values)
            best = max(
                fit(values, np.array(cut))
                for cut in itertools.combinations(places[1:].tolist(), classes - 1)
            )
            assert fit(values, natural(values, classes)) == pytest.approx(best, abs=1e-12)


def test_natural_breaks_survive_a_large_offset():
    values = np.array([1, 2, 2, 3, 40, 41, 42, 300, 301.0])
    assert (natural(values + 1e9, 3) - 1e9).tolist() == [40, 300]


def test_natural_breaks_of_a_million_are_as_good_as_those_of_all():
    """The sample and its bins cost next to nothing of the fit."""
    rng = np.random.default_rng(3)
    values = rng.lognormal(2, 0.8, 20 * SAMPLE)
    sampled = fit(values, natural(values, 5))
    breaks = natural(values, 5)
    for step in (0.98, 1.02):  # no neighbouring breaks are better by more than a hair
        for k in range(4):
            moved = breaks.copy()
            moved[k] *= step
            assert fit(values, moved) < sampled + 2e-4


@pytest.mark.parametrize("method", [quantile, equal, natural, pretty])
def test_few_different_numbers_give_few_classes(method):
    assert len(method(np.zeros(0), 5)) == 0
    assert len(method(np.full(7, 3.0), 5)) == 0
    assert len(method(np.array([1.0, 2, 3]), 1)) == 0
    two = np.array([1.0, 1, 1, 2])
    breaks = method(two, 5)
    held = counts(two, breaks)
    assert held[0] == 3 and held[-1] == 1  # whatever lies between them is empty


def test_breaks_are_written_with_few_digits_and_mean_what_they_say():
    values = np.random.default_rng(4).gamma(2, 5, 1000)
    breaks = tidy(quantile(values, 5), values)
    assert all(round(b, 2) == b for b in breaks.tolist())
    assert np.abs(counts(values, breaks) - 200).max() <= 5


def test_whole_numbers_have_whole_breaks():
    years = np.array([1870, 1899, 1900, 1931, 1950, 1987, 2020.0])
    breaks = tidy(quantile(years, 4), years)
    assert breaks.tolist() == np.ceil(quantile(years, 4)).tolist()
    assert counts(years, breaks).tolist() == counts(years, quantile(years, 4)).tolist()


def test_goodness_of_fit():
    values = np.array([0.0, 0, 10, 10])
    assert fit(values, np.array([5.0])) == 1
    assert fit(values, np.zeros(0)) == 0
