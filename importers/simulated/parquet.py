"""The same tables as Parquet, as SUMO writes them too; needs pyarrow, which may be absent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from city.progress import Progress
from importers.intake import ReadError
from importers.simulated.asking import Asking
from importers.simulated.cells import Columns
from importers.simulated.results import Options, Results
from importers.simulated.rows import results

FORMAT = "Parquet"


def recognises(path: Path, head: bytes) -> bool:
    return head.startswith(b"PAR1")


def read(path: Path, options: Options, progress: Progress) -> Results:
    try:
        import pyarrow
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise ReadError(
            f"{path.name}: reading Parquet needs pyarrow: pip install 'maquette[parquet]', or let "
            "the model write XML or CSV"
        ) from None
    try:
        file = ParquetFile(path)
        asking = Asking(path, options)
        return results(FORMAT, file.schema_arrow.names, _parts(path, file, progress), asking)
    except pyarrow.ArrowException as fault:
        said = " ".join(str(fault).split())[:200]
        raise ReadError(f"{path.name}: it is damaged: {said}") from fault


def _parts(path: Path, file: Any, progress: Progress) -> Iterator[Columns]:
    whole, done = file.metadata.num_rows, 0
    for batch in file.iter_batches(100_000):
        done += batch.num_rows
        progress.report(done, whole, f"Reading {path.name}")
        yield {
            name: column.to_pylist()
            if str(column.type) in ("string", "large_string") or "dictionary" in str(column.type)
            else column.to_numpy(zero_copy_only=False)
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
        }
