"""Paths that a file names."""

import pytest

from app.here import LONGEST, is_here


@pytest.mark.parametrize("path", ["/a/b.nc", "b.nc", "C:\\b.nc"])
def test_a_path_of_this_machine_may_be_opened(path):
    assert is_here(path)


@pytest.mark.parametrize("path", ["//host/b.nc", "\\\\host\\b.nc", "a\tb", "x" * (LONGEST + 1), 5])
def test_a_path_of_another_one_may_not(path):
    assert not is_here(path)
