"""A window without a screen, unless there is one."""

import os

import pytest

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
