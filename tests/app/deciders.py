"""A desk with three plans over the toy town, all counted, to decide between."""

from app.counting import Counting
from app.deciding import Deciding
from app.tasks import Tasks
from tests.app.planned import Desk, house
from tests.city.plans import at


class Deciders(Desk):
    """Plan A is a house of three storeys, Plan B one of six, Plan C a few trees that grow."""

    def __init__(self, folder) -> None:
        super().__init__(folder)
        self.tasks = Tasks()
        self.counting = Counting(self.planning, self.tasks)
        self.deciding = Deciding(self.planning, self.counting, self.tasks)
        self.deciding.refused.connect(self.refused.append)
        self.planning.add("Plan A")
        self.planning.do(house(200))
        self.planning.add("Plan B")
        self.planning.do(house(200, storeys=6))
        self.planning.add("Plan C")
        grows = {"crown": 2, "grown_crown": 10, "year": 2026, "years": 20}
        self.do("plant", places=[at(45, 45), at(55, 45)], **grows)

    def counted(self, qtbot) -> Deciding:
        """What decides, once everything is counted."""
        self.deciding.begin()
        qtbot.waitUntil(lambda: not self.deciding.counts.busy and not self.tasks.running)
        return self.deciding

    def close(self) -> None:
        self.tasks.close()
        self.project.close()
