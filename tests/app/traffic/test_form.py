"""The fields with which traffic is asked."""

from datetime import date

from PySide6.QtWidgets import QFileDialog, QPushButton

from app.traffic.asked import Asked
from app.traffic.form import TrafficForm


def test_what_is_shown_is_what_is_asked(qtbot):
    form = TrafficForm()
    qtbot.addWidget(form)
    asked = Asked("/a/b.net.xml", "", 1500, 7, "06:10", "09:45", "EPSG:28992")
    form.show_asked(asked, date(2026, 9, 1), "Europe/Amsterdam")
    assert form.asked == asked and form.on == date(2026, 9, 1)
    assert form.zone.text() == "Europe/Amsterdam" and form.trips.text() == "1,500 an hour"
    form.begin.setTime(form.begin.time().addSecs(600))
    form.network.setText(" /c.osm ")
    assert (form.asked.begin, form.asked.network) == ("06:20", "/c.osm")


def test_trips_of_a_file_need_no_number(qtbot):
    form = TrafficForm()
    qtbot.addWidget(form)
    form.routes.setText("/a.rou.xml")
    assert not form.trips.isEnabled()
    form.routes.clear()
    assert form.trips.isEnabled()


def test_every_field_has_a_name_and_files_can_be_chosen(qtbot, tmp_path):
    form = TrafficForm()
    qtbot.addWidget(form)
    fields = (form.network, form.routes, form.trips, form.seed, form.day, form.begin, form.end)
    assert all(field.accessibleName() for field in fields)
    buttons = {one.accessibleName(): one for one in form.findChildren(QPushButton)}
    buttons["Choose the network"].click()
    (dialog,) = form.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "a.net.xml"))
    dialog.reject()
    assert form.network.text() == str(tmp_path / "a.net.xml")
