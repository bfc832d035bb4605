"""What a feed has told stays on this machine: after a fault, a night or without a network, the
last that is known is still there."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from city.progress import Progress
from city.series import Readings, Series
from importers.intake import ReadError
from importers.live.recording import SUFFIX, Recorder, merged
from importers.live.web import without_secrets
from importers.places import home
from importers.report import Report

LARGEST = 64 << 20  # bytes, of which as many more are kept from before


class Memory:
    """The readings of one address, in two files of bounded size: the one that is written, and the
    one before it."""

    def __init__(self, address: str) -> None:
        self.source = without_secrets(address)
        name = hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()[:24]
        self._now = home() / "feeds" / f"{name}{SUFFIX}"
        self._before = self._now.with_suffix(f".before{SUFFIX}")

    def recall(self, series: Series, progress: Progress) -> Series:
        """A series with all that is kept; what is damaged is left out."""
        for path in (self._before, self._now):
            with suppress(OSError, ReadError):
                series = merged(series, path, Report(), progress)
        return series

    def keep(self, readings: Readings) -> None:
        """Write readings down. Raises OSError."""
        self._now.parent.mkdir(parents=True, exist_ok=True)
        if self._now.exists() and self._now.stat().st_size > LARGEST:
            self._now.replace(self._before)
        try:
            recorder = Recorder(self._now, self.source)
        except ReadError:  # not one of ours any more
            self._now.unlink(missing_ok=True)
            recorder = Recorder(self._now, self.source)
        with recorder:
            recorder.write(readings)

    def forget(self) -> None:
        """Keep nothing of it."""
        for path in (self._now, self._before):
            path.unlink(missing_ok=True)

    @property
    def paths(self) -> tuple[Path, Path]:
        """Where it is kept: now, and before."""
        return self._now, self._before
