import pytest

from app.panels.rubble import MOST, Rubble


@pytest.fixture
def rubble(qtbot):
    made = Rubble()
    qtbot.addWidget(made)
    made.show()
    return made


def test_each_is_looked_at_and_restored(rubble, qtbot):
    rubble.show_rubble(["a", "b"], lambda ident: f"Building {ident}", False)
    assert [button.text() for button in rubble.names] == ["Building a", "Building b"]
    with qtbot.waitSignal(rubble.flown) as flown:
        rubble.names[1].click()
    assert flown.args == ["b"]
    with qtbot.waitSignal(rubble.restored) as restored:
        rubble.buttons[0].click()
    assert restored.args == [["a"]]
    with qtbot.waitSignal(rubble.restored) as restored:
        rubble.all.click()
    assert restored.args == [["a", "b"]]


def test_of_many_the_latest_have_rows(rubble):
    rubble.show_rubble([str(k) for k in range(MOST + 5)], str, False)
    assert len(rubble.names) == MOST and rubble.names[-1].text() == str(MOST + 4)
    assert rubble.rest.text() == "and 5 more, demolished before"
    rubble.show_rubble(["one"], str, False)
    assert rubble.rest.isHidden() and rubble.all.isHidden()


def test_where_nothing_can_be_written_nothing_can_be_restored(rubble):
    rubble.show_rubble(["a", "b"], str, True)
    assert not rubble.buttons[0].isEnabled() and not rubble.all.isEnabled()
    rubble.show_rubble(["a", "b"], str, False)
    assert rubble.buttons[0].isEnabled()


def test_names_of_files_are_shown_as_they_stand(rubble):
    rubble.show_rubble(["<img src=x>"], lambda ident: f"R&D {ident}", False)
    assert rubble.names[0].text() == "R&&D <img src=x>"
    assert "Look at &lt;img src=x&gt;" in rubble.names[0].toolTip()
