"""Pictures without a window: of sources as they are, of projects as they are kept."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli_terminal import Meter, Refused, check_folder, names, read, warn, warn_of_errors

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from app.document import Document
    from city.legend import Legend
    from city.model import City
    from city.place import Place
    from importers.intake import Reading
    from render.pick import Thing


def render(asked: Namespace) -> int:
    """Carry out `maquette render`."""
    from app.cli_picture import draw
    from app.cli_project import is_project
    from app.opening import results_among

    check_folder(asked.out)
    if not asked.paths and not asked.results:
        raise Refused("name what is to be drawn: a city, a project, or --results FILE")
    if is_project(asked.paths):
        if asked.style or asked.colour_by:
            raise Refused(f"{asked.paths[0]}: a project is drawn in the styles that it keeps")
        if asked.photo:
            from app.cli_photo import draw_photo

            with Meter() as progress:
                told = draw_photo(
                    asked.paths[0], asked.out, asked.photo, progress, asked.scenario, not asked.bare
                )
            return _drawn(asked.out, told)
        shine = partial(_shine, asked) if asked.time is not None or asked.place else None
        what = (asked.paths[0], asked.out, asked.size, asked.view)
        fan = (asked.shadow_fan, asked.date) if asked.shadow_fan else None
        with Meter() as progress:
            if asked.beside:
                from app.cli_beside import draw_beside

                if fan is not None:
                    raise Refused("a shadow fan is drawn of one plan: leave out --beside")
                told = draw_beside(*what, progress, [asked.scenario, *asked.beside], shine)
            else:
                told = draw(*what, progress, asked.scenario, shine, fan)
        return _drawn(asked.out, told)
    if asked.view or asked.scenario or asked.beside or asked.shadow_fan or asked.photo:
        raise Refused(
            f"{asked.paths[0]}: only a project has views, scenarios, shadow fans and photographs"
        )
    if asked.results or results_among([str(path) for path in asked.paths]):
        from app.cli_results import draw as draw_results

        with Meter() as progress:
            told = draw_results(asked, progress)
        return _drawn(asked.out, told)
    reading = read(asked.paths, asked.crs, need_crs=True, index=True)
    sun = _sun(asked, reading) if asked.time is not None else None
    legend, name = _legend(asked, reading) if asked.style or asked.colour_by else (None, "")
    draw_reading(reading, asked.out, asked.size, asked.lod, asked.textures, sun, legend)
    boxes: list[str] = []
    if legend is not None:
        from app.legend_on_picture import add_legend
        from app.legend_picture import lines_of
        from app.legend_words import source_words

        boxes = add_legend(asked.out, lines_of(legend, name, source_words(reading.sources)))
    _drawn(asked.out, boxes)
    warn_of_errors(reading)
    return 0


def _drawn(out: Path, told: Sequence[str]) -> int:
    print(out)
    for line in told:
        warn(line)
    return 0


def _legend(asked: Namespace, reading: Reading) -> tuple[Legend, str]:
    """What the objects are coloured by, and what they are called together."""
    from app.style_file import load_style, styled, styled_survey
    from city.style import StyleError

    try:
        style = asked.colour_by or load_style(asked.style)
        if reading.city is not None:
            return styled(reading.city, style)
        if reading.clouds:
            return styled_survey(reading.clouds[0], style), reading.clouds[0].name
        raise Refused(f"{names(reading)}: there is no city in it to colour")
    except StyleError as fault:
        raise Refused(str(fault)) from fault


def _sun(asked: Namespace, reading: Reading) -> NDArray[np.float64] | None:
    """Where the sun stands over what was read, at the moment that was asked for."""
    from app.sunlight import hour_words, place_of_thing, sun_words
    from city.simulate.sun import sunlight
    from city.time_zone import clock_words

    place = asked.place or place_of_thing(reading.frame, _things(reading)[0])
    if place is None:
        raise Refused(f"{names(reading)}: nobody knows where on Earth it is; say --place LAT,LON")
    moment = _clock(asked, place)
    sun, towards = sunlight(moment, place)
    warn(f"{moment:%Y-%m-%d} {hour_words(moment)}, {clock_words(moment)}: {sun_words(sun)}")
    return towards


def _shine(asked: Namespace, document: Document) -> None:
    """Let the sun of the moment that was asked for shine over a project."""
    if asked.place is not None:
        document.set_place(asked.place)
    if document.place is None:
        raise Refused(f"{asked.paths[0]}: nobody knows where on Earth it is; say --place LAT,LON")
    if asked.time is not None:
        document.set_moment(_clock(asked, document.place, document.clock))


def _clock(asked: Namespace, place: Place, kept: str = "") -> datetime:
    """The moment that was asked for, by the clock of a place. kept: the zone of a project."""
    from city.time_zone import clock_words, zone, zone_at

    moment: datetime = asked.time
    if moment.tzinfo is None:
        name = asked.time_zone or kept or zone_at(place)
        try:
            moment = moment.replace(tzinfo=zone(name))
        except ValueError as fault:
            raise Refused(str(fault)) from fault
        if not (asked.time_zone or kept):
            warn(f"the clock of {name} is assumed ({clock_words(moment)}); say --time-zone ZONE")
    return moment


def _things(reading: Reading) -> list[Thing]:
    """What of a reading can be drawn."""
    city = reading.city if reading.city is not None and reading.city.lods() else None
    things = [t for t in (city, *reading.clouds, *reading.terrains) if t is not None]
    if not things:
        raise Refused(f"{names(reading)}: there is nothing in it to draw")
    if city is not None and len(things) == 1 and _is_points(city):
        raise Refused(
            f"{names(reading)}: it holds single points only, which are listed and not drawn"
        )
    return things


def _is_points(city: City) -> bool:
    from city.model import SHAPE_TYPES

    point = SHAPE_TYPES.index("MultiPoint")
    return all((shapes.shape_type == point).all() for shapes in city.shapes.values())


def draw_reading(
    reading: Reading,
    path: Path,
    size: tuple[int, int],
    lod: str | None,
    textures: bool,
    sun: NDArray[np.float64] | None = None,
    legend: Legend | None = None,
) -> None:
    """Draw what was read into a picture, as it is."""
    from render.picture import draw

    things = _things(reading)
    there = reading.city.lods() if reading.city else []
    if lod is not None and lod not in there:
        raise Refused(
            f"{names(reading)}: there is no level of detail {lod}, only {', '.join(there) or '-'}"
        )
    draw(things, path, size, lod=lod, textures=textures, sun=sun, legend=legend)
