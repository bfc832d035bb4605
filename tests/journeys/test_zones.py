"""A zoning plan comes as a file: its zones stand over the city, and mark what sticks out."""

import numpy as np
from PySide6.QtWidgets import QApplication

from tests.app.plots_file import geojson, square
from tests.journeys.test_sketch import AT, LONG, planner  # noqa: F401


def test_zones(city, planner, journey, qtbot, tmp_path):  # noqa: F811
    x, y = AT
    fields = {"Max_bouwhoogte": 12.0, "FSI": 2.4, "Bebouwingspercentage": 60, "afstand": 3}
    named = [(-70, -30, "Wonen 1"), (-8, -30, "Wonen 2"), (-8, 32, "Gemengd")]
    features = [(square(x + a, y + b, 58), {"naam": n, **fields}) for a, b, n in named]
    features.append(
        (square(x - 70, y + 32, 58), {"naam": "Tuin", **fields, "Max_bouwhoogte": None})
    )
    path = geojson(tmp_path / "Bestemmingsplan Delfshaven.geojson", features)
    city.studio.sketching.plots.read(path)
    qtbot.waitUntil(lambda: not city.tasks.running, timeout=LONG)
    QApplication.processEvents()
    low = np.array(AT) - np.array(city.document.frame.origin[:2])
    west, south = (low - 80).tolist()
    city.table.viewport.frame((west, west + 170, south, south + 170, 0, 20))
    planner.settle()
    journey(city, "the zones stand over the city")
    verbs = [step.edit.verb for step in city.studio.planning.scenario.steps]
    assert verbs == ["zone", "zone", "zone", "plot"]
    assert "Drew 3 zones and 1 plot" in city.notice.text.text()
    place = city.studio.scenarios.page.place
    place.setCurrentIndex(place.findText("Wonen 2"))
    planner.settle()
    journey(city, "the numbers of one zone")
    assert "needs a plot" not in " ".join(
        label.text()
        for label in city.studio.scenarios.page.findChildren(type(city.notice.text))
        if label.isVisible()
    )
    city.desk.undo.trigger()
    planner.settle()
    journey(city, "undone in one go")
    assert not city.studio.planning.view.things
