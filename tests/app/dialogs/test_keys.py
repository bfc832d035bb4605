from app.dialogs.keys import Keys
from app.settings import Settings
from app.window import Window


def test_every_key_of_the_menus_is_on_the_page(qtbot):
    window = Window(Settings())
    qtbot.addWidget(window)
    dialog = Keys(window, window.actions_.all())
    said = dialog.page.toPlainText()
    for _, action in window.actions_.all():
        key = action.shortcut().toString()
        if key:
            assert key in said and action.text().replace("&", "") in said
    assert "Right click" in said
