"""The parts that ask the city, put together over a toy town."""

import numpy as np

from app.document import Document
from app.questions import Questions
from app.tasks import Tasks
from tests.app.standin import StandIn, town_opened


class Plan(StandIn):
    """A viewport that looks straight down: a metre is a pixel, north is up."""

    def projection(self):
        def project(points):
            return np.stack([points[:, 0], -points[:, 1]], axis=1), np.ones(len(points))

        return project


class Corner:
    """A window's corner in which questions are asked."""

    def __init__(self, qtbot, opened=None):
        self.tasks = Tasks()
        self.document = Document()
        self.viewport = Plan(self.tasks)
        self.questions = Questions(self.document, self.tasks, self.viewport)
        self.asking, self.ask = self.questions.asking, self.questions.ask
        self.table, self.page = self.questions.attributes, self.questions.page
        self.document.lay(opened or town_opened(), add=False)
        self._qtbot = qtbot
        for widget in (self.questions.strip, self.page, self.viewport):
            qtbot.addWidget(widget)
        self.questions.strip.resize(1100, 400)
        self.questions.strip.show()
        self.questions.strip.activateWindow()

    def close(self):
        self.tasks.close()

    @property
    def city(self):
        return self.asking.city

    def row(self, ident):
        return self.city.objects.ids.find(ident)

    def wait(self):
        self._qtbot.waitUntil(lambda: not self.questions.busy, timeout=10_000)

    def put(self, question):
        self.ask.put(question)
        self.wait()

    def chosen(self):
        """The ids of what is chosen."""
        chosen = self.document.chosen
        return set() if chosen is None else {chosen.city.objects.ids[r] for r in chosen.rows}

    def shown(self):
        mask = self.document.shown.get(id(self.city))
        return None if mask is None else {self.city.objects.ids[r] for r in np.flatnonzero(mask)}
