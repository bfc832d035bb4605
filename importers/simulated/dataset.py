"""Arrays with named dimensions and attributes, as NetCDF and Zarr both have them; CF's packing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Index = tuple[slice | int, ...]
Array = NDArray[Any]

# NetCDF's own marks for cells that nobody has written (netcdf.h, NC_FILL_*)
HUGE = 9.969209968386869e36
UNWRITTEN = {"f4": HUGE, "f8": HUGE, "i2": -32767, "i4": -(2**31) + 1}


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """An array in a file. raw: reads a part of it as it stands there; chunks: what is stored as
    one, () where all lies in one row."""

    name: str
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    attributes: Mapping[str, Any]
    raw: Callable[[Index], Array]
    chunks: tuple[int, ...] = ()

    def says(self, attribute: str) -> str:
        """An attribute as text without spaces around it; "" where it is missing or no text."""
        told = self.attributes.get(attribute, "")
        return told.strip() if isinstance(told, str) else ""

    def read(self, index: Index = ()) -> Array:
        """A part of the values as float64 or float32, unpacked, NaN where there is none.

        Source: CF-1.11, sections 2.5.1 and 8.1; the NetCDF Users Guide, appendix A.
        """
        raw = self.raw(index)
        if str(self.attributes.get("_Unsigned", "")).lower() == "true" and raw.dtype.kind == "i":
            raw = raw.view(f"u{raw.dtype.itemsize}")
        missing = self._missing(raw)
        values = self._unpacked(raw)
        if missing is not None and missing.any():
            values = np.where(missing, np.asarray(np.nan, values.dtype), values)
        return values

    def numbers(self) -> NDArray[np.float64]:
        """All values as float64."""
        return np.asarray(self.read(), np.float64)

    def _unpacked(self, raw: Array) -> Array:
        """In the type of the scale, as CF says; whole numbers of 32 bits do not fit a float32."""
        scale, offset = (self._number(one) for one in ("scale_factor", "add_offset"))
        kinds = [np.asarray(one).dtype for one in (scale, offset) if one is not None]
        narrow = raw.dtype.itemsize <= (2 if raw.dtype.kind in "iu" else 4)
        single = narrow and all(kind == np.float32 for kind in kinds)
        values: Array = raw.astype(np.float32 if single else np.float64, copy=False)
        if scale is not None:
            values = values * np.ravel(scale).astype(values.dtype)[0]
        if offset is not None:
            values = values + np.ravel(offset).astype(values.dtype)[0]
        return values

    def _number(self, attribute: str) -> Any:
        told = self.attributes.get(attribute)
        return told if told is not None and np.asarray(told).dtype.kind in "iuf" else None

    def _missing(self, raw: Array) -> NDArray[np.bool_] | None:
        if raw.dtype.kind not in "iuf":
            return None
        names = ("_FillValue", "missing_value")
        said = [self.attributes[name] for name in names if name in self.attributes]
        if not said and raw.dtype.str[1:] in UNWRITTEN:
            said = [UNWRITTEN[raw.dtype.str[1:]]]
        marks = np.concatenate([np.ravel(one) for one in said]) if said else np.zeros(0)
        if marks.dtype.kind not in "iuf":
            marks = np.zeros(0)
        missing = np.zeros(raw.shape, bool)
        for mark in marks[~np.isnan(marks)] if marks.dtype.kind == "f" else marks:
            missing |= raw == np.asarray(mark).astype(raw.dtype)
        low, high = self._valid()
        with np.errstate(invalid="ignore"):
            if low is not None:
                missing |= raw < low
            if high is not None:
                missing |= raw > high
        return missing

    def _valid(self) -> tuple[Any, Any]:
        both = np.ravel(self.attributes.get("valid_range", ()))
        if len(both) == 2 and both.dtype.kind in "iuf":
            return both[0], both[1]
        return self._number("valid_min"), self._number("valid_max")


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """All arrays of a file by name, and what it says of itself."""

    attributes: Mapping[str, Any]
    arrays: Mapping[str, Stored]

    def says(self, *attributes: str) -> str:
        """The first of these attributes that is there, as one line of text."""
        told = (self.attributes.get(name) for name in attributes)
        return next((" ".join(str(one).split())[:300] for one in told if one not in (None, "")), "")

    def size(self, dim: str) -> int:
        """How long a dimension is."""
        return next(
            one.shape[one.dims.index(dim)] for one in self.arrays.values() if dim in one.dims
        )


def counted(name: str, length: int) -> Stored:
    """A coordinate that a file leaves out: 0, 1, 2 and so on."""
    numbers = np.arange(length)
    return Stored(name, (name,), (length,), numbers.dtype, {}, lambda index: numbers[index])
