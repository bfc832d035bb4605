from app.dialogs.about import About, licence, needed
from app.live.layer import LiveLayer
from app.live.layer import Source as Live
from city.model import Source
from city.terms import Terms


def words(dialog):
    return " ".join(dialog.page.toPlainText().split())


def test_it_names_the_data_its_owner_and_its_licence(qtbot):
    sources = [
        Source("/data/town.gml", "CityGML", "2.0", "CC BY 4.0", "The people of Toytown"),
        Source("/data/<b>odd.laz", "LAZ", "1.4"),
    ]
    dialog = About(None, sources)
    qtbot.addWidget(dialog)
    said = words(dialog)
    assert "town.gml · CityGML 2.0 The people of Toytown, CC BY 4.0" in said
    assert "<b>odd.laz · LAZ 1.4 the file names no owner" in said
    assert "ask before you publish" in said


def test_without_data_it_says_so(qtbot):
    dialog = About(None, [])
    qtbot.addWidget(dialog)
    assert "Nothing is open" in words(dialog)
    assert "Apache-2.0" in words(dialog)


def test_it_says_who_draws_the_pictures(qtbot):
    dialog = About(None, [], drawer="the processor, no graphics card (llvm<pipe>)")
    qtbot.addWidget(dialog)
    assert "drawn by the processor, no graphics card (llvm<pipe>)." in words(dialog)


def test_it_names_every_library_with_its_licence():
    names = needed("maquette")
    assert {"numpy", "vtk", "lxml", "laspy"} <= names
    assert "BSD" in licence("vtk") and "BSD" in licence("lxml")
    assert needed("no such package") == set()


def test_live_layers_say_whose_they_are_and_what_was_agreed(qtbot):
    terms = Terms("CC BY 4.0", "City", "urn:1", policy=("You may <b>use</b> it.",))
    live = [
        LiveLayer("live/1", Live("https://a.eu", "Air", terms=terms), "NGSI-LD"),
        LiveLayer("live/2", Live("https://b.eu/x", "")),
    ]
    dialog = About(None, [], live)
    qtbot.addWidget(dialog)
    said = words(dialog)
    assert "Air · NGSI-LD City, CC BY 4.0, agreement urn:1 You may <b>use</b> it." in said
    assert "b.eu/x nobody says whose it is" in said
