"""A window without a screen, unless there is one."""

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.app.command_line import HOUSE, PLACELESS

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def dressed(qapp):
    """Every test sees the light theme, and numbers as English writes them."""
    from PySide6.QtCore import QEvent, QLocale

    from app import theme

    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield theme.current() if qapp.property("theme") == "light" else theme.apply(qapp, "light")
    # windows that are left would be dressed again for every test to come
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    path = tmp_path / "house.gml"
    path.write_text(HOUSE, encoding="utf-8")
    return path


@pytest.fixture
def placeless(tmp_path: Path) -> Path:
    path = tmp_path / "placeless.gml"
    path.write_text(PLACELESS, encoding="utf-8")
    return path


@pytest.fixture
def pictures(monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    """A stand-in for the drawing; the value is what was drawn."""
    drawn: list[tuple] = []
    module = ModuleType("render.picture")

    def draw(things, path, size, lod=None, textures=False, sun=None, legend=None):
        drawn.append((things, path, size, lod, textures))

    module.draw = draw  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "render.picture", module)
    return drawn
