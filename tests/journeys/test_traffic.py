"""A planner closes a street, has the traffic computed with and without that, and looks where it
goes."""

import json

import numpy as np
from PySide6.QtCore import QDate, QTime

from tests.app.test_desk import action
from tests.journeys.test_first_city import wait_settled
from tests.journeys.test_plans import LONG, do
from tests.shared import DATA, needs_data

ROADS = DATA / "demo-rotterdam/layers/roads_osm.geojson"
CARS = ("trunk", "primary", "secondary", "tertiary", "residential")
WEST, SOUTH, EAST, NORTH = 4.4377, 51.9037, 4.4606, 51.9145  # degrees around the sample city
ACROSS = [[91164, 435730], [91192, 435741]]


def open_street_map(folder):
    """The streets for cars around the sample city, as OpenStreetMap itself would give them."""
    ids, ways = {}, []
    for one in json.loads(ROADS.read_text("utf-8"))["features"]:
        way = [tuple(place[:2]) for place in one["geometry"]["coordinates"]]
        here = [WEST < lon < EAST and SOUTH < lat < NORTH for lon, lat in way]
        if one["properties"]["class"] not in CARS or not any(here):
            continue
        first, last = here.index(True), len(here) - here[::-1].index(True)
        refs = "".join(
            f'<nd ref="{ids.setdefault(place, len(ids) + 1)}"/>' for place in way[first:last]
        )
        tag = f'<tag k="highway" v="{one["properties"]["class"]}"/>'
        ways.append(f'<way id="{len(ways) + 1}" version="1">{refs}{tag}</way>')
    nodes = [
        f'<node id="{id}" lon="{lon}" lat="{lat}" version="1"/>' for (lon, lat), id in ids.items()
    ]
    path = folder / "delfshaven.osm"
    path.write_text(f'<osm version="0.6">{"".join(nodes + ways)}</osm>', "utf-8")
    return path


def settled(window, qtbot):
    picture = window.studio.simulated.picture
    qtbot.waitUntil(lambda: not picture.busy, timeout=LONG)
    wait_settled(window, qtbot)
    qtbot.waitUntil(lambda: not picture.busy, timeout=LONG)


@needs_data
def test_traffic(city, qtbot, journey, tmp_path):
    window, document, traffic = city, city.document, city.studio.traffic
    do(window.studio, "close", line=ACROSS, whom="cars", name="Market square")
    action(window, "Traffic of the plan…").trigger()
    dialog = traffic.dialog
    dialog.form.network.setText(str(open_street_map(tmp_path)))
    dialog.form.trips.setValue(1800)
    dialog.form.day.setDate(QDate(2026, 9, 1))
    dialog.form.end.setTime(QTime(7, 15))
    qtbot.waitUntil(lambda: "Market square" in dialog.works.text(), timeout=LONG)
    journey(dialog, "what is asked")
    dialog.run.click()
    qtbot.waitUntil(lambda: "plan" in dialog.note.text(), timeout=LONG)
    journey(dialog, "it is computed")
    qtbot.waitUntil(lambda: traffic.last is not None, timeout=LONG)
    qtbot.waitUntil(lambda: len(document.results) == 2 and bool(document.live), timeout=LONG)
    journey(dialog, "numbers of both")
    found = traffic.last.traffic
    assert found.plan.totals.trips == found.baseline.totals.trips == 750
    assert found.works.closed

    dialog.reject()
    window.notice.hide()
    east, north, _ = document.frame.origin
    box = (90420 - east, 91250 - east, 435420 - north, 436200 - north, 0, 30)
    window.table.viewport.frame(box)
    settled(window, qtbot)
    journey(window, "traffic of the plan")
    traffic.show("baseline")
    settled(window, qtbot)
    journey(window, "traffic as it is")
    traffic.show("change")
    settled(window, qtbot)
    journey(window, "what the plan changes")
    (key,) = [key for key, one in document.results.items() if one.kept.against]
    change = window.studio.simulated.picture.whats[key].at(document.shown_at)
    assert np.nanmax(change) > 50 and np.nanmin(change) < -50 and (change == 0).any()
    assert np.isnan(change).any()

    # vehicles on their way around the street that is closed
    traffic.show("plan")
    qtbot.waitUntil(lambda: any(len(one.series.things) for one in document.live.values()))
    window.table.viewport.frame((600, 760, 400, 560, 0, 20))
    settled(window, qtbot)
    journey(window, "vehicles on their way")
