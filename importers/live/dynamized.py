"""What a city model itself tells over time, as readings that name their objects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import numpy as np

from city.dynamizers import Dynamizer, dynamizers, tabulated
from city.model import City
from city.series import Measurand, Readings, Thing
from importers.live.feed import now
from importers.report import Report

LARGEST = 64 << 20  # bytes of a table beside a model


def dynamized(city: City, report: Report) -> tuple[Readings, ...]:
    """The time series of a city's Dynamizers, those of tables beside its files included.

    Each is a thing of its own, about the object whose attribute it is of. What cannot be read goes
    to the report. Values that are to be asked for elsewhere are in `dynamizers`.
    """
    return tuple(_readings(city, report))


def _readings(city: City, report: Report) -> Iterator[Readings]:
    received = now()
    for one in dynamizers(city):
        time, value = one.time, one.value
        if one.fault:
            report.warning("dynamizer", one.id, one.fault)
        if one.table is not None:
            try:
                time, value, lost = tabulated(one.table, _beside(city, one, one.table.file))
            except (OSError, ValueError) as fault:
                told = fault.strerror or fault if isinstance(fault, OSError) else fault
                report.error("dynamizer", one.id, f"its table {one.table.file[:100]}: {told}")
                continue
            if lost:
                report.warning("dynamizer", one.id, f"{lost:,} lines of its table cannot be read")
        if len(time):
            rows = np.zeros(len(time), np.int64)
            thing = Thing(one.id, one.attribute, (), "Dynamizer", _object(city, one))
            of = Measurand(one.attribute, one.unit)
            yield Readings((thing,), (of,), rows, rows, time, value, received)


def _object(city: City, one: Dynamizer) -> str:
    return city.objects.ids[one.object] if one.object >= 0 else one.target


def _beside(city: City, one: Dynamizer, location: str) -> str:
    """The text of a file that lies beside the model that names it, or in a folder there."""
    parts = urlsplit(location)
    if parts.scheme not in ("", "file") or parts.netloc or not parts.path:
        raise ValueError("only files beside the model are read")
    source = city.sources[int(city.source[max(one.object, 0)])] if len(city.source) else None
    if source is None:
        raise ValueError("nobody knows where the model lies")
    folder = Path(source.path).resolve().parent
    path = (folder / unquote(parts.path)).resolve()
    if not path.is_relative_to(folder):
        raise ValueError("only files beside the model are read")
    if path.stat().st_size > LARGEST:
        raise ValueError(f"it is larger than {LARGEST >> 20} MB")
    return path.read_text("utf-8", "replace")
