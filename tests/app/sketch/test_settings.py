"""Settings have the limits of the edits that they are for."""

from app.sketch.kinds import KINDS
from app.sketch.settings import of_edit
from city.edits import Build, Level, Plant, Solar
from city.edits.parts import Choice, Number, Whole


def test_a_setting_takes_over_what_the_edit_says():
    storeys = of_edit(Build, "storeys", "Storeys")
    assert (storeys.part, storeys.default, storeys.unit) == (Whole(1, 200), 3, "")
    slope = of_edit(Build, "roof.slope", "Slope", open="usual")
    assert slope.name == "roof.slope" and slope.default is None and slope.unit == "°"
    assert slope.part == Number(1, 85, "degrees")
    assert isinstance(of_edit(Build, "roof.shape", "Roof").part, Choice)
    assert of_edit(Solar, "power", "Power").unit == "W/m²"
    assert of_edit(Plant, "height", "Height", 12.0).default == 12.0
    assert of_edit(Level, "height", "Height").default is None  # which the edit leaves to no one


def test_every_default_is_allowed():
    for kind in KINDS:
        for setting in kind.settings:
            if setting.default is None:
                assert setting.open, f"{kind.name} {setting.name}"
            else:
                assert setting.part.read(setting.default) == setting.default
