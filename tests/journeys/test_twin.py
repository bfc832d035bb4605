"""A platform says that a building is gone and another is higher: shown, taken, left, told back."""

import json

from app.dialogs.publish import PublishDialog
from app.live.layer import Source
from tests.journeys.test_differences import settle
from tests.journeys.test_plans import LONG, near
from tests.live_platform import send, serving

ENTITIES = "/ngsi-ld/v1/entities"


def building(id, **said):
    told = {name: {"type": "Property", "value": value} for name, value in said.items()}
    return {"id": f"urn:ngsi-ld:Building:{id}", "type": "Building", **told}


def test_twin(city, qtbot, journey):
    window, studio = city, city.studio
    proposing, page = studio.proposed.proposing, studio.proposed.page
    gone, higher, other = near(studio, 3)
    with serving() as platform:
        platform.answers[ENTITIES] = [
            building(gone, status="demolished"),
            building(higher, height=45.0),
            building(other, category="office"),
            building("nowhere-here", height=9.0),
        ]
        home = f"{platform.address}/ngsi-ld/v1"
        studio.lives.add(Source(f"{home}/entities?type=Building", "City twin"))
        qtbot.waitUntil(lambda: len(proposing.offered) == 3, timeout=LONG)
        assert "City twin says of 3 buildings what this city does not" in window.notice.text.text()
        journey(window, "a platform says what this city does not")

        # shown over the city, and nothing is changed
        window.notice.way.click()
        settle(window, qtbot)
        qtbot.waitUntil(lambda: bool(window.document.over), timeout=LONG)
        studio.scenarios.fly_to(higher)
        settle(window, qtbot)
        assert studio.planning.scenarios == {} and page.list.count() == 3
        journey(window, "shown as differences")

        # two are taken, one is left
        for row in range(2):
            page.list.item(row).setCheckState(page.list.item(row).checkState().Checked)
        page.take.click()
        qtbot.waitUntil(lambda: len(proposing.offered) == 1, timeout=LONG)
        assert studio.planning.scenario.name == "City twin"
        assert [edit.verb for edit in studio.planning.scenario.edits] == ["raise", "demolish"]
        page.list.item(0).setCheckState(page.list.item(0).checkState().Checked)
        page.leave.click()
        settle(window, qtbot)
        assert proposing.offered == []
        journey(window, "two are taken and one is left")

        # and told back, once it was seen
        platform.answers[ENTITIES] = lambda handler: send(handler, status=201)
        studio.publishing.ask_plan()
        (dialog,) = [one for one in window.children() if isinstance(one, PublishDialog)]
        dialog.address.setCurrentText(home)
        dialog.see.click()
        qtbot.waitUntil(lambda: bool(dialog.letters), timeout=LONG)
        journey(dialog, "what would be sent")
        assert platform.told == []
        dialog.send.click()
        qtbot.waitUntil(lambda: "published" in dialog.words.text(), timeout=LONG)
        kinds = {json.loads(body)["type"] for _, _, body in platform.told}
        assert kinds == {"KeyPerformanceIndicator"} and len(platform.told) > 15
        journey(dialog, "what was sent")
        dialog.reject()
