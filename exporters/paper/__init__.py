"""Report -> PDF: tagged (PDF/UA-1), fonts within, and the same bytes for the same report.

Set by typst from one template (`assets/paper/report.typ`) in a folder of its own. The report comes
to it as values in JSON, so that nothing that stands in a text is ever carried out.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, time
from pathlib import Path

import orjson

import assets
from city.progress import Progress
from city.report import Report
from exporters import WriteError
from exporters.paper.content import Content
from exporters.paper.letters import FONT
from exporters.paper.sheet import SHEETS, Paper


def write(report: Report, path: Path, paper: Paper, progress: Progress) -> list[str]:
    """Write a report as PDF; returns what could not be shown as it is."""
    import typst

    moment = datetime.combine(report.date, time(), UTC)
    with tempfile.TemporaryDirectory(prefix="maquette-report-") as folder:
        content = Content(report, SHEETS[paper], Path(folder))
        values = content.values(progress)
        Path(folder, "report.json").write_bytes(orjson.dumps(values))
        template = shutil.copy(assets.path("paper/report.typ"), folder)
        progress.report(0, 0, "Setting the pages")
        try:
            made = typst.compile(
                template,
                root=folder,
                font_paths=[str(assets.path(FONT).parent)],
                ignore_system_fonts=True,
                package_path=folder,
                package_cache_path=folder,
                pdf_standards=["ua-1"],
                timestamp=moment,
            )
        except typst.TypstError as fault:
            raise WriteError(f"{path.name}: the pages cannot be set: {fault.message}") from fault
    progress.check()
    path.write_bytes(made)
    return content.letters.told()
