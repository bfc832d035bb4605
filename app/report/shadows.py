"""The shadow pictures of a report: at 9, 12 and 15 h on four days, before and with the plan."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.report.case import Case, State
from app.report.framing import Framing, as_png, blank, from_above
from app.report.stage import Stage
from app.report.words import amount, day_words, quarter
from city.place import Place
from city.progress import Progress
from city.report import Block, Heading, PageBreak, Paragraph, Picture, Pictures
from city.simulate.sun import day_of, sunlight
from city.time_zone import clock_words

DAYS = ((3, 21), (6, 21), (9, 23), (12, 22))  # of the year, as offices ask for them
HOURS = (9, 12, 15)  # by the clock of the place
WIDER = 0.2  # of the area on each side, so that shadows which leave it are seen
SHAPE = 0.69  # of a picture, height to width
AREA = (176, 74, 20)  # the frame of the area that was studied


def shadow_blocks(case: Case, stage: Stage, progress: Progress) -> list[Block]:
    """The pictures, a day on each page; one sentence where nobody knows where the city lies."""
    if case.place is None or case.clock is None:
        words = "Nobody knows where on Earth the city lies, so no shadows are drawn here."
        return [Heading("Shadows"), Paragraph(words)]
    states = [one for one in (case.before, case.after) if one is not None]
    lying = case.sheet.strip
    wide = _width(case, len(HOURS) if lying else len(states))
    framing = _framed(case, wide)
    found: list[Block] = [PageBreak(), Heading("Shadows"), Paragraph(_about(case, framing))]
    for number, (month, day) in enumerate(DAYS):
        progress.report(number, len(DAYS), "Drawing shadows")
        when = date(case.year, month, day)
        rows = [[_picture(case, stage, s, when, h, framing) for h in HOURS] for s in states]
        names, hours = [one.name for one in states], [f"{hour}:00" for hour in HOURS]
        if not lying:
            rows = [list(column) for column in zip(*rows, strict=True)]
            names, hours = hours, names
        noon = datetime(when.year, month, day, 12, tzinfo=case.clock)
        if number and not lying:
            found.append(PageBreak())
        found += [
            Heading(f"{day_words(when)} ({clock_words(noon)})", 2),
            Pictures(tuple(map(tuple, rows)), tuple(hours), tuple(names)),
        ]
    return found


def _width(case: Case, columns: int) -> float:
    """How wide each picture is, in mm, so that three rows fit on a page."""
    from exporters.paper.content import GAP, HEAD, ROW

    room = (case.sheet.measure - HEAD) / columns - GAP
    rows = 2 if case.sheet.strip else 3
    return min(room, (case.sheet.tallest / rows - ROW) / SHAPE)


def _framed(case: Case, wide: float) -> Framing:
    """The area with what is around it, in the middle of the picture."""
    box = case.box.copy()
    margin = (box[1] - box[0])[:2] * WIDER
    box[0, :2] -= margin
    box[1, :2] += margin
    shape = (box[1] - box[0])[:2]  # as wide to high as the picture
    grown = max(shape[0], shape[1] / SHAPE)
    middle = box.mean(0)[:2]
    half = (grown / 2, grown * SHAPE / 2)
    box[0, :2], box[1, :2] = middle - half, middle + half
    return from_above(box, wide, wide * SHAPE, full=True)


def _about(case: Case, framing: Framing) -> str:
    assert case.clock is not None
    return (
        f"From above, north up, 1 : {amount(framing.ratio)} on {case.paper}; hours by the clock "
        f"of {case.clock.key}, summer time where it holds. The frame is the area of the study. "
        "Dark is shadow; what the plan builds or changes is blue or violet."
    )


def _picture(
    case: Case, stage: Stage, state: State, day: date, hour: int, framing: Framing
) -> Picture:
    place, clock = case.place, case.clock
    assert place is not None and clock is not None
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=clock)
    sun, towards = sunlight(moment, place)
    altitude, azimuth = float(sun.altitude[0]), float(sun.azimuth[0])
    if altitude <= 0:
        words = _dark(day, clock, place)
        return Picture(
            blank(words, framing.wide, framing.high), f"{state.name}, {moment:%H:%M}: {words}."
        )
    stage.turn_to(state.view)
    pixels = stage.picture(framing.eye, framing.size, towards)
    words = f"Sun {amount(altitude, 1)}° high, {quarter(azimuth)}"
    told = f"Shadows seen from above, {state.name}, {day_words(day)}, {moment:%H:%M}. {words}."
    return Picture(_with_area(case, pixels, framing), told, words)


def _dark(day: date, clock: ZoneInfo, place: Place) -> str:
    if day_of(day, clock, place).polar == "night":
        return "The sun does not rise"
    return "The sun is below the horizon"


def _with_area(case: Case, pixels: NDArray[np.uint8], framing: Framing) -> bytes:
    from PIL import Image, ImageDraw

    whole = Image.fromarray(pixels)
    corners = framing.pixels(case.box)
    (left, low), (right, top) = corners.tolist()
    ImageDraw.Draw(whole).rectangle((left, top, right, low), outline=AREA, width=2)
    return as_png(whole)
