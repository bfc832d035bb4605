from app.settings import Settings
from app.theme import DARK, current
from app.window import Window


def test_every_command_has_a_name_and_no_key_is_used_twice(qtbot):
    window = Window(Settings())
    qtbot.addWidget(window)
    actions = window.actions()
    assert all(action.text() for action in actions)
    keys = [action.shortcut().toString() for action in actions if action.shortcut().toString()]
    assert len(keys) == len(set(keys))
    assert {"Ctrl+O", "H", "T", "F"} <= set(keys)


def test_the_dark_theme_is_put_on_and_remembered(qtbot):
    window = Window(Settings())
    qtbot.addWidget(window)
    window.actions_.themes["dark"].trigger()
    assert current() is DARK
    assert Settings().theme == "dark"


def test_a_command_is_in_its_menu_in_the_palette_and_grey_without_a_city(qtbot):
    window = Window(Settings())
    qtbot.addWidget(window)
    done = []
    action = window.actions_.add(
        "Tools", "Count the &trees", "Ctrl+Shift+F9", lambda: done.append(1)
    )
    assert action in window.actions_.menus["Tools"].actions()
    assert ("Tools", action) in window.actions_.all()
    assert not action.isEnabled()
    window.actions_.allow(True)
    action.trigger()
    assert done == [1]


def test_recent_files_are_listed(qtbot, tmp_path):
    (tmp_path / "old.gml").touch()
    window = Window(Settings())
    qtbot.addWidget(window)
    window.actions_.recent.aboutToShow.emit()
    assert [a.text() for a in window.actions_.recent.actions()] == ["Nothing yet"]
    window.settings.opened([str(tmp_path / "old.gml")])
    window.actions_.recent.aboutToShow.emit()
    assert [a.text() for a in window.actions_.recent.actions()] == ["old.gml"]


def test_every_simulated_sight_has_its_command():
    from app.actions import SIGHTS
    from city.colour_vision import SIGHT

    assert set(SIGHTS) == {"", *SIGHT}


def test_every_page_of_the_right_panel_has_its_command(qtbot):
    from app.actions import PAGES
    from app.table import Table
    from tests.app.standin import StandIn

    window = Window(Settings(), lambda *given: Table(*given, StandIn))
    qtbot.addWidget(window)
    table = window._lay_table()
    pages = {*table.side.tabs, *table.side.others}
    # "Why does it float?" and the menu of plans lead to the others
    assert pages == {page for page, _, _ in PAGES} | {"heights", "plan"}
    window.actions_.allow(True)
    for page, _, _ in PAGES:
        window.actions_.pages[page].trigger()
        assert table.side.page == page
    for menu in window.actions_.menus.values():
        keys = [
            a.text()[a.text().index("&") + 1].lower() for a in menu.actions() if "&" in a.text()
        ]
        assert len(keys) == len(set(keys)), menu.title()
    window.close()


def test_each_command_stands_in_its_part_of_the_menu(qtbot):
    window = Window(Settings())
    qtbot.addWidget(window)
    actions = window.actions_
    late = actions.add("File", "Send as a &fax", "", lambda: None, part="keep")
    order = [action.text() for action in actions.menus["File"].actions()]
    assert order.index("&Picture for paper…") + 1 == order.index(late.text())
    assert order[order.index(late.text()) + 1] == "" and order[-1] == "&Quit"
