"""A planner lays the results of models over the city: a flood over time, wind, and what a plan
changes."""

import numpy as np
from PySide6.QtWidgets import QApplication

from app.dialogs.result import ResultDialog
from tests.app.simulated.model_files import flood, heat
from tests.journeys.test_first_city import wait_settled
from tests.journeys.test_plans import LONG

NOON = np.datetime64("2026-07-14T12:00", "ms")
HALF = np.timedelta64(30 * 60_000, "ms")


def settled(window, qtbot):
    picture = window.studio.simulated.picture
    qtbot.waitUntil(lambda: not picture.busy, timeout=LONG)
    wait_settled(window, qtbot)
    qtbot.waitUntil(lambda: not picture.busy, timeout=LONG)


def shown(window, title, manner):
    picture = window.studio.simulated.picture
    return any(
        window.document.results[key].title == title and how == manner for key, how in picture._drawn
    )


def dialog_of(window, key):
    window.studio.simulated.do(key, "look")
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, ResultDialog)]
    return found


def key_of(window, title, plan=""):
    (found,) = [
        key
        for key, one in window.document.results.items()
        if one.title == title and one.kept.taken.plan == plan
    ]
    return found


def test_results(city, qtbot, journey, tmp_path):
    window, document = city, city.document
    window.open_paths([flood(tmp_path / "flood.nc")])
    qtbot.waitUntil(lambda: shown(window, "water depth", "water"), timeout=LONG)
    settled(window, qtbot)
    assert document.shown_at == NOON + 4 * HALF  # the middle of what the model tells
    journey(window, "a flood over the city")

    for step in (1, 7):
        document.show_at(NOON + step * HALF)
        settled(window, qtbot)
        journey(window, f"the flood at step {step}")
    flooded = key_of(window, "water depth")
    dialog = dialog_of(window, flooded)
    dialog.statistic.setCurrentIndex(1)
    dialog.statistic.activated.emit(1)
    settled(window, qtbot)
    journey(dialog, "how the flood shows")
    journey(window, "the deepest of all moments")
    dialog.reject()
    window.studio.simulated.results.change(flooded, visible=False)

    # heat and wind
    simulated = window.studio.simulated
    simulated.take_in(heat(tmp_path / "heat.nc"))
    qtbot.waitUntil(lambda: len(document.results) == 2, timeout=LONG)
    warm = key_of(window, "Hot afternoon")
    variables = document.results[warm].thing.variables
    (temperature,) = [one.key for one in variables if one.title == "air temperature"]
    (wind,) = [one.key for one in variables if one.parts]
    document.show_at(NOON + 2 * HALF)
    simulated.results.change(warm, variable=temperature, manners=("ground", "contours"))
    qtbot.waitUntil(lambda: shown(window, "Hot afternoon", "contours"), timeout=LONG)
    settled(window, qtbot)
    journey(window, "warm air with lines of equal temperature")
    simulated.results.change(warm, variable=wind, manners=("arrows",))
    settled(window, qtbot)
    journey(window, "arrows of the wind")
    simulated.results.change(warm, manners=("streamlines",))
    qtbot.waitUntil(lambda: shown(window, "Hot afternoon", "streamlines"), timeout=LONG)
    settled(window, qtbot)
    journey(window, "lines along the wind")
    simulated.results.change(warm, manners=("flow",))
    qtbot.waitUntil(lambda: shown(window, "Hot afternoon", "flow"), timeout=LONG)
    qtbot.wait(1500)
    journey(window, "air that drifts")

    # what a plan changes
    simulated.results.change(warm, variable=temperature, manners=())
    plan = window.studio.planning.add("Park").ident
    simulated.take_in(heat(tmp_path / "park.nc", cooler=4.0), plan=plan)
    qtbot.waitUntil(lambda: len(document.results) == 3, timeout=LONG)
    cool = key_of(window, "Hot afternoon", plan)
    simulated.results.change(cool, against=True, variable=temperature)
    simulated.results.change(warm, visible=False)
    qtbot.waitUntil(lambda: cool in simulated.picture.whats, timeout=LONG)
    settled(window, qtbot)
    journey(window, "what the park changes")
    change = simulated.picture.whats[cool].at(document.shown_at)
    assert change.min() < -3.9 and (change == 0).any()
    assert simulated.state_words(document.results[cool]).startswith("of Park")
