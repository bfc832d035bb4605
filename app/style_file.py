"""Styles by name or from a file, for a city that is drawn from the command line or in a window."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.legend_words import POINT_WORDS
from city.cloud import PointCloud
from city.kinds import theme
from city.legend import Legend, legend_of, points_legend, usual_style
from city.measured import Measured
from city.model import City
from city.style import LARGEST, Kind, Style, StyleError, Trait, read_style
from city.traits import has, traits, values


def load_style(path: Path) -> Style:
    """The style in a file. Raises StyleError, which names the file."""
    try:
        with path.open(encoding="utf-8") as file:
            return read_style(file.read(LARGEST + 1))
    except StyleError as fault:
        raise StyleError(f"{path.name}: {fault}") from fault
    except UnicodeDecodeError as fault:
        raise StyleError(f"{path.name}: it is no text, so it is no style") from fault
    except OSError as fault:
        raise StyleError(f"{path.name}: {fault.strerror}") from fault


def named_trait(measured: Measured, name: str) -> Trait:
    """The attribute, measure or class that a person calls so. Raises StyleError."""
    known = list(traits(measured))
    order = ("attribute", "surface attribute", "surface")  # the file's word is first
    ranked = sorted(known, key=lambda t: order.index(t.what) if t.what in order else len(order))
    for same in (str, str.lower):
        found = next((trait for trait in ranked if same(trait.name) == same(name)), None)
        if found is not None:
            return found
    asked = Trait("surface", name.lower())  # of a kind of surface that is not offered, "area(door)"
    if has(measured, asked):
        return asked
    names = [trait.name for trait in known]
    close = get_close_matches(name, names, 3, 0.4) or names[:8]
    raise StyleError(f"nothing here is called {name}; there is {', '.join(close)}")


def styled(city: City, style: Style | str) -> tuple[Legend, str]:
    """A city's legend and the name of what is coloured, by a style or by a trait's name.

    Raises StyleError.
    """
    measured = Measured(city)
    if isinstance(style, str):
        style = usual_style(city, named_trait(measured, style))
    mine, name = _coloured(measured, style)
    return legend_of(style, measured, mine), name


def styled_survey(cloud: PointCloud, style: Style | str) -> Legend:
    """The same of a survey, by its class, height, intensity or own colours. Raises StyleError."""
    if isinstance(style, str):
        have = [name for name in POINT_WORDS if cloud.has(name)]
        if style.lower() not in have:
            raise StyleError(f"a survey is coloured by {', '.join(have)}, not by {style}")
        style = points_style(style.lower())
    return points_legend(style, cloud)


def points_style(name: str) -> Style:
    """How points are coloured by their class, height, intensity or own colours ("rgb")."""
    kind: Kind = "categorised" if name in ("class", "rgb") else "graduated"
    return Style(kind, Trait("point", name))


def _coloured(measured: Measured, style: Style) -> tuple[NDArray[np.bool_], str]:
    """The objects of the themes that have such an attribute, or such surfaces; else the buildings,
    or else all.
    """
    objects = measured.city.objects
    themes = [theme(kind) for kind in objects.kinds]
    chosen = {"Buildings"} if "Buildings" in themes else set(themes) - {"Terrain"}
    by = style.by
    if by is not None and has(measured, by) and (by.what == "attribute" or by.of_surfaces):
        known = measured.kept(by, lambda: values(measured, by))
        holder = known.holder if known.faces is None else known.faces.owner[known.holder]
        chosen = {themes[kind] for kind in np.unique(objects.kind[holder]).tolist()}
        if known.faces is not None:
            chosen -= {"Terrain"} if len(chosen) > 1 else set()
    elif by is not None and by.what == "class" and by.name == "kind":
        chosen = set(themes) - {"Terrain"}
    of_kind = np.array([name in chosen for name in themes] + [False])
    return of_kind[objects.kind], ", ".join(sorted(chosen))
