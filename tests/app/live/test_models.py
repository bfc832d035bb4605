"""A city model that tells something over time lies on the table with it, about its objects."""

import pytest

from app.document import Document
from app.live.feeds import Feeds
from app.live.models import STANDARD, Models
from app.opening import open_sources
from city.progress import Progress
from importers import Options
from tests.importers.citygml.shared import SPACES_3, building, model
from tests.importers.live.test_dynamized import PAIR, REF

SERIES = PAIR.format("2020-01-01T00:00:00Z", 3.5) + PAIR.format("2020-01-02T00:00:00Z", 4)
DYNAMIZER = f"""<dynamizer><dyn:Dynamizer gml:id="d"><dyn:attributeRef>{REF}</dyn:attributeRef>
<dyn:dynamicData><dyn:GenericTimeseries>{SERIES}</dyn:GenericTimeseries></dyn:dynamicData>
</dyn:Dynamizer></dynamizer>"""
FLOOR = """<lod2MultiSurface><gml:MultiSurface><gml:surfaceMember><gml:Polygon><gml:exterior>
<gml:LinearRing><gml:posList>0 0 0 9 0 0 9 9 0 0 0 0</gml:posList></gml:LinearRing>
</gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></lod2MultiSurface>"""
MODEL = model(building(DYNAMIZER + FLOOR), SPACES_3)
PLAIN = model(building(FLOOR), SPACES_3)


@pytest.fixture
def feeds(qtbot):
    made = Feeds(Document())
    made.models = Models(made._document, made.tasks, made.hold)
    yield made
    made.close()


def opened(folder, text):
    path = folder / "city.gml"
    path.write_text(text)
    return open_sources([str(path)], Options(), Progress())


def test_its_series_are_a_layer_about_its_objects(feeds, tmp_path, qtbot):
    document = feeds._document
    document.lay(opened(tmp_path, MODEL), add=False)
    qtbot.waitUntil(lambda: bool(document.live), timeout=5000)
    (layer,) = document.live.values()
    assert (layer.standard, layer.state) == (STANDARD, "recording")
    assert layer.title == "Series of city.gml" and layer.source.form == "objects"
    assert not layer.source.kept and len(layer.series)
    assert all(thing.of for thing in layer.series.things.values())


def test_another_thing_on_the_table_brings_it_not_twice(feeds, tmp_path, qtbot):
    document = feeds._document
    document.lay(opened(tmp_path, MODEL), add=False)
    qtbot.waitUntil(lambda: bool(document.live), timeout=5000)
    (tmp_path / "other").mkdir()
    document.lay(opened(tmp_path / "other", PLAIN), add=True)
    qtbot.waitUntil(lambda: not feeds.tasks.running, timeout=5000)
    assert len(document.live) == 1
