"""What the program remembers of its user: recent files, the theme, the window's place."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

RECENT = 8
MAPS = 40
PLATFORMS = 12
SCALES = (100, 125, 150, 175, 200)  # percent


def home() -> Path:
    """The folder of the user's settings; MAQUETTE_HOME moves it."""
    if place := os.environ.get("MAQUETTE_HOME"):
        return Path(place)
    from platformdirs import user_config_path

    return user_config_path("maquette", appauthor=False)


def _makes_sense(lanes: Sequence[tuple[str, float]]) -> bool:
    from city.edits.structures import STREET  # the window must be there before edits are

    return bool(lanes) and all(kind in STREET and 0.1 <= wide <= 200 for kind, wide in lanes)


class Settings:
    """A small JSON file; a damaged or unwritable one is treated as empty, never as a fault."""

    def __init__(self) -> None:
        self._path = home() / "settings.json"
        try:
            loaded = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            loaded = {}
        self._values: dict[str, Any] = loaded if isinstance(loaded, dict) else {}

    @property
    def theme(self) -> str:
        return str(self._values.get("theme", "light"))

    @theme.setter
    def theme(self, name: str) -> None:
        self._set("theme", name)

    @property
    def scale(self) -> int:
        """How large everything is, in percent; it counts from the next start on."""
        kept = self._values.get("scale")
        return kept if kept in SCALES else SCALES[0]

    @scale.setter
    def scale(self, percent: int) -> None:
        self._set("scale", percent)

    @property
    def recent(self) -> list[str]:
        """What was opened last and still exists: projects first, of each kind the newest first."""
        kept = self._values.get("recent", [])
        known = [p for p in kept if isinstance(p, str)] if isinstance(kept, list) else []
        there = [path for path in known if Path(path).exists()]
        return sorted(there, key=lambda path: not path.lower().endswith(".maquette"))

    def opened(self, paths: list[str]) -> None:
        """Remember what was just opened."""
        full = [str(Path(path).resolve()) for path in paths]
        rest = [path for path in self.recent if path not in full]
        self._set("recent", (full + rest)[:RECENT])

    @property
    def maps(self) -> list[str]:
        """The addresses of maps that the user asked for; a project may ask them again."""
        kept = self._values.get("maps", [])
        return [a for a in kept if isinstance(a, str)] if isinstance(kept, list) else []

    @property
    def platforms(self) -> list[str]:
        """The addresses of platforms that the user connected to, the newest first; a project may
        ask them again."""
        kept = self._values.get("platforms", [])
        return [a for a in kept if isinstance(a, str)] if isinstance(kept, list) else []

    def connected(self, address: str) -> None:
        """Remember a platform that was connected to, by an address that holds no secret."""
        rest = [one for one in self.platforms if one != address]
        self._set("platforms", [address, *rest][:PLATFORMS])

    def known(self, sort: str) -> list[str]:
        """Addresses of a sort ("catalogues") that the user asked, the newest first."""
        kept = self._values.get(sort, [])
        return [a for a in kept if isinstance(a, str)] if isinstance(kept, list) else []

    def remember(self, sort: str, address: str) -> None:
        """Remember an address that was asked, without a secret in it."""
        rest = [one for one in self.known(sort) if one != address]
        self._set(sort, [address, *rest][:PLATFORMS])

    def mapped(self, address: str) -> None:
        """Remember that the user asked for a map of an address."""
        self._set("maps", [address, *(a for a in self.maps if a != address)][:MAPS])

    @property
    def sections(self) -> dict[str, tuple[tuple[str, float], ...]]:
        """Cross-sections of streets that the user has made: kinds and widths, by their names."""
        kept = self._values.get("sections", {})
        found = {}
        for name, lanes in kept.items() if isinstance(kept, dict) else ():
            try:
                found[name] = tuple((str(kind), float(width)) for kind, width in lanes)
            except (TypeError, ValueError):
                continue
        return {name: lanes for name, lanes in found.items() if _makes_sense(lanes)}

    def keep_section(self, name: str, lanes: Sequence[tuple[str, float]]) -> None:
        """Remember a cross-section; without any part, forget it."""
        rest = {one: kept for one, kept in self.sections.items() if one != name}
        self._set("sections", {**rest, name: list(lanes)} if lanes else rest)

    @property
    def geometry(self) -> bytes:
        """The window's size and place, as Qt wrote it; empty at the first start."""
        try:
            return bytes.fromhex(str(self._values.get("geometry", "")))
        except ValueError:
            return b""

    @geometry.setter
    def geometry(self, value: bytes) -> None:
        self._set("geometry", value.hex())

    def _set(self, name: str, value: Any) -> None:
        self._values[name] = value
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(".new")
            fresh.write_text(json.dumps(self._values, indent=1), "utf-8")
            fresh.replace(self._path)
        except OSError:
            pass  # a read-only home costs the memory of recent files, nothing else
