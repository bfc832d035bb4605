"""What the doctor says of one object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, doubtful or repaired: how grave, a short code, which object, in words.

    severity: "error" when something was lost, "warning" when it was repaired or is doubtful,
    "note" when it is worth knowing. object: the object's id, "" for the file as a whole.
    """

    severity: Severity
    code: str
    object: str
    message: str
