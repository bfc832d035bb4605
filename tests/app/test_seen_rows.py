"""What is to be seen of a city: asked for, still there, not stood for, and alike in all panes."""

import numpy as np

from app.document import Document
from tests.app.standin import town_opened


def laid():
    document = Document()
    document.lay(town_opened(), add=False)
    (city,) = document.cities()
    return document, city


def mask(city, *rows):
    found = np.zeros(len(city.objects), bool)
    found[list(rows)] = True
    return found


def test_everything_is_seen_until_something_is_not(qapp):
    document, city = laid()
    assert document.visible_rows(city) is None and document.drawn_rows(city) is None


def test_all_reasons_count_together_and_the_answer_stays_the_same_array(qapp):
    document, city = laid()
    document.show_only(city, ~mask(city, 0))
    document.gone[id(city)] = mask(city, 1)
    document.beneath[id(city)] = mask(city, 2)
    seen = document.visible_rows(city)
    assert np.flatnonzero(~seen).tolist() == [0, 1, 2]
    assert document.visible_rows(city) is seen and document.drawn_rows(city) is seen
    assert document.lack({id(city): mask(city, 3)})
    assert not document.lack({id(city): mask(city, 3)})  # which is nothing new
    drawn = document.drawn_rows(city)
    assert np.flatnonzero(~drawn).tolist() == [0, 1, 2, 3]
    assert document.drawn_rows(city) is drawn and document.visible_rows(city) is seen


def test_another_city_begins_with_all_that_it_has(qapp):
    document, city = laid()
    document.lack({id(city): mask(city, 3)})
    document.gone[id(city)] = mask(city, 1)
    document.clear()
    document.lay(town_opened(), add=False)
    (fresh,) = document.cities()
    assert document.drawn_rows(fresh) is None and not document.lacking
