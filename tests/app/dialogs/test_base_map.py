from urllib.parse import urlsplit

import numpy as np
import pytest
import rasterio
from affine import Affine
from shiboken6 import isValid

from app.dialogs.base_map import BaseMapDialog, known, map_of
from app.tasks import Tasks


@pytest.fixture
def dialog(qtbot):
    tasks = Tasks()
    made = BaseMapDialog(None, tasks, "EPSG:25833")
    made.open()
    yield made
    if isValid(made):
        made.reject()
    tasks.close()


def test_known_maps_name_their_owner_and_come_safely():
    for one in known():
        base_map = map_of(one)
        assert base_map.attribution and urlsplit(base_map.address).scheme == "https"
        assert one["where"] and one["title"]


def test_a_known_map_is_chosen(dialog, qtbot):
    assert dialog.list.count() == len(known())
    dialog.list.setCurrentRow(1)
    with qtbot.waitSignal(dialog.chosen) as heard:
        dialog.use.click()
    assert heard.args[0] == map_of(known()[1])


def test_a_file_is_looked_into_and_chosen(dialog, qtbot, tmp_path):
    path = tmp_path / "air.tif"
    place = Affine(1, 0, 392000, 0, -1, 5820000)
    with rasterio.open(path, "w", "GTiff", 10, 10, 3, "EPSG:25833", place, "uint8") as file:
        file.write(np.zeros((3, 10, 10), np.uint8))
    dialog._look_at_file(path)
    qtbot.waitUntil(lambda: dialog.said.text() == "1 map")
    assert dialog.list.item(0).text() == "air"
    with qtbot.waitSignal(dialog.chosen) as heard:
        dialog.use.click()
    assert heard.args[0].address == str(path)


def test_what_is_no_map_is_told_in_the_dialog(dialog, qtbot):
    dialog.address.setText("/no/such/file.tif")
    dialog.look()
    qtbot.waitUntil(lambda: "neither an address nor a file" in dialog.said.text())
    assert dialog.look_button.isEnabled()
