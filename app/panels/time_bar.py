"""The time bar under the city: a date, the day's light with a handle, time that passes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from PySide6.QtCore import QDate, QSignalBlocker, QTimer

from app.dialogs.place import PlaceDialog
from app.document import Document
from app.live.clock import LiveClock, told_span
from app.on_the_table import Change
from app.panels.time_rows import TimeRows
from app.sunlight import day_words, found_place, hour_words, sun_words
from city.place import Place
from city.simulate.sun import Day, day_of, sunlight
from city.time_zone import clock_words, hours_of, zone, zone_at

TICK = 40  # milliseconds
HOURS_A_SECOND = 1.0  # at speed 1, through a day
DAYS_A_SECOND = 7.0  # and through a year
ENDS = datetime(1, 1, 3, tzinfo=UTC), datetime(5999, 12, 29, tzinfo=UTC)  # of all that is shown
TWILIGHT = timedelta(minutes=30)  # shown before sunrise and after sunset; the night is left out


class TimeBar(TimeRows):
    """Says what time it is over the city; until somebody does, it stands in a studio's light."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._zone, self._assumed = "UTC", True
        self._day: Day | None = None
        self._here: Place | None = None  # where that day passes
        self._passed = 0.0  # days of a year that have not been shown yet, or minutes of a day
        self._clock = QTimer(self, interval=TICK)
        self._clock.timeout.connect(self._tick)
        self.sun.clicked.connect(self.set_shining)
        self.date.setDate(QDate(date.today().year, 3, 21))
        self.usual.chosen.connect(self.go_to)
        self.band.setValue(14 * 60 + 30)
        self.play.clicked.connect(self.set_playing)
        self.pace.changed.connect(self._follow_pace)
        self.live.clicked.connect(self.set_live)
        self.clock = LiveClock(document)
        self.clock.ended.connect(lambda: self.set_playing(False))
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._follow_now)
        self.where.clicked.connect(self.ask_place)
        self.date.dateChanged.connect(self._date_changed)
        self.band.valueChanged.connect(self._time_changed)
        self.band.turned.connect(lambda days: self.date.setDate(self.date.date().addDays(days)))
        document.changed.connect(self._on_change)
        self._find_place()

    # Place and zone

    def ask_place(self) -> None:
        """Let a person say where the city stands, and whose clock it keeps."""
        surveyed = found_place(self._document) is not None
        dialog = PlaceDialog(self, self._document.place, self._zone, surveyed)
        dialog.said.connect(self.set_place)
        dialog.open()

    def set_place(self, place: object, name: str) -> None:
        """Take the place and the IANA zone that a person says."""
        self._document.say_place(place, name)  # type: ignore[arg-type]
        self.set_shining(True)

    def _find_place(self) -> None:
        place = found_place(self._document) or self._document.said_place
        self._take_zone(self._document.clock)
        if place is None:
            self._document.set_moment(None)
        self._document.set_place(place)
        self._turn_to(self.date.date())
        self.setEnabled(bool(self._document.opened))

    def _take_zone(self, said: str) -> None:
        """Keep the clock that somebody says, or else that of the place."""
        place = found_place(self._document) or self._document.said_place
        near = zone_at(place) if place is not None else "UTC"
        self._zone, self._assumed = said or near, not said
        self._document.zone = self._zone

    # What time it is

    def set_shining(self, on: bool) -> None:
        """Let the sun of the shown moment shine, or the light of a studio."""
        if on and self._document.place is None:
            self.sun.setChecked(False)
            self.ask_place()
        else:
            self._document.set_moment(self.band.moment() if on else None)

    def go_to(self, day: int, month: int, hour: int) -> None:
        """Show a day of the shown year, at a full hour of its own clock."""
        wanted = QDate(self.date.date().year(), month, day)
        moment = datetime.combine(wanted.toPython(), time(hour), zone(self._zone))  # type: ignore[arg-type]
        self._show(moment)
        self.set_shining(True)

    def _show(self, moment: datetime) -> None:
        """Let date and handle stand at a moment."""
        local = moment.astimezone(zone(self._zone))
        with QSignalBlocker(self.date), QSignalBlocker(self.band):
            self.date.setDate(QDate(local.year, local.month, local.day))
            self._turn_to(self.date.date())
            if self._day is not None:
                self.band.setValue(self.band.place_of(local))
        self._say()

    def _turn_to(self, wanted: QDate) -> None:
        """Find how the sun passes on a day."""
        place = self._here = self._document.place
        day: date = wanted.toPython()  # type: ignore[assignment]
        self._day = None
        if place is not None:
            self._day = day_of(day, zone(self._zone), place)
        elif self._document.tells:  # what was told has its moment wherever it was
            begin, end = (
                one.astimezone(zone(self._zone)) for one in hours_of(day, zone(self._zone))
            )
            self._day = Day(begin, end, (), (), None, False)
        self.band.show_day(self._day, place)
        self._say()

    def _date_changed(self, wanted: QDate) -> None:
        minute = self.band.value()
        with QSignalBlocker(self.band):
            self._turn_to(wanted)
            self.band.setValue(minute)
        self._time_changed()

    def _time_changed(self) -> None:
        if self._document.place is not None or not self._document.tells:
            self.set_shining(True)
        self._show_live()
        self._say()

    # What platforms say, and said

    def set_live(self, on: bool) -> None:
        """Show what platforms say now, or what they had said at the moment on show."""
        if on:
            self.set_playing(False)
            self._document.show_at(None)
            self._follow_now()
        else:
            self._show_live()
        self._follow_shown()

    def _show_live(self) -> None:
        """Let live layers show what they had told at the moment on show."""
        moment = self.band.moment()
        if self._document.tells and moment is not None:
            self._document.show_at(np.datetime64(int(moment.timestamp() * 1000), "ms"))

    def _follow_now(self) -> None:
        """Let date and handle stand at this moment, and the sun if it shines."""
        moment = datetime.now(UTC)
        self._show(moment)
        if self._document.moment is not None:
            self._document.set_moment(self.band.moment())

    def _follow_lives(self) -> None:
        """Offer to show what is said now, while somebody says anything."""
        some, offered = self._document.tells, not self.live.isHidden()
        if some == offered:
            return
        self.live.setVisible(some)
        self.pace.offer_told(some)
        self._turn_to(self.date.date())
        if some:
            layers = self._document.live.values()
            self.set_live(any(layer.state != "recording" for layer in layers))
            return
        if self.pace.through == "told":
            self.set_playing(False)
            self.pace.go_through("day")
        self._document.show_at(None)
        self._follow_shown()

    def _follow_shown(self) -> None:
        """Stand where live layers are."""
        at = self._document.shown_at
        self.live.setChecked(at is None)
        if at is None:
            self._second.start() if self._document.tells else self._second.stop()
            return
        self._second.stop()
        moment = _moment(at)
        if self.band.moment() != moment.replace(second=0, microsecond=0):
            self._show(moment)
            if self._document.moment is not None:
                self._document.set_moment(self.band.moment())

    def _tell_span(self) -> None:
        """Mark on the band from when until when something was told."""
        span = told_span(self._document)
        self.band.show_told(None if span is None else (_moment(span[0]), _moment(span[1])))

    def _follow_read(self) -> None:
        """Go to the end of what was told, where nothing was at the moment on show; of what a model
        tells, to the middle: it begins and ends with little."""
        span, at = told_span(self._document), self._document.shown_at
        if span is not None and at is not None and not span[0] <= at <= span[1]:
            long = span[1] - span[0]
            self._document.show_at(span[1] - (long // 2 if self._document.results else long * 0))

    # Time that passes

    def set_playing(self, on: bool) -> None:
        """Let time pass, or stop it."""
        told = self.pace.through == "told"
        if on and not told and self._document.place is None:
            self.play.setChecked(False)
            self.ask_place()
            return
        self.clock.pause()
        self.play.setChecked(on)
        self.play.setText("❚❚" if on else "▶")
        self._passed = 0.0
        if on and told:
            self._clock.stop()
            self.clock.play(self.pace.told_speed)
        elif on:
            self.set_shining(True)
            self._clock.start()
        else:
            self._clock.stop()

    def _tick(self) -> None:
        if self.pace.through == "day":
            self._passed += TICK / 1000 * HOURS_A_SECOND * 60 * self.pace.sun_speed
        else:
            self._passed += TICK / 1000 * DAYS_A_SECOND * self.pace.sun_speed
        whole = int(self._passed)
        self._passed -= whole
        if not whole:
            return
        if self.pace.through == "day":
            self.band.setValue(self._light_again(self.band.value() + whole))
            return
        later = self.date.date().addDays(whole)
        year = self.date.date().year()
        self.date.setDate(later if later.year() == year else QDate(year, 1, 1))

    def _light_again(self, minute: int) -> int:
        """A minute of the day; from the night after sunset back to before sunrise."""
        day = self._day
        if day is None or not day.rises or not day.sets or day.sets[-1] < day.rises[0]:
            return minute % (self.band.maximum() + 1)
        first = max(self.band.place_of(day.rises[0] - TWILIGHT), 0)
        last = min(self.band.place_of(day.sets[-1] + TWILIGHT), self.band.maximum())
        return minute if first <= minute <= last else first

    def _follow_pace(self, anew: bool) -> None:
        """Let time pass from now on as somebody has chosen, if it passes."""
        if self.play.isChecked() and anew:
            self.set_playing(True)

    # What is said

    def _on_change(self, change: Change) -> None:
        if change.what == "opened":
            self.set_playing(False)
            self._follow_lives()
            self._tell_span()
            self._find_place()
        elif change.what in ("lives", "results", "result"):
            self._follow_lives()
            self._tell_span()
            if change.what != "lives":
                self._follow_read()
        elif change.what == "shown_at":
            self._follow_shown()
        elif change.what == "live":
            self._tell_span()
            if self._document.live[change.key].state == "recording":  # it has been read
                self._follow_read()
        elif change.what == "moment":
            moment = self._document.moment
            kept = str(getattr(moment and moment.tzinfo, "key", ""))  # a project knows the zone
            before = (self._here, self._zone)
            if self._document.clock:
                self._take_zone(self._document.clock)
            elif kept not in ("", "UTC", self._zone):
                self._take_zone(kept)
            if (self._document.place, self._zone) != before:
                self._turn_to(self.date.date())
            if moment is not None and moment != self.band.moment():
                self._show(moment)
            self._say()

    def _say(self) -> None:
        """Write what is known of the sun at the moment on show."""
        shining = self._document.moment is not None
        self.sun.setChecked(shining)
        self.band.shining = shining
        self.band.update()
        place, moment = self._document.place, self.band.moment()
        if place is None or moment is None or self._day is None:
            self.words.setText("")
            self.stand.setText("")
            clock = f" · {clock_words(moment)}" if moment is not None else ""
            self.where.setText(f"Where is this city?{clock}" if self._document.opened else "")
            return
        self.words.setText(day_words(self._day))
        sun, _ = sunlight(moment.astimezone(UTC), place)
        stand = sun_words(sun)
        self.stand.setText(stand if shining else f"{stand} · studio light is on")
        self.band.setAccessibleDescription(f"{hour_words(moment)}. {stand}")
        guess = ", assumed" if self._assumed else ""
        city = self._zone.rpartition("/")[2].replace("_", " ")
        self.where.setText(f"{city}{guess} · {clock_words(moment)}")
        self.where.setToolTip(f"Place and time zone: {self._zone}")
        for label in (self.words, self.stand):
            label.setToolTip(label.text())


def _moment(time: np.datetime64) -> datetime:
    """A moment as the bar can show it, whatever somebody's clock has told."""
    seconds = int(time.astype("datetime64[ms]").astype(np.int64)) / 1000
    first, last = (one.timestamp() for one in ENDS)
    return datetime.fromtimestamp(min(max(seconds, first), last), UTC)
