"""`maquette compare`: two files, two plans of a project, or a plan and a new delivery."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from app import plans
from app.cli_compare_arguments import PICTURES, REPORT
from app.cli_compare_words import Comparison, document, listed, page
from app.cli_plans import reopened, with_base
from app.cli_terminal import Meter, Refused, check_folder, names, read, warn, warn_of_errors
from app.delivery_words import meanings
from city.compare import between_cities, between_plans, over_delivery, placed
from city.project import SUFFIX, Project
from city.scenario import Scenario

if TYPE_CHECKING:
    from app.two_plans import TwoPlans
    from city.compare import Delivery, Difference
    from city.model import City


def run(asked: Namespace) -> int:
    """Carry out `maquette compare`."""
    first, *others = asked.sides
    project = first.lower().endswith(SUFFIX)
    if asked.out is not None:
        check_folder(asked.out)
    if wants_report(asked) and (not project or asked.delivery is not None):
        _wrong("a report tells two plans of a project: PROJECT.maquette A B -o report.pdf")
    if asked.delivery is not None:
        if not project or others or not asked.scenario:
            _wrong("a delivery is compared as: PROJECT.maquette --scenario NAME --delivery FILE")
        found = _delivery(Path(first), asked.scenario, asked.delivery, asked.crs)
    elif project:
        if len(others) != 2 or asked.scenario:
            _wrong("of a project two scenarios are compared: PROJECT.maquette A B")
        if asked.crs:
            raise Refused(f"{first}: a project knows its coordinate system itself")
        found = _scenarios(Path(first), others, asked)
    else:
        if len(others) != 1 or asked.scenario:
            _wrong("two files are compared: A B")
        found = _files(Path(first), Path(others[0]), asked.crs)
    for line in found.told:
        warn(line)
    if asked.out is not None and not wants_report(asked):
        _write(found, asked)
    if asked.json:
        print(json.dumps(document(found), ensure_ascii=False, allow_nan=False, indent=1))
    else:
        print(page(found))
    return 0


def _wrong(text: str) -> NoReturn:
    """Wrong usage, as argparse says it."""
    from app.cli_arguments import parser_of

    parser_of("compare").error(text)


# what is compared


def _files(one: Path, other: Path, crs: str) -> Comparison:
    city = _city(one, crs)
    there, told = _there(city, other, crs)
    with Meter() as progress:
        difference = between_cities(city, there, progress)
    return Comparison(str(one), str(other), difference, [*told, *difference.told])


def _scenarios(path: Path, sides: Sequence[str], asked: Namespace) -> Comparison:
    with reopened(path, False) as found:
        base = plans.base_of(found.opened, found.models)
        one, other = (_scenario(found.project, name) for name in sides)
        if one.ident == other.ident:
            raise Refused(f"{path.name}: {one.name} is compared with itself; name another plan")
        if not (asked.json or wants_report(asked)):
            with Meter() as progress:
                difference = between_plans(one.over(base), other.over(base), progress)
            return Comparison(one.name, other.name, difference, _lost(one, other, difference))
        from app.two_plans import two_plans

        day = asked.date or date.today()
        with Meter() as progress:
            two = two_plans(found, base, one, other, day.year, progress)
        if wants_report(asked):
            _report(two, asked, day)
    told = _lost(one, other, two.difference)
    more = two.said() if asked.json else {}
    return Comparison(one.name, other.name, two.difference, told, more)


def _lost(one: Scenario, other: Scenario, difference: Difference) -> list[str]:
    """What the plans wanted and could not do in this city."""
    sides = ((one, difference.a), (other, difference.b))
    return [f"{plan.name}: {lost.words}" for plan, view in sides for lost in view.lost]


def _scenario(project: Project, name: str) -> Scenario:
    baseline = name.casefold() == plans.BASELINE.casefold()
    return Scenario("", plans.BASELINE) if baseline else plans.named(project, name)


def _delivery(path: Path, name: str, file: Path, crs: str) -> Comparison:
    with with_base(path, False) as (project, base):
        scenario = plans.named(project, name)
        if not base.cities:
            raise Refused(f"{path}: there is no city in it that could be delivered anew")
        city, told = _there(base.cities[0], file, crs)
        with Meter() as progress:
            found = over_delivery(scenario, base, city, progress)
    said = f"{scenario.name} over {file.name}"
    more = _means(found)
    lines = [*told, *found.told, *(one.words for one in meanings(found, scenario))]
    return Comparison(str(file), said, found.left, lines, more)


def _means(found: Delivery) -> dict[str, Any]:
    return {
        "lost": [{"edit": one.number + 1, "words": one.words} for one in found.lost],
        "renamed": found.renamed,
        "meanwhile": listed(found.meanwhile),
        "there": found.there,
    }


def _city(path: Path, crs: str) -> City:
    reading = read([path], crs, need_crs=False)
    warn_of_errors(reading)
    if reading.city is None:
        raise Refused(f"{names(reading)}: there is no city in it to compare")
    return reading.city


def _there(city: City, path: Path, crs: str) -> tuple[City, list[str]]:
    """The other city in the frame of one."""
    try:
        return placed(_city(path, crs), city)
    except ValueError as fault:
        raise Refused(f"{path}: {fault}") from fault


# what is written


def wants_report(asked: Namespace) -> bool:
    return asked.out is not None and asked.out.suffix.lower() == REPORT


def _report(two: TwoPlans, asked: Namespace, day: date) -> None:
    from app.report.compare import comparison_of
    from exporters import write_report

    with Meter() as progress:
        report = comparison_of(two, day, asked.paper, asked.view, progress)
        told = write_report(report, asked.out, paper=asked.paper, progress=progress)
    for line in told:
        warn(line)


def _write(found: Comparison, asked: Namespace) -> None:
    out: Path = asked.out
    if out.suffix.lower() in PICTURES:
        from app.cli_compare_picture import draw

        with Meter() as progress:
            draw(found, Path(asked.sides[0]), out, asked.size, progress)
        return
    from exporters import write_difference

    with Meter() as progress:
        told = write_difference(found.difference, out, progress)
    for line in told:
        warn(line)
