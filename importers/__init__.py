"""The outside world -> city: one module per format, one door: `read`."""

from importers.intake import NeedsCrs, Options, ReadError, Reading
from importers.reading import read

__all__ = ["NeedsCrs", "Options", "ReadError", "Reading", "read"]
