"""Settings of a simulation that are files: what it takes of them, and where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

WEATHER, NORM = "weather", "norm"  # the settings that may name a file
KEPT = "weathers"  # in the project: where each weather lies, by its key
LARGEST = 100_000  # bytes of a norm
FILTERS = {
    WEATHER: ("Weather (*.epw *.csv)", "All files (*)"),
    NORM: ("Norms (*.json)", "All files (*)"),
}


def taken(
    given: Mapping[str, Any], lie: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Settings with what is in their files in the place of paths, and where these lie.

    A weather becomes the key of what it holds, a norm its text, so that what follows from a file
    does not follow from its name. lie: where weathers lay that were taken before, by their key.
    Raises ValueError or ReadError in one line where a file cannot be used.
    """
    found, lies = dict(given), dict(lie)
    if norm := str(given.get(NORM, "")):
        found[NORM] = _norm(norm)
    weather = str(given.get(WEATHER, ""))
    if weather:
        key, path = _weather(weather, lie)
        found[WEATHER] = key
        if path:
            lies[key] = path
    return found, lies


def _weather(said: str, lie: Mapping[str, str]) -> tuple[str, str]:
    """The key of a weather, at hand from now on, and where it lies; said: its path or its key."""
    from city.simulate.weathers import kept
    from importers.epw import taken_weather

    path = Path(lie.get(said, said))
    if not path.is_file():
        kept(said)  # or ValueError
        return said, ""
    key = taken_weather(path)
    if said in lie and key != said:
        raise ValueError(f"{path}: this weather is another one than it was; choose its file again")
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
