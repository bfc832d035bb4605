"""Data sets are told in plain words, and what catalogues write is shown as it stands."""

import numpy as np
from PySide6.QtCore import QLocale

from app.live.catalogue_words import in_short, page, way_words
from importers.catalogues.entry import Distribution, Entry

FEED = Distribution("", "https://a.eu/x", "", "feed", "NGSI-LD")
MODEL = Distribution("LoD 2", "https://a.eu/m", "", "city model", "CityJSON", 2_500_000)
PDF = Distribution("Leaflet", "https://a.eu/p", "application/pdf", "", "PDF")


def test_a_data_set_in_short():
    told = {"publisher": "City", "words": "CC BY 4.0: name the source"}
    updated = np.datetime64("2026-03-01")
    entry = Entry("1", "Air", **told, updated=updated, distributions=(PDF, FEED, MODEL))
    assert in_short(entry) == (
        "City · CC BY 4.0: name the source\nupdated 2026-03-01 · can be opened · can be shown"
    )
    assert in_short(Entry("2", "x")) == "licence not said\ncannot be opened here"


def test_ways_say_what_they_are_and_whether_they_can_be_used():
    assert way_words(MODEL) == "LoD 2 (CityJSON) · 2.5 MB · can be opened"
    QLocale.setDefault(QLocale("de_DE"))
    assert "2,5 MB" in way_words(MODEL)
    assert way_words(PDF) == "Leaflet (PDF) · cannot be opened here"
    assert way_words(FEED) == "NGSI-LD · can be shown"


def test_a_page_has_no_markup_of_others():
    entry = Entry("1", "<img src=x>", "<b>\u202edata</b>", box=(4.3, 50.8, 4.4, 50.9))
    told = page(entry)
    assert "<img" not in told and "<b>\\u202e" not in told and "&lt;img src=x&gt;" in told
    assert "licence not said: ask before you publish" in told
    assert "4.30 to 4.40 east, 50.80 to 50.90 north" in told
