"""Settings of a simulation that are files: what it takes of them, and where they lie."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

WEATHER, DEMAND, NORM = "weather", "demand", "norm"  # the settings that may name a file
BY_KEY = (WEATHER, DEMAND)  # those that a study knows by the key of what their file holds
KEPT = "weathers"  # in the project: where each of their files lies, by its key
LARGEST = 100_000  # bytes of a norm
FILTERS = {
    WEATHER: ("Weather (*.epw *.csv)", "All files (*)"),
    DEMAND: ("Power use of a year (*.csv *.txt)", "All files (*)"),
    NORM: ("Norms (*.json)", "All files (*)"),
}


def taken(
    given: Mapping[str, Any], lie: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Settings with what is in their files in the place of paths, and where these lie.

    A year of weather or of power use becomes the key of what it holds, a norm its text, so that
    what follows from a file does not follow from its name. lie: where files lay that were taken
    before, by their key.
    Raises ValueError or ReadError in one line where a file cannot be used.
    """
    found, lies = dict(given), dict(lie)
    if norm := str(given.get(NORM, "")):
        found[NORM] = _norm(norm)
    for setting in BY_KEY:
        if said := str(given.get(setting, "")):
            found[setting], path = _by_key(setting, said, lie)
            if path:
                lies[found[setting]] = path
    return found, lies


def files_of(settings: Mapping[str, Any], lie: Mapping[str, str]) -> dict[str, Any]:
    """Settings as they were taken, with paths again in the place of keys whose files are known."""
    paths = {one: lie[settings[one]] for one in BY_KEY if settings.get(one) in lie}
    return {**settings, **paths}


def settings_said(settings: Mapping[str, Any]) -> dict[str, str]:
    """Settings as the command line takes them."""
    said = {}
    for key, value in settings.items():
        if isinstance(value, bool):
            said[key] = "yes" if value else "no"
        elif isinstance(value, (list, tuple)):
            said[key] = ",".join(str(part) for part in value)
        else:
            said[key] = value if isinstance(value, str) else json.dumps(value)
    return said


def _by_key(setting: str, said: str, lie: Mapping[str, str]) -> tuple[str, str]:
    """The key of what a file holds, at hand from now on, and where the file lies.

    said: its path, or its key.
    """
    from city.simulate import load_profiles, weathers
    from importers.demand import taken_demand
    from importers.epw import taken_weather

    take, kept = {
        WEATHER: (taken_weather, weathers.kept),
        DEMAND: (taken_demand, load_profiles.kept),
    }[setting]
    path = Path(lie.get(said, said))
    if not path.is_file():
        kept(said)  # or ValueError
        return said, ""
    key = take(path)
    if said in lie and key != said:
        raise ValueError(f"{path}: the file is another one than it was; choose it again")
    return key, str(path.absolute())


def _norm(said: str) -> str:
    """The text of a norm's file, or the key or text that is said; ValueError where it is none."""
    from city.simulate.verdict import norm_of

    if not said.lower().endswith(".json"):
        norm_of(said)
        return said
    text = _text(Path(said))
    norm_of(text, Path(said).name)
    return text


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise ValueError(f"{path}: this is no norm: it has more than {LARGEST:,} bytes")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path}: this is no norm: write it as JSON in UTF-8") from None
    except OSError as fault:
        raise ValueError(f"{path}: {fault.strerror or fault}") from None
