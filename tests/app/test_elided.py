from app.elided import Elided, ElidedButton


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


def test_a_button_shortens_its_words_and_can_be_small(qtbot):
    button = ElidedButton()
    qtbot.addWidget(button)
    button.setText("A name that is as long as a name may be, and then some")
    small = button.minimumSizeHint()
    assert small.width() < button.sizeHint().width() / 2
    button.resize(small)
    assert not button.grab().isNull()
    button.setText("Short")
    assert button.minimumSizeHint() == button.sizeHint()
