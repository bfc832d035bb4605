"""The outside world -> city: one module per format, one door: `read`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from importers.intake import NeedsCrs, Options, ReadError, Reading

if TYPE_CHECKING:
    from importers.reading import read

__all__ = ["NeedsCrs", "Options", "ReadError", "Reading", "read"]


def __getattr__(name: str) -> Any:
    """The door is put in when somebody comes to it; workers, who read parts of files, do not."""
    if name == "read":
        from importers.reading import read

        return read
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
