"""The doctor's report: what was skipped, repaired or doubtful, object by object, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from city.finding import Finding, Severity

KEPT_PER_CODE = 10_000


class Report:
    """Collects findings; of each code it keeps the first so many and counts them all."""

    def __init__(self, kept: int = KEPT_PER_CODE) -> None:
        self._kept = kept
        self._findings: list[Finding] = []
        self._counts: Counter[tuple[Severity, str]] = Counter()

    @classmethod
    def restored(
        cls, findings: Iterable[Finding], counts: Mapping[tuple[Severity, str], int]
    ) -> Report:
        """A report as it was: what it kept, and how often each (severity, code) was found."""
        report = cls()
        report._findings = list(findings)
        report._counts = Counter(counts)
        return report

    def add(self, finding: Finding) -> None:
        key = (finding.severity, finding.code)
        self._counts[key] += 1
        if self._counts[key] <= self._kept:
            self._findings.append(finding)

    def error(self, code: str, object: str, message: str) -> None:
        """Something of the data was lost."""
        self.add(Finding("error", code, object, message))

    def warning(self, code: str, object: str, message: str) -> None:
        """Something was repaired, or is doubtful."""
        self.add(Finding("warning", code, object, message))

    def note(self, code: str, object: str, message: str) -> None:
        """Something worth knowing."""
        self.add(Finding("note", code, object, message))

    def count(self, severity: Severity) -> int:
        return sum(n for (s, _), n in self._counts.items() if s == severity)

    @property
    def found(self) -> int:
        """How many there were, kept or not."""
        return self._counts.total()

    def counts(self) -> dict[tuple[Severity, str], int]:
        """How often each (severity, code) was found, kept or not."""
        return dict(self._counts)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._findings)

    def __len__(self) -> int:
        return len(self._findings)
