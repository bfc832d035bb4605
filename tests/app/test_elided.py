from app.elided import Elided


def test_a_long_text_is_cut_and_the_mouse_shows_all_of_it(qtbot):
    label = Elided("Sun 34.3° high in the south-west (211°)")
    qtbot.addWidget(label)
    label.resize(600, 20)
    label.grab()
    assert label.toolTip() == ""
    label.resize(80, 20)
    label.grab()
    assert label.toolTip() == label.text()
    assert label.minimumSizeHint().width() <= 400
