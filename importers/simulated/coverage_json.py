"""CoverageJSON 1.0 (OGC 21-069r2): grids over time, in a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from city.progress import Progress
from importers.intake import ReadError
from importers.live.coverage_json import Domain, domain_of, is_coverage, measurand_of, system_of
from importers.live.feed import text
from importers.simulated import cf
from importers.simulated.dataset import Dataset, Stored
from importers.simulated.results import Options, Results

FORMAT = "CoverageJSON"
SUFFIXES = (".covjson", ".json")
LONGEST = 1 << 29  # bytes of a file
MOST = 1000  # coverages of a file
AXES = {"x": "X", "y": "Y", "z": "Z"}


def recognises(path: Path, head: bytes) -> bool:
    compact = head.replace(b" ", b"")
    return b'"type":"Coverage' in compact or (b'"domainType"' in head and b'"axes"' in head)


def read(path: Path, options: Options, progress: Progress) -> Results:
    if path.stat().st_size > LONGEST:
        raise ReadError(f"{path.name}: it is too large for JSON; store it as NetCDF or Zarr")
    try:
        told = json.loads(path.read_bytes())
        whole = [_dataset(one) for one in _coverages(told)]
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError, IndexError) as fault:
        said = " ".join(str(fault).split())[:100]
        raise ReadError(f"{path.name}: this is no whole CoverageJSON ({said})") from fault
    if not whole:
        raise ReadError(f"{path.name}: it holds no grid")
    first = cf.results(whole[0], path, options, FORMAT, progress)
    beside = replace(options, frame=first.frame)
    others = [cf.results(one, path, beside, FORMAT, progress) for one in whole[1:]]
    for other in others:
        for finding in other.report:
            first.report.add(finding)
    return replace(first, fields=tuple(f for one in (first, *others) for f in one.fields))


def _coverages(told: Any) -> Iterator[Mapping[str, Any]]:
    """Those of a collection with what they share; the grids among them."""
    if not is_coverage(told):
        raise ValueError("it names no coverage")
    for one in told.get("coverages", [told])[:MOST]:
        whole = {**told, **one}
        kind = whole["domain"].get("domainType") or told.get("domainType")
        if kind in ("Grid", None):
            yield whole


def _dataset(coverage: Mapping[str, Any]) -> Dataset:
    """A coverage as CF would store it."""
    domain = domain_of(coverage["domain"]["axes"])
    system = system_of(coverage)
    arrays = [_along(name, axis, domain) for name, axis in domain.axis.items()]
    if system:
        arrays.append(_stored("crs", (), np.int32(0), {"crs_wkt": system}))
    for key, parameter in coverage["parameters"].items():
        range_ = coverage["ranges"].get(key)
        if not isinstance(range_, dict) or range_.get("type") != "NdArray":
            raise ValueError(f"the values of {text(key)} do not stand in the file")
        values = np.array(range_["values"], np.float64).reshape(range_.get("shape", ()))
        measurand = measurand_of(key, parameter)
        said = {"units": measurand.unit, "long_name": measurand.name}
        said |= {"grid_mapping": "crs"} if system else {}
        dims = tuple(str(name) for name in range_.get("axisNames", ()))
        arrays.append(_stored(text(key), dims, values, said))
    return Dataset({"title": text(coverage.get("id"))}, {one.name: one for one in arrays})


def _along(name: str, axis: str, domain: Domain) -> Stored:
    """A coordinate along its axis; times in milliseconds."""
    values = domain.along[name]
    if name != "t":
        return _stored(axis, (axis,), np.array(values, np.float64), {"axis": AXES.get(name, "")})
    moments = np.array([str(one).removesuffix("Z") for one in values], "datetime64[ms]")
    said = {"units": "ms since 1970-01-01", "axis": "T"}
    return _stored(axis, (axis,), moments.astype(np.int64), said)


def _stored(name: str, dims: tuple[str, ...], values: Any, said: Mapping[str, str]) -> Stored:
    array = np.asarray(values)
    if array.ndim != len(dims):
        raise ValueError(f"the values of {name} do not fit its axes")
    return Stored(name, dims, array.shape, array.dtype, said, lambda index: array[index])
