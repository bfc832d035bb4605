"""Copies without a window: in another format or coordinate system, or of a part of a city."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app import cli_engines
from app.cli_terminal import Meter, Refused, check_folder, read, warn, warn_of_errors

if TYPE_CHECKING:
    from city.finding import Finding
    from city.model import City


def convert(asked: Namespace) -> int:
    """Carry out `maquette convert`."""
    if why := cli_engines.wrong(asked):
        from app.cli_arguments import parser_of

        parser_of("convert").error(why)
    from city.crs import parse_crs
    from city.reproject import reproject
    from exporters import write

    if asked.engine:
        return cli_engines.export(asked)
    check_folder(asked.out)
    reading = read([asked.source], asked.crs, need_crs=True)
    city = reading.city
    if city is None:
        raise Refused(f"{asked.source.name}: there is no city in it to convert")
    if asked.where:
        city = _found(city, asked.where)
    if asked.to_crs:
        try:
            city = reproject(city, parse_crs(asked.to_crs))
        except ValueError as fault:
            raise Refused(f"{asked.source.name}: {fault}") from fault
    with Meter() as progress:
        lost = write(city, asked.out, lod=asked.lod, version=asked.version, progress=progress)
    print(asked.out)
    _warn_of_losses(lost)
    left = len(reading.clouds) + len(reading.terrains)
    if left:
        warn(f"{left} point clouds or terrains were not written")
    warn_of_errors(reading)
    return 0


def _found(city: City, question: str) -> City:
    """The part of a city that a question holds for."""
    from city.expression import Fault, ask
    from city.measured import Measured
    from city.subset import subset

    try:
        answer = ask(question, Measured(city))
    except Fault as fault:
        text = f"{fault.message} (letter {fault.at + 1} of the question)"
        raise Refused(text) from fault
    for note in answer.notes:
        warn(note)
    if not answer.count:
        raise Refused(f"nothing of {answer.asked:,} objects is found by {question}")
    return subset(city, answer.rows())


def _warn_of_losses(findings: Sequence[Finding]) -> None:
    """What the new format could not keep: one line for each kind of loss, with its first case."""
    times = Counter(finding.code for finding in findings)
    for code, count in times.items():
        first = next(finding for finding in findings if finding.code == code)
        warn(first.message + (f" (and {count - 1} more such)" if count > 1 else ""))
