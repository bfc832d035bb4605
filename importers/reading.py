"""One door for everything that can be opened: files, folders and archives -> a Reading."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from city.crs import Crs
from city.frame import Frame
from city.progress import Progress
from importers.intake import Intake, Options, Reading
from importers.registry import reader_for


def read(
    paths: Sequence[Path | str] | Path | str,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Open one or several sources as one city.

    Raises ReadError with a plain line when nothing can be used; what was lost or mended of the
    rest stands in the report.
    """
    options, progress = options or Options(), progress or Progress()
    intake = Intake(options)
    for path in [paths] if isinstance(paths, (str, Path)) else paths:
        reader_for(Path(path)).read(Path(path), intake, progress)
    city = intake.builder.freeze(intake.report.add, progress)
    return Reading(
        tuple(intake.sources),
        intake.crs or Crs(),
        intake.extent(),
        intake.builder.frame or Frame(),
        city if len(city.objects) else None,
        tuple(intake.clouds),
        tuple(intake.terrains),
        intake.report,
        intake.facts,
    )
