from dataclasses import replace

import pytest
from PySide6.QtCore import QUrl

from app.document import Document
from app.live.layer import LiveLayer, Source
from app.on_the_table import Change, Layer, Selection
from app.panels.inspector import Inspector
from city.terms import Terms
from tests.app.standin import row_of, town_document, town_opened
from tests.render.towns import hill


@pytest.fixture
def town(qtbot):
    document = town_document()
    inspector = Inspector(document)
    qtbot.addWidget(inspector)
    return document, inspector


def text(inspector):
    return " ".join(inspector.page.toPlainText().split())


def test_an_empty_table_is_said_in_words(qtbot):
    inspector = Inspector(Document())
    qtbot.addWidget(inspector)
    assert "Nothing is open" in text(inspector)


def test_with_nothing_chosen_the_table_is_described(town):
    _, inspector = town
    assert "Buildings 2" in text(inspector)
    assert "RD New (EPSG:28992)" in text(inspector)
    assert "The people of Toytown" in text(inspector)


def test_a_terrain_alone_says_how_fine_it_is_and_what_a_click_tells(qtbot):
    document = Document()
    land = Layer("terrain0", "Terrain", "land", hill(21))
    document.lay(replace(town_opened(), layers=(land,)), add=False)
    inspector = Inspector(document)
    qtbot.addWidget(inspector)
    assert "land every 5 m" in text(inspector)
    assert "Click a place" in text(inspector) and "building" not in text(inspector)


def test_a_house_tells_its_height_its_attributes_and_its_source(town):
    document, inspector = town
    document.select_id("house")
    page = text(inspector)
    assert "Height 3.00 m" in page
    assert "Footprint 80.0 m²" in page
    assert "Storeys 1" in page
    assert "town.city.json" in page
    assert "CityJSON 2.0" in page
    assert "Licence CC0" in page


def test_a_roof_stands_in_its_part_in_its_building(town):
    document, inspector = town
    podium = row_of(document, "podium")
    key, layer = next(iter(document.layers.items()))
    city = layer.thing
    roof = next(
        s
        for s in range(len(city.surfaces))
        if city.surface_object[s] == podium and city.surfaces.kind_of(s) == "RoofSurface"
    )
    document.select(Selection(key, city, podium, roof, lod="2"))
    page = text(inspector)
    assert "Building › Building part › Roof" in page
    assert "Area 400.00 m²" in page
    assert "tower" in page
    inspector.page.anchorClicked.emit(QUrl(f"object:{row_of(document, 'tower')}"))
    assert document.selection.object == row_of(document, "tower")
    assert "Height 25.00 m" in text(inspector)
    assert "podium" in text(inspector)


def test_what_is_measured_alike_is_told_once(town):
    document, inspector = town
    document.select_id("podium")
    page = text(inspector)
    assert page.count("MEASURED") == 2  # the tower is higher than its podium
    document.select_id("house")
    assert text(inspector).count("MEASURED") == 1


def test_nested_values_are_rows(town):
    from app.panels.inspector import _nested

    codes = {"codes": {"numbers": {"2": "two"}}}
    city = replace(next(iter(town[0].cities())), metadata=codes)
    address = [{"street": "Plein", "numbers": [1, 2]}]
    rows = [(n.strip(), value) for n, value, _ in _nested(city, "address", address, "address")]
    assert rows == [("Address", ""), ("1", ""), ("Street", "Plein"), ("Numbers", "1, two (2)")]


def test_what_a_file_says_is_text_and_never_markup(town):
    from app.panels.inspector import _section

    assert "<script>" not in "".join(_section("A", [("<script>", "<b>x</b>", '"')]))


def test_the_table_says_whose_the_live_layers_are(town):
    document, inspector = town
    terms = Terms("CC BY 4.0", "City", "urn:1")
    document.lay_live(LiveLayer("live/1", Source("https://a.eu", "Air", terms=terms)))
    assert "AIR City, CC BY 4.0, agreement urn:1" in text(inspector)


def test_what_live_layers_say_is_told_anew_only_when_it_is_other(town):
    document, inspector = town
    told = [("Power", "3 kW", "")]
    inspector.live = lambda selection: list(told)
    document.select_id("house")
    assert "LIVE Power 3 kW" in text(inspector)
    pages = []
    inspector.page.setHtml = pages.append
    inspector.tell_live()
    assert pages == []
    told[0] = ("Power", "4 kW", "")
    inspector.tell_live()
    (page,) = pages
    assert "4 kW" in page
    document.changed.emit(Change("live", "live/1"))
    assert len(pages) == 1
