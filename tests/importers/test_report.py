"""The report counts every finding, and keeps as many as a person could read."""

from city.finding import Finding
from importers.report import KEPT_PER_CODE, Report


def test_findings_are_kept_in_order_and_counted_by_how_grave_they_are():
    report = Report()
    report.error("LOST", "a", "gone")
    report.warning("BENT", "b", "bent")
    report.warning("BENT", "c", "bent")
    report.note("SMALL", "", "small")
    assert list(report) == [
        Finding("error", "LOST", "a", "gone"),
        Finding("warning", "BENT", "b", "bent"),
        Finding("warning", "BENT", "c", "bent"),
        Finding("note", "SMALL", "", "small"),
    ]
    assert [report.count(s) for s in ("error", "warning", "note")] == [1, 2, 1]
    assert report.counts() == {("error", "LOST"): 1, ("warning", "BENT"): 2, ("note", "SMALL"): 1}
    assert len(report) == 4


def test_one_fault_a_million_times_does_not_fill_the_memory():
    report = Report()
    for number in range(KEPT_PER_CODE + 5):
        report.warning("BENT", str(number), "bent")
    report.warning("OTHER", "x", "still heard")
    assert len(report) == KEPT_PER_CODE + 1
    assert report.count("warning") == KEPT_PER_CODE + 6
    assert report.counts()["warning", "BENT"] == KEPT_PER_CODE + 5
    assert [f.code for f in report][-1] == "OTHER"


def test_the_same_code_may_be_grave_or_not():
    report = Report()
    report.warning("BENT", "a", "a little")
    report.error("BENT", "a", "beyond use")
    assert report.counts() == {("warning", "BENT"): 1, ("error", "BENT"): 1}


def test_an_empty_report():
    assert list(Report()) == [] and Report().count("error") == 0 and not Report().counts()


def test_somebody_may_keep_but_the_first_of_each():
    report = Report(kept=1)
    for number in range(5):
        report.error("A", str(number), "it is bent")
        report.note("B", str(number), "it is blue")
    assert [one.object for one in report] == ["0", "0"]
    assert report.found == 10 and report.counts()["error", "A"] == 5
