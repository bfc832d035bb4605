"""A finding is a value."""

import pickle

import pytest

from city.finding import Finding


def test_a_finding_is_a_value():
    finding = Finding("warning", "NOT_PLANAR", "house", "one polygon is not flat")
    assert finding == Finding("warning", "NOT_PLANAR", "house", "one polygon is not flat")
    assert len({finding, Finding("note", "NOT_PLANAR", "house", "")}) == 2
    assert pickle.loads(pickle.dumps(finding)) == finding
    with pytest.raises(AttributeError):
        finding.message = "flat after all"
