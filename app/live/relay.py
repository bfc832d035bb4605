"""Progress that outlives a job, or is stopped apart from it."""

from __future__ import annotations

from city.progress import Progress


class Relay(Progress):
    """The progress of whichever job it serves now (`job`); it can be stopped apart from that job,
    which then still brings what it has."""

    def __init__(self) -> None:
        super().__init__()
        self.job = Progress()

    def check(self) -> None:
        super().check()
        self.job.check()

    def report(self, done: int, total: int, note: str = "") -> None:
        self.check()
        self.job.report(done, total, note)
