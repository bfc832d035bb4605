"""What SUMO writes at the beginning of its files: who made them, when, and with which settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from city.simulated.run import Run
from importers.live.feed import moment, text
from importers.simulated.markup import beginning

COMMENT = re.compile(rb"<!--(.*?)-->", re.DOTALL)
MADE = re.compile(r"generated on (\S+(?: \d\d:\d\d:\d\d(?:\.\d+)?)?) by ([^\n]*)")
VERSION = re.compile(r"^(.*?)(?: Version)? v?(\d[\w.+-]*)$")
SETTING = re.compile(r"<([\w.-]+) value=\"([^\"]*)\"/>")


@dataclass(frozen=True, slots=True)
class Header:
    """run: of the program that wrote the file. settings: by the names of SUMO's options."""

    run: Run
    settings: Mapping[str, str]


def header(path: Path) -> Header:
    """What the first comment of a file tells; all of it may be missing.

    Source: SUMO's documentation, Basics/Using the Command Line Applications.
    """
    found = COMMENT.search(beginning(path))
    said = found[1].decode("utf-8", "replace") if found else ""
    settings = dict(SETTING.findall(said))
    made = MADE.search(said)
    if made is None:
        return Header(Run(path.name, "SUMO", source=path.name), settings)
    program = VERSION.match(made[2].strip())
    model, version = (text(program[1]), text(program[2])) if program else (text(made[2]), "")
    computed = moment(made[1].replace(" ", "T"))
    return Header(Run(path.name, model, version, computed, source=path.name), settings)
